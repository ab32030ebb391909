"""Instants by name, by step and by pointer, with the keys and the pointer of a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from console.window.app import App
from feeds.events import instant
from tests.builders import DAY
from tests.console.window.apps import SAMPLE, log_of, open_whole, reported, state

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def at(time: str) -> int:
    return instant(f"{DAY}T{time}Z")


def shown(app: App) -> int:
    assert app.desk is not None
    return app.desk.playhead.now


def press(app: App, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    QTest.keyClick(app.window, key, held)


def type_in_palette(app: App, text: str) -> None:
    press(app, Qt.Key.Key_K, CTRL)
    palette = app.window.command_palette
    assert palette is not None
    QTest.keyClicks(palette.field, text)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)


@pytest.fixture
def morning(app: App, qtbot: QtBot, tmp_path: Path) -> App:
    times = ("08:00:00", "09:30:00", "10:40:00", "10:40:30.500", "11:00:00")
    log = log_of(tmp_path, *(state(time, f"a{number}") for number, time in enumerate(times)))
    open_whole(app, qtbot, log)
    qtbot.waitUntil(lambda: app.window.time_bar.plot.line.end == at("11:00:00"))
    return app


def test_that_a_typed_time_is_gone_to_and_end_returns(morning: App) -> None:
    type_in_palette(morning, "10:40")
    assert shown(morning) == at("10:40:00")
    press(morning, Qt.Key.Key_End)
    assert shown(morning) == at("11:00:00")


def test_that_a_day_is_gone_to_at_the_time_of_day_shown(morning: App) -> None:
    type_in_palette(morning, DAY)
    assert shown(morning) == at("11:00:00")
    type_in_palette(morning, "10:00")
    type_in_palette(morning, "today")
    assert shown(morning) == at("10:00:00")
    assert reported(morning) == ""


def test_that_an_instant_which_is_not_there_is_reported(morning: App) -> None:
    type_in_palette(morning, f"{DAY} 07:15")
    assert shown(morning) == at("11:00:00")
    span = "Mon 23 Nov 2026, 08:00:00 to Mon 23 Nov 2026, 11:00:00"
    assert f"Nothing is kept of Mon 23 Nov 2026, 07:15:00: what is shown is from {span}" in reported(morning)


def test_that_keys_step_by_second_and_by_event(morning: App) -> None:
    type_in_palette(morning, "10:40:00")
    press(morning, Qt.Key.Key_Right, ALT)
    assert shown(morning) == at("10:40:01")
    press(morning, Qt.Key.Key_Right, ALT, SHIFT)
    assert shown(morning) == at("10:40:30.500")
    press(morning, Qt.Key.Key_Left, ALT, SHIFT)
    assert shown(morning) == at("10:40:00")
    press(morning, Qt.Key.Key_Left, ALT)
    assert shown(morning) == at("10:39:59")


def test_that_keys_step_by_flag(app: App, qtbot: QtBot) -> None:
    open_whole(app, qtbot, SAMPLE)
    desk = app.desk
    assert desk is not None
    qtbot.waitUntil(lambda: not desk.marks.is_due, timeout=20_000)
    rose = sorted({mark.at for mark in desk.marks.between(desk.playhead.start, desk.playhead.end)})
    press(app, Qt.Key.Key_Left, CTRL, SHIFT)
    press(app, Qt.Key.Key_Left, CTRL, SHIFT)
    before = [found for found in rose if found < desk.playhead.end]
    assert shown(app) == before[-2]
    press(app, Qt.Key.Key_Right, CTRL, SHIFT)
    assert shown(app) == before[-1]


def test_that_a_card_leads_to_when_its_flag_rose(app: App, qtbot: QtBot) -> None:
    open_whole(app, qtbot, SAMPLE)
    column = app.window.floor.attention
    qtbot.waitUntil(lambda: bool(column.cards))
    card = next(iter(column.cards.values()))
    QTest.keyClick(card, Qt.Key.Key_R)
    assert shown(app) == card.card.since


def test_that_the_pointer_reads_the_figures_there_and_seeks_nothing(morning: App, qtbot: QtBot) -> None:
    plot = morning.window.time_bar.plot
    place = QPoint(plot.left_of(at("09:00:00")), plot.box().center().y())
    QTest.mouseMove(plot, place)
    qtbot.waitUntil(lambda: "Waiting, all channels 0" in QToolTip.text())
    assert QToolTip.text().startswith(plot.instant_text(plot.instant_at(place.x())))
    assert shown(morning) == at("11:00:00")
    QTest.mouseClick(plot, Qt.MouseButton.RightButton, pos=place)
    assert shown(morning) == at("11:00:00")
    QToolTip.hideText()
    QTest.mouseMove(plot, QPoint(-20, -20))
    QApplication.processEvents()
