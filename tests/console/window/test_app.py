"""The app: floors come and go in one window, and the user learns what happens to them."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.clock import WallClock
from console.settings.layout_files import find_layout
from console.settings.preferences import Connection, Preferences, read_preferences
from console.window.app import App
from feeds.errors import UserError
from feeds.events import instant, instant_text
from tests.builders import DAY
from tests.console.sources.played_source import PlayedSource
from tests.widgets.conftest import _nothing_survives, _qt_is_content  # noqa: F401
from widgets.details.manual_reader import ManualReader
from widgets.painting.theme import LIGHT
from widgets.wallboard.wallboard import Wallboard
from widgets.window.event_loop import until_closed
from widgets.window.recording_dialog import RecordingDialog
from widgets.window.settings_dialog import SettingsDialog

SAMPLE = str(Path(__file__).parents[3] / "resources" / "samples" / "morning.jsonl.gz")


@pytest.fixture
def app(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    monkeypatch.setenv("FLOORLIGHT_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    made = App(Preferences())
    made.window.resize(1280, 800)
    made.window.show()
    yield made
    made.end()


def log_of(folder: Path, *lines: str) -> str:
    log = folder / "log.jsonl"
    log.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return str(log)


def state(time: str, agent: str = "ana") -> str:
    return json.dumps({"type": "agent.state", "at": f"{DAY}T{time}Z", "agent": agent, "state": "available"})


def reported(app: App) -> str:
    """What the strip below the headline says; empty where it is hidden."""
    return "" if app.window.notice.isHidden() else app.window.notice.text.text()


def is_on_floor(app: App) -> bool:
    return app.window.pages.currentWidget() is app.window.floor


def open_whole(app: App, qtbot: QtBot, *paths: str, at: str | None = None) -> None:
    """Open recordings and wait until all of them are read and shown."""
    app.show_recording(list(paths), None if at is None else lambda floor: instant(at))
    showing = app._floor_session
    assert showing is not None
    qtbot.waitUntil(lambda: showing.tick.source.progress is None and is_on_floor(app), timeout=20_000)


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
    assert app._floor_session is not None


def test_that_lines_that_are_no_events_are_reported_and_found_in_the_inspector(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    open_whole(app, qtbot, log_of(tmp_path, state("09:00:00"), "nonsense", state("09:00:01", "bob")))
    qtbot.waitUntil(lambda: "1 line is not an event: the inspector" in reported(app))
    app.window.go_to("inspector")
    assert app._floor_session is not None
    assert "nonsense" in str(app._floor_session.inspect("").quarantine)


def test_that_the_inspector_of_a_paused_recording_is_filled_as_it_opens(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    open_whole(app, qtbot, log_of(tmp_path, "nonsense", state("09:00:00")), at=f"{DAY}T09:00:00Z")
    assert app._floor_session is not None
    app._floor_session.tick.rest()  # no tick fills it
    app.window.go_to("inspector")
    assert [finding.what for finding in app.inspector.quarantine.rows] != []
    assert dict(app.inspector.counters.counters)["applied"] == "1"


def test_that_the_inspector_follows_the_theme_of_the_window(app: App) -> None:
    app.window.go_to("inspector")
    for theme in ("light", "dark"):
        app.window.appearance.choose(theme)
        assert app.inspector.theme is app.window.theme


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
    showing = app._floor_session
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


def test_that_f1_opens_the_manual_once_and_the_floor_goes_on(app: App, qtbot: QtBot) -> None:
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    QTest.keyClick(app.window, Qt.Key.Key_F1)
    (reader,) = app.window.findChildren(ManualReader)
    qtbot.waitUntil(reader.field.hasFocus)
    assert not reader.isModal()
    QTest.keyClicks(reader.field, "sl")
    assert reader.page == "metrics"
    app.window.manual_requested.emit()
    assert app.window.findChildren(ManualReader) == [reader]
    reader.close()


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


# Settings ------------------------------------------------------------------------------------------


def settings_of(app: App) -> SettingsDialog:
    app.window.settings_requested.emit()
    dialog = app.window.findChildren(SettingsDialog)[-1]
    assert isinstance(dialog, SettingsDialog)
    return dialog


def test_that_settings_show_at_once_and_are_kept_when_saved(app: App, tmp_path: Path) -> None:
    dialog = settings_of(app)
    dialog._change("appearance.theme", "light")
    assert app.window.theme.palette is LIGHT
    assert not (tmp_path / "settings.toml").exists()
    dialog._change("connection.url", "ws://127.0.0.1:9")
    dialog._on_save()
    kept = read_preferences(tmp_path / "settings.toml")
    assert (kept.appearance.theme, kept.connection) == ("light", Connection(url="ws://127.0.0.1:9"))


def test_that_settings_left_are_as_they_were(app: App, tmp_path: Path) -> None:
    before = app.window.theme.palette
    dialog = settings_of(app)
    dialog._change("appearance.theme", "dark" if before is LIGHT else "light")
    assert app.window.theme.palette is not before
    dialog.reject()
    assert app.window.theme.palette is before
    assert not (tmp_path / "settings.toml").exists()


def test_that_settings_that_cannot_be_kept_are_reported_and_the_dialog_stays(
    app: App, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").mkdir()
    dialog = settings_of(app)
    dialog._change("appearance.theme", "light")
    dialog._on_save()
    assert dialog.isVisible()
    assert "settings.toml cannot be read" in dialog.trouble.text()
    dialog.reject()


def test_that_a_persons_own_layouts_can_be_chosen(app: App, tmp_path: Path) -> None:
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "mine.toml").write_text("", "utf-8")
    dialog = settings_of(app)
    assert list(dialog._layouts) == ["distance", "floor", "mine", "queues"]
    dialog.reject()


def test_that_a_look_that_cannot_be_kept_holds_all_the_same(app: App, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    app.window.appearance.choose("light")
    assert app.window.theme.palette is LIGHT
    assert "settings.toml cannot be read" in reported(app)


# The wallboard -------------------------------------------------------------------------------------


def test_that_the_wallboard_opens_over_the_window_and_leaves_it_as_it_was(app: App, qtbot: QtBot) -> None:
    open_whole(app, qtbot, SAMPLE)
    app.window.wallboard_requested.emit()
    board = app._board
    assert isinstance(board, Wallboard)
    assert board.isVisible()
    assert board.rows is not None
    assert len(board.rows.pages) == len(find_layout("floor").pages)
    QTest.keyClick(board, Qt.Key.Key_Escape)
    assert app._board is None
    assert app.window.isVisible()


def test_that_a_screen_there_is_not_is_reported(app: App) -> None:
    with pytest.raises(UserError, match=r"--screen 9: there are \d+, 1 is the first"):
        app.show_wallboard(find_layout("floor"), 9)
    assert app._board is None


def test_that_a_layout_there_is_not_is_reported_in_the_window(app: App, tmp_path: Path) -> None:
    app._chosen = Preferences.model_validate({"wallboard": {"layout": "nosuch"}})
    app.window.wallboard_requested.emit()
    assert "no layout is named 'nosuch'" in reported(app)
    assert app._board is None
