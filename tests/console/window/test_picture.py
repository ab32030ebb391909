"""Pictures of the window: size, theme and figures, and a failure where there is nothing to show."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.window.picture import PictureChoices, picture
from feeds.errors import UserError
from tests.console.commands.without_display import SAMPLE


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORLIGHT_SETTINGS", str(tmp_path / "settings.toml"))


def test_that_a_picture_has_the_size_and_the_theme_it_should(qtbot: QtBot) -> None:
    image, figures = picture(lambda app: app.show_recording([SAMPLE]), (900, 700), PictureChoices("light"))
    assert (image.width(), image.height()) == (900, 700)
    assert image.pixelColor(2, 2).lightness() > 128
    assert {"text", "metric", "scope", "at", "value", "severity", "rect"} <= set(figures[0])


def test_that_a_picture_of_nothing_is_a_failure(qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text("nonsense\n", "utf-8")
    with pytest.raises(UserError, match="there is nothing to show"):
        picture(lambda app: app.show_recording([str(log)]), (900, 700), PictureChoices())


def test_that_a_picture_shows_the_list_that_a_filter_leaves_larger_and_without_colours(qtbot: QtBot) -> None:
    chosen = PictureChoices(is_list=True, filter="on contact", zoom=0.75, is_grey=True)
    image, figures = picture(lambda app: app.show_recording([SAMPLE]), (1800, 1000), chosen)
    assert image.isGrayscale()
    shown = {figure["metric"] for figure in figures if figure["scope"].startswith("agent:")}
    assert {"time_in_state_seconds", "occupancy", "adherence", "handled"} <= shown
    counts = {figure["metric"]: figure for figure in figures if figure["scope"] == "filter:on contact"}
    assert counts["state.staffed"]["value"] == counts["state.on_contact"]["value"] > 0
