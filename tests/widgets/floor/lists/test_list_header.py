"""The list's header: it says which column sorts, which way, and what each column is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.widgets.floor.lists.lists import list_of


def test_that_the_sorted_column_is_marked_with_its_direction(qtbot: QtBot) -> None:
    header = list_of(qtbot).header
    pictures = set()
    for sort in ("attention", "agent", "-agent"):
        header.sort = sort
        pictures.add(bytes(header.viewport().grab().toImage().constBits()))
    assert len(pictures) == 3


def test_that_a_column_moved_to_the_left_is_the_first(qtbot: QtBot) -> None:
    header = list_of(qtbot).header
    assert header.first == "agent"
    header.moveSection(header.visualIndex(header.keys.index("time")), 0)
    assert header.first == "time"


def test_that_dividing_the_width_is_not_a_choice(qtbot: QtBot) -> None:
    header = list_of(qtbot).header
    with qtbot.assertNotEmitted(header.columns_changed):
        header.divide(1400)
    assert header.length() == 1400


def test_that_a_heading_explains_its_column(qtbot: QtBot) -> None:
    rows = list_of(qtbot).model_of_rows
    tips = [rows.headerData(n, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) for n in range(8)]
    assert "Occupancy: time on contacts and wrap-up, of time ready" in tips
    assert rows.headerData(99, Qt.Orientation.Horizontal) is None


def test_that_a_narrow_list_needs_no_sideways_scrolling_and_names_what_has_no_room(qtbot: QtBot) -> None:
    shown = list_of(qtbot, size=(560, 420))
    assert shown.horizontalScrollBar().maximum() == 0
    assert shown.header.without_room == ["Occ.", "Adh.", "Handled"]
    with qtbot.waitSignal(shown.header.room_changed, timeout=1000):
        shown.resize(1000, 420)
    assert shown.header.without_room == []
