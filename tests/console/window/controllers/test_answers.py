"""What is done with flags is confirmed, listed and undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.window.app import App
from console.window.controllers.answers import Answers
from feeds.events import instant
from tests.console.window.apps import SAMPLE, open_whole

AT = "2026-11-22T08:30:00Z"


@pytest.fixture
def morning(app: App, qtbot: QtBot) -> App:
    open_whole(app, qtbot, SAMPLE, at=AT)
    desk = app.desk
    assert desk is not None
    qtbot.waitUntil(lambda: desk.rows is not None and desk.rows.now == instant(AT), timeout=5_000)
    qtbot.waitUntil(lambda: bool(app.window.floor.attention.cards), timeout=5_000)
    return app


def first(app: App) -> str:
    return app.window.floor.attention.attention.cards[0].id


def test_that_ctrl_z_undoes_an_acknowledgement_and_then_a_snooze(morning: App, qtbot: QtBot) -> None:
    assert isinstance(morning.answers, Answers)
    window, column = morning.window, morning.window.floor.attention
    flag = first(morning)
    window.snoozed.emit(flag, 900)
    assert window.status.text.text().startswith("Snoozed for 15 min: ")
    qtbot.waitUntil(lambda: not window.floor.snoozed.isHidden())
    other = first(morning)
    window.acknowledged.emit(other)
    assert window.status.text.text().startswith("Acknowledged: ")
    qtbot.waitUntil(
        lambda: other not in [card.id for card in column.attention.cards if not card.acknowledged]
    )
    for said in ("No longer acknowledged: ", "No longer snoozed: "):
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert window.status.text.text().startswith(said)
        assert window.status.undo.isHidden()
    qtbot.waitUntil(lambda: window.floor.snoozed.isHidden())
    assert first(morning) == flag
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.status.text.text() == "There is nothing to undo."


def test_that_a_snoozed_flag_is_shown_again_from_the_list(morning: App, qtbot: QtBot) -> None:
    window, flag = morning.window, first(morning)
    window.snoozed.emit(flag, 3600)
    qtbot.waitUntil(lambda: not window.floor.snoozed.isHidden())
    window.floor.snoozed.woken.emit(flag)
    assert window.status.text.text().startswith("Shown again: ")
    qtbot.waitUntil(lambda: first(morning) == flag)
