"""Layout files: those the program carries are sound, and a person's own come first."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.settings.layout_files import find_layout, layout_names
from console.settings.settings_files import SettingsError
from console.views.floor.choices import Choices, LinkState
from console.views.rows import Link
from console.views.wallboard.wallboard import WallboardView
from tests.builders import Scene

OWN = 'title = "Mine"\n[[pages]]\n[[pages.rows]]\npanels = [{ metric = "waiting" }]\n'


@pytest.mark.parametrize("name", layout_names())
def test_that_every_layout_carried_shows_a_floor(name: str) -> None:
    scene = Scene().at("09:00").queue("sales").agent("ana", team="north", queues=["sales"]).available("ana")
    scene.queued("c1", "sales").after(30)
    rows = WallboardView(scene.floor, find_layout(name), Choices()).read(scene.ms(), LinkState(Link.LIVE))
    panels = [panel for page in rows.pages for row in page.rows for panel in row.panels]
    assert all(panel.figure is not None or panel.cards for panel in panels)
    assert any(panel.figure is not None and panel.figure.text not in ("–", "0") for panel in panels)
    assert all(page.title for page in rows.pages)


def test_that_the_usual_layout_is_carried() -> None:
    assert "floor" in layout_names()


def test_that_a_persons_own_layout_stands_before_one_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "floor.toml").write_text(OWN, encoding="utf-8")
    assert find_layout("floor", tmp_path).title == "Mine"
    assert find_layout(str(tmp_path / "floor.toml")).title == "Mine"
    assert find_layout("queues", tmp_path).title != "Mine"
    assert find_layout("floor", tmp_path / "nowhere").title != "Mine"


def test_that_an_unknown_layout_is_reported_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    with pytest.raises(
        SettingsError, match="no layout is named 'flor'; there are mine, distance, floor, queues"
    ):
        find_layout("flor", tmp_path)
    with pytest.raises(SettingsError, match=r"gone\.toml cannot be read: No such file"):
        find_layout(str(tmp_path / "gone.toml"))


def test_that_a_persons_own_are_among_the_names(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    assert layout_names(tmp_path) == sorted([*layout_names(), "mine"])
    assert layout_names(tmp_path / "nowhere") == layout_names()
