"""The page of an account: counted and left out side by side, its menu, and what is selected."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.views.explain.explained_rows import AccountRow, Column, Explanation
from tests.builders import Scene
from tests.widgets.explained import busy_queue, explained
from widgets.explain.figure_page import FigurePage
from widgets.painting.theme import DARK, LIGHT, Theme


def page_of(qtbot: QtBot, row: Explanation, width: int = 1000, height: int = 700) -> FigurePage:
    page = FigurePage(Theme(DARK))
    qtbot.addWidget(page)
    page.resize(width, height)
    page.show_row(row)
    page.show()
    qtbot.waitExposed(page)
    return page


def test_that_both_lists_are_side_by_side_where_there_is_room(qtbot: QtBot) -> None:
    page = page_of(qtbot, explained(busy_queue()))
    counted, left_out = page.counted.geometry(), page.left_out.geometry()
    assert counted.right() < left_out.left()
    page.resize(480, 700)
    qtbot.waitUntil(lambda: page.counted.geometry().bottom() < page.left_out.geometry().top())
    assert page.counted_title.text() == "Counted, 12"
    assert page.left_out_title.text() == "Left out, 2"


@pytest.mark.parametrize("size", [(1000, 700), (900, 420), (460, 300)])
def test_that_a_low_panel_scrolls(qtbot: QtBot, size: tuple[int, int]) -> None:
    page = page_of(qtbot, explained(busy_queue(60)), *size)
    assert page.counted.height() >= 3 * page.counted.row_height()
    page.set_theme(Theme(LIGHT, 3.0))
    assert page.counted.height() >= page.counted.row_height()


def test_that_nothing_left_out_leaves_the_room(qtbot: QtBot) -> None:
    page = page_of(qtbot, explained(busy_queue(), "started"))
    assert page.left_out.isHidden()
    assert page.left_out_title.isHidden()


def test_that_columns_are_those_that_are_filled(qtbot: QtBot) -> None:
    page = page_of(qtbot, explained(busy_queue(), "average_handle_time_seconds", "floor"))
    assert not page.counted.isColumnHidden(Column.AGENT)
    assert not page.counted.isColumnHidden(Column.QUEUE)
    page.show_row(explained(busy_queue()))
    assert page.counted.isColumnHidden(Column.AGENT)
    assert page.counted.isColumnHidden(Column.QUEUE)


def test_that_a_selection_is_what_is_copied(qtbot: QtBot) -> None:
    page = page_of(qtbot, explained(busy_queue()))
    counted, left_out = page.chosen_rows()
    assert (len(counted), len(left_out)) == (12, 2)
    page.counted.selectRow(1)
    counted, left_out = page.chosen_rows()
    assert ([row.key for row in counted], list(left_out)) == ([page.counted.rows.rows[1].key], [])


def test_that_the_menu_offers_everything(qtbot: QtBot) -> None:
    scene: Scene = busy_queue()
    page = page_of(qtbot, explained(scene, "average_handle_time_seconds", "floor"))
    opened: list[AccountRow] = []
    copied: list[str] = []
    page.opened.connect(opened.append)
    page.copy_requested.connect(copied.append)
    page.counted.menu_requested.emit(page.mapToGlobal(QPoint(20, 200)))
    menu = [one for one in page.findChildren(QMenu) if one.isVisible()][-1]
    words = [action.text() for action in menu.actions() if action.text()]
    row = page.counted.rows.rows[0]
    assert words[:2] == [f"Open the timeline of {row.contact}", "Open ana"]
    assert words[2:] == [
        "Copy as text",
        "Copy as CSV",
        "Copy as JSON",
        "Copy a link",
        "Export…",
        "Show on the time bar",
        "Sort by",
    ]
    by_words = {action.text(): action for action in menu.actions()}
    by_words["Open ana"].trigger()
    by_words["Copy a link"].trigger()
    order = by_words["Sort by"].menu()
    assert isinstance(order, QMenu)
    next(action for action in order.actions() if action.text() == "What").trigger()
    menu.close()
    assert [(one.contact, one.agent) for one in opened] == [("", "ana")]
    assert copied == ["link"]
    assert page.counted.rows.sorted_by is Column.WHO
