"""A widget that paints itself: laid out once for its rows, size and theme, and pointed at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from pytestqt.qtbot import QtBot

from console.views.rows import Figure
from widgets.painting.painted_widget import PaintedWidget, Scroll
from widgets.painting.text_layout import TextLayout, figure_note
from widgets.painting.theme import DARK, LIGHT, Theme, Type

THREE = Figure("waiting", "queue:sales", "3", 3, label="Waiting")


class Sheet(PaintedWidget):
    """One figure, and a text that is cut where the sheet is narrow."""

    laid_out = 0

    def set_lines(self, setter: TextLayout) -> None:
        self.laid_out += 1
        setter.left("3", (5, 5), Type.WORD, figure=THREE)
        setter.left("a text that is longer than the sheet is wide", (5, 40), Type.WORD, room=60)


@pytest.fixture
def sheet(qtbot: QtBot) -> Sheet:
    widget = Sheet(Theme(DARK))
    qtbot.addWidget(widget)
    widget.resize(200, 100)
    widget.show()
    return widget


def test_that_lines_are_laid_out_once_until_something_changes(sheet: Sheet) -> None:
    sheet.lines()
    before = sheet.laid_out
    sheet.lines()
    sheet.grab()
    sheet.set_dimmed(True)
    assert sheet.laid_out == before
    sheet.touch()
    sheet.lines()
    sheet.resize(210, 100)
    sheet.lines()
    sheet.set_theme(Theme(LIGHT))
    sheet.lines()
    assert sheet.laid_out >= before + 3


def test_that_each_figure_is_named_where_it_stands(sheet: Sheet) -> None:
    ((figure, rect),) = sheet.placed_figures()
    assert figure == THREE
    assert sheet.note_at(rect.center()) == figure_note(THREE)
    assert sheet.note_at(QPoint(199, 99)) == ""


def test_that_a_text_that_is_cut_is_said_whole(sheet: Sheet) -> None:
    line = sheet.lines()[1]
    assert line.text != line.whole
    assert sheet.note_at(line.rect.center()) == "a text that is longer than the sheet is wide"


def test_that_old_data_steps_back_and_comes_back(sheet: Sheet) -> None:
    fresh = sheet.grab().toImage()
    sheet.set_dimmed(True)
    assert sheet.grab().toImage() != fresh
    sheet.set_dimmed(False)
    assert sheet.grab().toImage() == fresh


def test_that_a_scroll_area_is_no_larger_than_its_room(qtbot: QtBot) -> None:
    inner = Sheet(Theme(DARK))
    inner.setMinimumHeight(2000)
    area = Scroll(inner)
    qtbot.addWidget(area)
    area.resize(150, 100)
    area.show()
    assert area.minimumSizeHint().isNull()
    assert QRect(0, 0, 150, 100).contains(area.viewport().geometry())
    assert area.verticalScrollBar().maximum() > 0
