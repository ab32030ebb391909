"""The app: floors come and go in one window, and the user learns what happens to them."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.clock import WallClock
from console.window.app import App
from feeds.events import instant, instant_text
from tests.builders import DAY
from tests.console.sources.played_source import PlayedSource
from tests.console.window.apps import SAMPLE, is_on_floor, log_of, open_whole, reported, state
from widgets.dialogs.recording_dialog import RecordingDialog
from widgets.window.event_loop import until_closed

# Recordings ----------------------------------------------------------------------------------------


def test_that_it_asks_first_and_shows_a_recording_when_there_is_one(app: App, qtbot: QtBot) -> None:
    assert app.window.pages.currentWidget() is app.window.start
    open_whole(app, qtbot, SAMPLE)
    assert reported(app) == ""
    assert app.window.floor.grid.groups


def test_that_what_cannot_be_opened_is_reported_and_what_is_shown_stays(app: App, qtbot: QtBot) -> None:
    open_whole(app, qtbot, SAMPLE)
    app.window.connect_requested.emit("floor.example.org")
    assert "is not an address of a source" in reported(app)
    assert is_on_floor(app)
    assert app.session is not None


def test_that_a_recording_without_any_event_leaves_one_to_choose_another(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    app.show_recording([log_of(tmp_path, "nonsense")])
    qtbot.waitUntil(lambda: "no readable event was found" in reported(app))
    assert app.window.pages.currentWidget() is app.window.start


def test_that_a_floor_is_let_go_of_when_another_is_opened(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    open_whole(app, qtbot, log_of(tmp_path, state("09:00:00")))
    assert app.desk is not None
    first = weakref.ref(app.desk.floor)
    gc.freeze()  # as the window does once a second
    open_whole(app, qtbot, log_of(tmp_path, state("10:00:00", "bob")))
    qtbot.waitUntil(lambda: first() is None)


def test_that_a_torn_end_is_reported(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text(state("09:00:00") + "\n" + state("09:00:01")[:-9], "utf-8")
    open_whole(app, qtbot, str(log))
    qtbot.waitUntil(lambda: "is truncated: it ends in the middle of its last line" in reported(app))


@pytest.mark.parametrize(
    ("wanted", "side", "shown"),
    [("T10:00:00Z", "after", "T09:00:01.000Z"), ("T08:00:00Z", "before", "T09:00:00.000Z")],
)
def test_that_an_instant_outside_the_recording_is_reported(
    wanted: str, side: str, shown: str, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    log = log_of(tmp_path, state("09:00:00"), state("09:00:01", "bob"))
    open_whole(app, qtbot, log, at=f"{DAY}{wanted}")
    qtbot.waitUntil(lambda: f"is {side} the recording" in reported(app))
    assert f"{DAY}{shown}" in reported(app)


def test_that_an_instant_within_is_gone_to_and_played_from(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    log = log_of(tmp_path, state("09:00:00"), state("09:30:00", "bob"))
    app.show_recording([log], lambda floor: instant(f"{DAY}T09:10:00Z"), speed=0.1)
    showing = app.session
    assert showing is not None
    head = showing.desk.playhead
    qtbot.waitUntil(lambda: head.playing)
    assert (head.now // 60_000, head.speed) == (instant(f"{DAY}T09:10:00Z") // 60_000, 0.1)
    assert reported(app) == ""


def test_that_nothing_of_one_floor_is_left_when_the_next_is_opened(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    open_whole(app, qtbot, log_of(tmp_path, state("09:00:00"), "nonsense"))
    app.window.agent_opened.emit("ana")
    assert app.window.shown_agent == "ana"
    qtbot.waitUntil(lambda: reported(app) != "")
    app.show_recording([SAMPLE])
    assert (app.window.shown_agent, reported(app)) == ("", "")
    assert app.window.pages.currentWidget() is app.window.start


def test_that_recordings_are_asked_for_while_the_floor_goes_on(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    app.window.open_recording_requested.emit()
    dialog = app.window.findChild(RecordingDialog)
    assert dialog is not None
    assert dialog.isVisible()
    log = log_of(tmp_path, state("09:00:00"))
    dialog.filesSelected.emit([log, SAMPLE])
    dialog.close()
    qtbot.waitUntil(lambda: is_on_floor(app))
    app.window.open_recording_requested.emit()
    again = app.window.findChildren(RecordingDialog)[-1]
    assert again.directory().absolutePath() == str(tmp_path)
    again.close()


# Live sources --------------------------------------------------------------------------------------


def test_that_one_reads_what_is_waited_for_until_the_live_floor_is_there(app: App, qtbot: QtBot) -> None:
    source, now = PlayedSource(WallClock()), WallClock().now()
    app.follow("Connecting to ws://lisbon.example", lambda: source)
    assert reported(app) == "Connecting to ws://lisbon.example"
    source.greet(instant_text(now))
    qtbot.waitUntil(lambda: "no events yet" in reported(app))
    with qtbot.waitSignal(app.arrived):
        source.say({"type": "agent.state", "at": instant_text(now), "agent": "ana", "state": "available"})
    qtbot.waitUntil(lambda: is_on_floor(app))
    assert reported(app) == ""
    assert not app._waiting.isActive()


def test_that_a_live_source_that_cannot_be_had_is_reported(app: App, qtbot: QtBot) -> None:
    source = PlayedSource(WallClock())
    app.follow("Connecting to ws://lisbon.example", lambda: source)
    source.refuse("ws://lisbon.example refuses the token of file (401)")
    qtbot.waitUntil(lambda: "refuses the token" in reported(app))
    assert app.window.pages.currentWidget() is app.window.start


def test_that_where_nobody_sees_the_window_a_failure_is_the_end(app: App, qapp: QApplication) -> None:
    app.is_attended = False
    source = PlayedSource(WallClock())
    app.follow("Connecting to ws://lisbon.example", lambda: source)
    source.refuse("nothing listens there")
    assert until_closed(qapp, 20) == 0
    assert str(app.trouble) == "nothing listens there"


def test_that_the_address_stands_in_its_field_to_be_tried_again(app: App, qtbot: QtBot) -> None:
    app.window.connect_requested.emit("ws://127.0.0.1:9")
    qtbot.waitUntil(lambda: "nothing listens at ws://127.0.0.1:9" in reported(app))
    assert app.window.start.url.text() == "ws://127.0.0.1:9"


def test_that_the_title_names_what_is_shown(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    assert app.window.windowTitle() == "Floorlight"
    open_whole(app, qtbot, SAMPLE)
    assert app.window.windowTitle() == "morning.jsonl.gz – Floorlight"
    open_whole(app, qtbot, log_of(tmp_path, state("09:00:00")), SAMPLE)
    assert app.window.windowTitle() == "log.jsonl and 1 more – Floorlight"
    app.connect_to("ws://127.0.0.1:9/floor")
    assert app.window.windowTitle() == "ws://127.0.0.1:9/floor – Floorlight"


def test_that_an_agent_is_found_without_accents_and_the_day_opens_by_two_keys_and_the_name(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    profile = {"type": "agent.profile", "at": f"{DAY}T08:59:00Z", "agent": "ana", "name": "Natália Kovač"}
    open_whole(app, qtbot, log_of(tmp_path, json.dumps(profile), state("09:00:00"), state("09:10:00", "bob")))
    window = app.window
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.command_palette
    assert palette is not None
    QTest.keyClicks(palette.field, "natalia")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(window.drawer.isVisible)
    assert window.shown_agent == "ana"
    assert window.drawer.accessibleName() == "Natália Kovač"
