"""The menus of the list: of a row by mouse and keys, and of the header."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from tests.widgets.floor.lists.lists import list_of
from widgets.floor.lists.agent_list import AgentList
from widgets.floor.lists.list_menu import fill_columns, row_entries


def opened(shown: AgentList) -> QMenu:
    menu = shown.findChildren(QMenu)[-1]
    assert isinstance(menu, QMenu)
    return menu


def test_that_a_row_offers_to_open_to_copy_and_to_collapse(qtbot: QtBot) -> None:
    shown, done = list_of(qtbot), list[str]()
    shown.opened.connect(done.append)
    shown.folding_changed.connect(lambda name, group: done.append(f"{name} {group}"))
    shown.copy_requested.connect(lambda: done.append("copy"))
    at = QPoint(30, shown.rowViewportPosition(1) + 5)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, shown.viewport().mapToGlobal(at))
    QApplication.sendEvent(shown.viewport(), event)
    menu = opened(shown)
    for made in menu.actions():
        made.trigger()
    row = shown.rows()[1]
    assert row.tile is not None
    assert [made.text().partition("\t")[0] for made in menu.actions()] == [
        f"Open {row.tile.name}",
        f"Copy {row.tile.name}",
        "Collapse team-0",
    ]
    assert done == [row.tile.id, "copy", "collapsed team-0"]
    assert shown.selected() == [row]
    menu.close()


def test_that_a_folded_line_and_several_rows_have_their_own(qtbot: QtBot) -> None:
    rows = list_of(qtbot).rows()
    last = rows[-1]
    assert last.is_folded
    entries = row_entries(last, 0, lambda _: None, lambda *_: None, lambda: None)
    assert [words for words, _ in entries] == ["Collapse team-2", "Show who is offline"]
    entries = row_entries(rows[1], 3, lambda _: None, lambda *_: None, lambda: None)
    assert entries[1][0] == "Copy 3 agents\tCtrl+C"


def test_that_the_header_offers_all_columns(qtbot: QtBot) -> None:
    shown = list_of(qtbot)
    shown.header.customContextMenuRequested.emit(QPoint(10, 5))
    menu = opened(shown)
    checked = [made.text() for made in menu.actions() if made.isChecked()]
    assert checked[:3] == ["Agent", "State", "Time"]
    next(made for made in menu.actions() if made.text() == "Team").trigger()
    assert "team" in [key for key, _ in shown.header.columns]
    menu.close()
    again = QMenu(shown)
    fill_columns(again, ["agent"], lambda _: None)
    assert sum(made.isChecked() for made in again.actions()) == 1
