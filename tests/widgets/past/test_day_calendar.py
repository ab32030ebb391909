"""The calendar: a day by keys or pointer, and nothing that is not there."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from console.history.day_levels import DayLevel
from console.views.details.day_calendar import calendar_month
from tests.widgets.floors import overlapping
from widgets.painting.theme import DARK, Theme
from widgets.past.day_calendar import DayCalendar

KEPT = ["2026-06-09", "2026-06-10", "2026-06-15"]
LEVELS = {day: DayLevel(share, 0.8, "voice", 10) for day, share in zip(KEPT, (0.5, 0.81, 1.0), strict=True)}


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def calendar_of(window: QWidget, zoom: float = 1.0) -> DayCalendar:
    made = DayCalendar(Theme(DARK, zoom), window)
    made.show_month(calendar_month(date(2026, 6, 1), KEPT, LEVELS, "2026-06-10"), "3 days of lisbon")
    made.grid.set_cursor_day("2026-06-10")
    made.open()
    return made


def heard(calendar: DayCalendar) -> list[object]:
    found: list[object] = []
    for signal in (calendar.chosen, calendar.month_requested, calendar.day_left):
        signal.connect(found.append)
    return found


def test_that_arrows_move_and_enter_shows_a_day_there_is(window: QWidget) -> None:
    calendar = calendar_of(window)
    found = heard(calendar)
    QTest.keyClick(calendar.grid, Qt.Key.Key_Right)
    assert calendar.grid.accessibleDescription() == "2026-06-11, nothing kept"
    QTest.keyClick(calendar.grid, Qt.Key.Key_Return)
    assert found == []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(calendar.grid, key)
    assert calendar.grid.accessibleDescription() == "2026-06-09, 50.0 %"
    QTest.keyClick(calendar.grid, Qt.Key.Key_Return)
    assert found == ["2026-06-09"]


def test_that_keys_lead_to_other_months(window: QWidget) -> None:
    calendar = calendar_of(window)
    found = heard(calendar)
    QTest.keyClick(calendar, Qt.Key.Key_PageUp)
    QTest.keyClick(calendar, Qt.Key.Key_PageDown)
    for button in calendar.findChildren(QToolButton):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    for _ in range(2):
        QTest.keyClick(calendar.grid, Qt.Key.Key_Up)
    assert found == [-1, 1, -1, 1, "2026-05-27"]
    calendar.close()


def test_that_a_click_shows_a_day_and_its_note_says_what_was_measured(window: QWidget) -> None:
    calendar = calendar_of(window)
    found = heard(calendar)
    places = {day.day: rect.center() for day, rect in calendar.grid.cells()}
    assert calendar.grid.note_at(places["2026-06-15"]) == "voice, goal 80 %, 10 contacts"
    QTest.mouseClick(calendar.grid, Qt.MouseButton.LeftButton, pos=places["2026-06-16"])
    QTest.mouseClick(calendar.grid, Qt.MouseButton.RightButton, pos=places["2026-06-15"])
    assert found == []
    QTest.mouseClick(calendar.grid, Qt.MouseButton.LeftButton, pos=places["2026-06-15"])
    assert found == ["2026-06-15"]


@pytest.mark.parametrize("zoom", [0.75, 1.0, 2.0])
def test_that_words_lie_apart_inside_their_days(window: QWidget, zoom: float) -> None:
    calendar = calendar_of(window, zoom)
    assert not overlapping(calendar.grid.lines())
    assert all(calendar.grid.rect().contains(line.rect) for line in calendar.grid.lines())
    calendar.close()


def test_that_c_compares_with_a_day_there_is(window: QWidget) -> None:
    calendar = calendar_of(window)
    found: list[object] = []
    calendar.compared.connect(found.append)
    QTest.keyClick(calendar.grid, Qt.Key.Key_Right)
    QTest.keyClick(calendar.grid, Qt.Key.Key_C)
    assert found == []
    QTest.keyClick(calendar.grid, Qt.Key.Key_Left)
    QTest.keyClick(calendar.grid, Qt.Key.Key_C)
    assert found == ["2026-06-10"]
