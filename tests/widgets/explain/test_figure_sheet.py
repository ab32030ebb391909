"""The head of an account: figure, goal, formula, variants and notes have room, in both themes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.metrics.variants import VARIANTS
from console.views.explain.explained_rows import Explanation
from tests.widgets.explained import busy_queue, explained
from tests.widgets.floors import overlapping
from widgets.explain.figure_sheet import FigureSheet
from widgets.painting.theme import DARK, LIGHT, Palette, Theme


def sheet_of(
    qtbot: QtBot, row: Explanation, width: int = 1000, zoom: float = 1.0, palette: Palette = DARK
) -> FigureSheet:
    sheet = FigureSheet(Theme(palette, zoom))
    qtbot.addWidget(sheet)
    sheet.resize(width, 300)
    sheet.show_row(row)
    sheet.resize(width, sheet.sizeHint().height())
    sheet.show()
    return sheet


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("width", "zoom"), [(1000, 1.0), (430, 1.0), (760, 1.0), (1300, 3.0)])
@pytest.mark.parametrize("metric", ["service_level.offered", "occupancy", "waiting"])
def test_that_everything_has_room(
    qtbot: QtBot, metric: str, width: int, zoom: float, palette: Palette
) -> None:
    scope = "floor" if metric == "occupancy" else "queue:billing"
    sheet = sheet_of(qtbot, explained(busy_queue(), metric, scope), width, zoom, palette)
    lines = sheet.lines()
    assert lines
    assert not overlapping(lines)
    assert not [line.whole for line in lines if line.whole]
    assert all(sheet.rect().contains(line.rect) for line in lines)
    sheet.grab()


def test_that_the_figure_and_every_variant_are_figures(qtbot: QtBot) -> None:
    row = explained(busy_queue())
    sheet = sheet_of(qtbot, row)
    assert [figure.metric for figure, _ in sheet.placed_figures()] == [
        row.figure.metric,
        *(f"service_level.{name}" for name in VARIANTS),
    ]


def test_that_a_click_chooses_a_variant(qtbot: QtBot) -> None:
    sheet = sheet_of(qtbot, explained(busy_queue()))
    asked: list[str] = []
    sheet.variant_chosen.connect(asked.append)
    rect = dict(sheet.chips())["strict"]
    QTest.mouseMove(sheet, rect.center())
    assert sheet.cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=rect.center())
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.rect().topRight())
    assert asked == ["strict"]
    assert (sheet.beside(1), sheet.beside(-1)) == ("answered", "live")


def test_that_a_screen_reader_reads_what_is_painted(qtbot: QtBot) -> None:
    row = explained(busy_queue())
    said = sheet_of(qtbot, row).accessibleDescription()
    wanted = [row.since, row.division, *(note.text for note in row.notes)]
    assert all(words in said for words in wanted)
    assert all(figure.text in said for _, figure in row.variants)
