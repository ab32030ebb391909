"""The inspector's page, opened from the window."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView
from pytestqt.qtbot import QtBot

from console.window.app import App
from feeds.events import instant_text
from tests.builders import DAY
from tests.console.window.apps import log_of, open_whole, reported, state


def test_that_lines_that_are_no_events_are_reported_and_found_in_the_inspector(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    open_whole(app, qtbot, log_of(tmp_path, state("09:00:00"), "nonsense", state("09:00:01", "bob")))
    qtbot.waitUntil(lambda: "1 line is not an event: the inspector" in reported(app))
    app.window.go_to("inspector")
    assert app.session is not None
    assert "nonsense" in str(app.session.inspect("").quarantine)


def test_that_the_inspector_of_a_paused_recording_is_filled_as_it_opens(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    open_whole(app, qtbot, log_of(tmp_path, "nonsense", state("09:00:00")), at=f"{DAY}T09:00:00Z")
    assert app.session is not None
    app.session.tick.rest()  # no tick fills it
    app.window.go_to("inspector")
    assert [finding.what for finding in app.inspector.page.quarantine.rows] != []
    assert dict(app.inspector.page.counters.counters)["applied"] == "1"


def test_that_the_inspector_follows_the_theme_of_the_window(app: App) -> None:
    app.window.go_to("inspector")
    for theme in ("light", "dark"):
        app.window.appearance.choose(theme)
        assert app.inspector.page.theme is app.window.theme


def _shown(app: App, qtbot: QtBot, tmp_path: Path) -> QListView:
    """The events of a recording at 09:00:02, of which the second and third have the same instant."""
    lines = [state(f"09:00:0{second}", agent) for second, agent in zip("12235", "abcab", strict=True)]
    open_whole(app, qtbot, log_of(tmp_path, *lines), at=f"{DAY}T09:00:02Z")
    app.window.go_to("inspector")
    page = app.inspector.page
    qtbot.waitUntil(lambda: len(page.events.rows) == 5)
    return next(view for view in page.findChildren(QListView) if view.accessibleName() == "Events")


def _playhead(app: App) -> str:
    assert app.session is not None
    return instant_text(app.session.desk.playhead.now)[11:19]


def test_that_the_events_of_a_recording_follow_the_playhead(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    events = _shown(app, qtbot, tmp_path)
    assert events.currentIndex().row() == 2
    app.window.setFocus()
    QTest.keyClick(app.window, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: events.currentIndex().row() == 4)
    QTest.keyClick(app.window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)  # to 09:00:04
    qtbot.waitUntil(lambda: events.currentIndex().row() == 3)


def test_that_keys_step_event_by_event_and_take_the_floor_along(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    events = _shown(app, qtbot, tmp_path)
    events.setFocus()
    found = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(events, key)
        found.append((events.currentIndex().row(), _playhead(app)))
    assert found == [(1, "09:00:02"), (0, "09:00:01"), (1, "09:00:02"), (2, "09:00:02"), (3, "09:00:03")]
    assert app.session is not None
    session = app.session
    qtbot.waitUntil(
        lambda: session.desk.rows is not None and session.desk.rows.now == session.desk.playhead.now
    )
    assert events.currentIndex().row() == 3


def test_that_the_filter_leaves_events_to_step_through(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    events = _shown(app, qtbot, tmp_path)
    QTest.keyClicks(app.inspector.page.filter, "agent:a")
    qtbot.waitUntil(lambda: [row.number for row in app.inspector.page.events.rows] == [1, 4])
    assert events.currentIndex().row() == 0
    events.setFocus()
    QTest.keyClick(events, Qt.Key.Key_Down)
    assert _playhead(app) == "09:00:03"


def test_that_the_selected_event_is_copied_as_json(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    events = _shown(app, qtbot, tmp_path)
    events.setFocus()
    QTest.keyClick(events, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert json.loads(QApplication.clipboard().text())["agent"] == "c"
    QTest.keyClick(events, Qt.Key.Key_Up)
    (copying,) = events.actions()
    assert copying.text() == "Copy as JSON"
    copying.trigger()
    assert json.loads(QApplication.clipboard().text())["agent"] == "b"
