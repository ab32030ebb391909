"""The table of an account: sorted by its heads, opened by key and hand, every column with room."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.views.explain.explained_rows import AccountRow, Column, Effect
from tests.widgets.explained import busy_queue, explained
from widgets.explain.account_table import AccountTable
from widgets.painting.theme import DARK, LIGHT, Ink, Palette, Theme

HERE = ZoneInfo("Europe/Lisbon")
ALL = (Column.AT, Column.WHO, Column.AGENT, Column.LENGTH, Column.WHY)


def table_of(qtbot: QtBot, width: int = 700, zoom: float = 1.0, palette: Palette = DARK) -> AccountTable:
    row = explained(busy_queue(40), "average_handle_time_seconds", "floor", 7_200_000)
    table = AccountTable(Theme(palette, zoom), "Counted")
    qtbot.addWidget(table)
    table.resize(width, 300)
    table.show_rows(row.counted, HERE, 0.0, ALL)
    table.show()
    return table


def opened(table: AccountTable) -> list[AccountRow]:
    received: list[AccountRow] = []
    table.opened.connect(received.append)
    return received


def test_that_a_head_sorts_both_ways_and_back(qtbot: QtBot) -> None:
    table = table_of(qtbot)
    given = [row.contact for row in table.rows.rows]
    head = table.horizontalHeader()
    at = QPoint(head.sectionViewportPosition(Column.WHO) + 5, 5)
    orders = []
    for _ in range(3):
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
        orders.append([row.contact for row in table.rows.rows])
    assert orders == [sorted(given), sorted(given, reverse=True), given]
    assert not head.isSortIndicatorShown()


def test_that_enter_opens_the_row_and_a_click_what_it_names(qtbot: QtBot) -> None:
    table = table_of(qtbot)
    received = opened(table)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    row = table.rows.rows[0]
    assert received == [row]
    agent = table.visualRect(table.rows.index(0, Column.AGENT)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=agent)
    assert (received[1].contact, received[1].agent) == ("", row.agent)
    why = table.visualRect(table.rows.index(0, Column.WHY)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=why)
    assert len(received) == 2
    assert table.chosen_rows() == [row]


@pytest.mark.parametrize(("width", "zoom"), [(700, 1.0), (420, 1.0), (1400, 2.0), (900, 3.0)])
def test_that_every_column_shown_has_room_and_the_rest_is_hidden(
    qtbot: QtBot, width: int, zoom: float
) -> None:
    table = table_of(qtbot, width, zoom)
    assert table.isColumnHidden(Column.QUEUE)
    assert table.isColumnHidden(Column.ADDS)
    assert all(table.columnWidth(column) >= table.theme.px(30) for column in ALL)
    assert table.rowHeight(0) == table.row_height()


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_that_misses_are_red_and_hollow(qtbot: QtBot, palette: Palette) -> None:
    row = explained(busy_queue())
    table = AccountTable(Theme(palette), "Counted")
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show_rows(row.counted, HERE, row.threshold, (Column.AT, Column.WHO, Column.LENGTH, Column.WHY))
    table.show()
    miss = next(one for one in row.counted if one.effect is Effect.MISS and (one.seconds or 0) > 20)
    assert table.ink_of(miss, Column.WHY) is Ink.BREACH
    assert table.ink_of(row.counted[-1], Column.WHY) is Ink.MUTED
    image, place = table.viewport().grab().toImage(), row.counted.index(miss)
    rect = table.visualRect(table.rows.index(place, Column.LENGTH))
    seen = {image.pixelColor(x, rect.center().y()).name() for x in range(rect.left(), rect.right())}
    assert table.theme.colour(Ink.CARD).name() in seen  # hollow
    red = table.theme.colour(Ink.BREACH).name()
    edge = {
        image.pixelColor(x, y).name()
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    }
    assert red in edge


def test_that_the_panel_gets_its_keys(qtbot: QtBot) -> None:
    table = table_of(qtbot)
    table.setFocus()
    received = opened(table)
    turned: list[int] = []
    table.turned.connect(turned.append)
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Left, Qt.Key.Key_Right):
        QTest.keyClick(table, key)
    assert not received
    assert turned == [-1, 1]
    assert table.current_row() == table.rows.rows[0]


def test_that_only_rows_in_sight_announce_their_changes(qtbot: QtBot) -> None:
    table = table_of(qtbot)
    changed: list[int] = []
    table.rows.dataChanged.connect(lambda first, _: changed.append(first.row()))
    rows = tuple(replace(row, words="changed") for row in table.rows.rows)
    table.show_rows(rows, HERE, 0.0, ALL)
    assert changed == list(range(table.rowAt(table.viewport().height() - 1) + 1))
    assert 0 < len(changed) < len(rows)
    assert [row.words for row in table.rows.rows] == ["changed"] * len(rows)
