"""Another day as a pale line: by its keys, from the calendar, and away again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.history.checkpoints.opening import open_day
from console.window.app import App
from feeds.events import instant_text
from tests.builders import archived, days_of_events
from tests.console.window.apps import reported
from tests.console.window.controllers.past.test_calendar_window import calendar
from tests.console.window.controllers.test_instants import CTRL, press


@pytest.fixture
def opened(app: App, qtbot: QtBot, tmp_path: Path) -> App:
    """The last of eight archived days."""
    archive = archived(tmp_path, *days_of_events(8))
    app.show_recording(open_day(archive, archive.days()[-1].day, "lisbon"))
    qtbot.waitUntil(lambda: app.window.time_bar.plot.line.points != (), timeout=20_000)
    return app


def test_that_the_same_day_last_week_is_shown_beside_and_goes_again(opened: App, qtbot: QtBot) -> None:
    bar = opened.window.time_bar
    press(opened, Qt.Key.Key_E, CTRL)
    qtbot.waitUntil(lambda: bar.plot.line.earlier != (), timeout=60_000)
    assert bar.hint.text() == "grey: Mon 23 Nov"
    assert {share for _, share in bar.plot.line.earlier} == {None, 1.0}
    assert all(bar.plot.line.start <= at <= bar.plot.line.end for at, _ in bar.plot.line.earlier)
    qtbot.waitUntil(lambda: len(opened.window.floor.queues.cards[0].trend_then) == 31, timeout=20_000)
    opened.window.grab()
    press(opened, Qt.Key.Key_E, CTRL)
    qtbot.waitUntil(lambda: bar.plot.line.earlier == (), timeout=20_000)
    assert bar.hint.text() == "drag to any instant"


def test_that_any_day_of_the_calendar_can_be_compared_with(opened: App, qtbot: QtBot) -> None:
    press(opened, Qt.Key.Key_G, CTRL)
    grid = calendar(opened).grid
    QTest.keyClick(grid, Qt.Key.Key_Left)
    QTest.keyClick(grid, Qt.Key.Key_C)
    plot = opened.window.time_bar.plot
    qtbot.waitUntil(lambda: plot.line.earlier_label == "Sun 29 Nov", timeout=60_000)
    qtbot.waitUntil(lambda: opened.calendar._calendar is None)


def test_that_a_day_that_is_not_there_is_reported(opened: App, qtbot: QtBot) -> None:
    assert opened.desk is not None
    day = date.fromisoformat(instant_text(opened.desk.playhead.now)[:10]) - timedelta(days=400)
    opened.comparison.compare_with(day.isoformat())
    qtbot.waitUntil(lambda: "Nothing to compare with: the archive" in reported(opened), timeout=60_000)
    assert opened.desk.view.choices.compared is None
