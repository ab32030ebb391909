"""The calendar in the window: opened by its keys, filled from the archive, and it shows a day."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.history.checkpoints.opening import open_day
from console.window.app import App
from tests.builders import DAY, archived, days_of_events
from tests.console.window.apps import is_on_floor, open_whole, reported
from tests.console.window.controllers.test_instants import CTRL, press, shown
from widgets.past.day_calendar import DayCalendar


def calendar(app: App) -> DayCalendar:
    found = app.window.findChild(DayCalendar)
    assert found is not None
    return found


@pytest.fixture
def opened(app: App, qtbot: QtBot, tmp_path: Path) -> App:
    """The last of three archived days."""
    archive = archived(tmp_path, *days_of_events(3))
    app.show_recording(open_day(archive, archive.days()[-1].day, "lisbon"))
    qtbot.waitUntil(lambda: app.desk is not None and app.desk.rows is not None, timeout=20_000)
    return app


def test_that_it_shows_each_day_with_its_level_and_enter_opens_one(opened: App, qtbot: QtBot) -> None:
    before = shown(opened)
    press(opened, Qt.Key.Key_G, CTRL)
    grid = calendar(opened).grid
    levels = {day.day: day.level for day, _ in grid.cells() if day.is_kept}
    assert list(levels) == [DAY, "2026-11-24", "2026-11-25"]
    qtbot.waitUntil(
        lambda: {day.level for day, _ in grid.cells() if day.is_kept} == {"100.0 %"}, timeout=60_000
    )
    qtbot.waitUntil(lambda: opened.calendar._reading is None, timeout=20_000)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(opened) == before - 86_400_000, timeout=20_000)
    qtbot.waitUntil(lambda: opened.calendar._calendar is None)


def test_that_closing_it_ends_the_reading(opened: App, qtbot: QtBot) -> None:
    press(opened, Qt.Key.Key_G, CTRL)
    assert opened.calendar._reading is not None
    QTest.keyClick(calendar(opened), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: opened.calendar._reading is None, timeout=20_000)


def test_that_months_are_turned(opened: App) -> None:
    press(opened, Qt.Key.Key_G, CTRL)
    QTest.keyClick(calendar(opened), Qt.Key.Key_PageUp)
    assert calendar(opened).title.text() == "October 2026"
    for _ in range(5):
        QTest.keyClick(calendar(opened).grid, Qt.Key.Key_Down)
    assert calendar(opened).title.text() == "November 2026"
    calendar(opened).close()


def test_that_without_days_it_is_said_how_to_get_some(
    app: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOORLIGHT_ARCHIVE", str(tmp_path / "none"))
    press(app, Qt.Key.Key_G, CTRL)
    assert "open a source, a recording or a day first" in reported(app)
    log = tmp_path / "log.jsonl"
    log.write_text('{"type":"agent.state","at":"2026-11-23T09:00:00Z","agent":"ana","state":"available"}\n')
    open_whole(app, qtbot, str(log))
    qtbot.waitUntil(lambda: is_on_floor(app))
    press(app, Qt.Key.Key_G, CTRL)
    assert "has no days yet" in reported(app)
