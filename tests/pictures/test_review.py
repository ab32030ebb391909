"""The picture review: each screen is written, and the page shows it beside what it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.pictures.review import INDEX, SIZES, THEMES, Picture, page, pictures, write
from tests.pictures.screens import SCREENS, START, draw
from tests.widgets.conftest import _nothing_survives, _qt_is_content  # noqa: F401

FLOOR = Picture("floor", None, "1280x800", "dark")


def test_that_every_screen_is_wanted_in_every_size_and_theme() -> None:
    wanted = pictures()
    assert len({picture.file for picture in wanted}) == len(wanted)
    for screen in ("start", "floor", *SCREENS, "wallboard-floor", "wallboard-queues", "wallboard-distance"):
        found = {picture.file for picture in wanted if picture.file.startswith(f"{screen}-{SIZES[0][0]}")}
        assert len(found) <= len(SIZES) * len(THEMES)
        for size in SIZES:
            assert {f"{screen}-{size}-{theme}.png" for theme in THEMES} <= {one.file for one in wanted}


@pytest.mark.parametrize("screen", [START, *SCREENS])
def test_that_a_screen_opens_over_the_floor(qapp: QApplication, screen: str) -> None:
    drawn = {name: draw(name, (1280, 800), "dark") for name in (screen, START, "inspector")}
    assert (drawn[screen].width(), drawn[screen].height()) == (1280, 800)
    others = [image for name, image in drawn.items() if name != screen]
    assert drawn[screen] not in others


def test_that_it_is_written_and_stands_beside_what_it_was(qapp: QApplication, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    assert write([FLOOR], old, None) == 0
    assert "before" not in (old / INDEX).read_text("utf-8")
    assert write([FLOOR], new, old) == 0
    shown = re.findall(r'<img src="([^"]+)"', (new / INDEX).read_text("utf-8"))
    assert shown == [f"before/{FLOOR.file}", FLOOR.file]
    assert all((new / name).read_bytes().startswith(b"\x89PNG") for name in shown)
    assert ": same" in page([FLOOR], new)
    (new / FLOOR.file).write_bytes(b"\x89PNG another")
    assert ": changed" in page([FLOOR], new)


def test_that_one_that_cannot_be_made_is_counted_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = Picture("wallboard", "no-such-layout", "1280x800", "dark")
    assert write([nowhere], tmp_path, None) == 1
    assert "could not be made" in (tmp_path / INDEX).read_text("utf-8")
    assert "no-such-layout" in capsys.readouterr().err
