"""The list's cells: one row is one card, whatever part of it is repainted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from console.views.rows import Severity
from tests.widgets.floor.lists.lists import ids, list_of
from widgets.floor.lists.list_painter import cell_lines, row_height
from widgets.painting.theme import DARK, LIGHT, Palette, Theme


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_that_a_part_repainted_is_as_it_was(qtbot: QtBot, palette: Palette) -> None:
    shown = list_of(qtbot, palette=palette)
    whole: QImage = shown.viewport().grab().toImage()
    part = QRect(130, 0, 300, shown.viewport().height())
    again = shown.viewport().grab(part).toImage()
    assert again == whole.copy(part)


def test_that_selected_pointed_and_current_rows_differ(qtbot: QtBot) -> None:
    shown = list_of(qtbot)
    calm = next(row for row in shown.rows() if row.tile is not None and row.tile.severity is Severity.NONE)
    seen = {bytes(shown.viewport().grab().toImage().constBits())}
    shown.painter_of_cells.pointed = calm.id
    seen.add(bytes(shown.viewport().grab().toImage().constBits()))
    shown.painter_of_cells.current = calm.id
    seen.add(bytes(shown.viewport().grab().toImage().constBits()))
    shown.select_agents([calm])
    seen.add(bytes(shown.viewport().grab().toImage().constBits()))
    assert len(seen) == 4


def test_that_a_reason_leaves_room_for_its_mark(qtbot: QtBot) -> None:
    shown = list_of(qtbot)
    flagged = next(row for row in shown.rows() if row.tile is not None and row.tile.severity)
    cell = QRect(0, 0, 200, row_height(Theme(DARK)))
    (line,) = cell_lines(Theme(DARK), "attention", flagged, cell, is_first=False)
    assert line.rect.left() >= 8 + 9
    assert cell_lines(Theme(DARK), "load", flagged, cell, is_first=False) == []


def test_that_dimmed_figures_are_fainter(qtbot: QtBot) -> None:
    shown = list_of(qtbot)
    before = shown.viewport().grab().toImage()
    shown.set_dimmed(True)
    assert shown.viewport().grab().toImage() != before
    assert shown.indexAt(QPoint(30, 5)).row() == ids(shown).index("group:team-0")
