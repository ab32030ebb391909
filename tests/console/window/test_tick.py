"""The bridge and what it shows: a tick takes in and hands out, a person's wishes move the floor."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.clock import Clock, ManualClock
from console.desk.desk import Desk
from console.desk.playhead import Playhead
from console.flags.rules.rules import Rulebook
from console.floor.floor import EventBatch
from console.sources.live import LiveSource
from console.sources.recording import RecordingSource
from console.views.floor.choices import Choices
from console.views.rows import Figure, FloorRows, Link, Severity, TimeLine
from console.window.tick import FloorSession, Tick, placed
from feeds.errors import UserError
from feeds.events import instant
from feeds.protocol.decoding import decode
from tests.builders import DAY
from tests.console.sources.played_source import PlayedSource, until
from tests.widgets.conftest import _nothing_survives, _qt_is_content  # noqa: F401
from widgets.window.main_window import MainWindow

TICK = 0.016


def line(time: str, agent: str = "ana", state: str = "available") -> str:
    return json.dumps({"type": "agent.state", "at": f"{DAY}T{time}Z", "agent": agent, "state": state})


def log_of(folder: Path, *lines: str) -> str:
    log = folder / "log.jsonl"
    log.write_text("".join(f"{told}\n" for told in lines), "utf-8")
    return str(log)


def ms(time: str) -> int:
    return instant(f"{DAY}T{time}Z")


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[QObject]:
    """What owns a bridge that no window shows."""
    parent = QObject()
    yield parent
    parent.deleteLater()


class Seen:
    """All a bridge has handed out."""

    def __init__(self, bridge: Tick) -> None:
        self.rows: list[FloorRows] = []
        self.lines: list[TimeLine] = []
        self.progress: list[tuple[int, int]] = []
        self.ends: list[str] = []
        bridge.rows_ready.connect(self.rows.append)
        bridge.line_ready.connect(self.lines.append)
        bridge.progressed.connect(lambda done, total: self.progress.append((done, total)))
        bridge.loaded.connect(lambda: self.ends.append("loaded"))
        bridge.failed.connect(self.ends.append)


def recording(folder: Path, owner: QObject, *lines: str) -> tuple[Tick, ManualClock, Seen]:
    source, clock = RecordingSource([log_of(folder, *lines)]), ManualClock()
    bridge = Tick(Desk(source.floor, Rulebook(), Choices(), follows=False), source, clock, owner)
    return bridge, clock, Seen(bridge)


def run(bridge: Tick, clock: ManualClock, ticks: int) -> None:
    for _ in range(ticks):
        clock.move(TICK)
        bridge.tick()


# The bridge ----------------------------------------------------------------------------------------


def test_that_a_recording_is_read_shown_and_told_to_be_there(tmp_path: Path, owner: QObject) -> None:
    bridge, clock, seen = recording(tmp_path, owner, line("09:00:00"), line("09:30:00", "bob"))
    run(bridge, clock, 4)
    assert seen.ends == ["loaded"]
    assert seen.rows[-1].now == ms("09:30:00")
    assert (seen.lines[-1].start, seen.lines[-1].end) == (ms("09:00:00"), ms("09:30:00"))


def test_that_nothing_is_handed_out_where_nothing_changes(tmp_path: Path, owner: QObject) -> None:
    bridge, clock, seen = recording(tmp_path, owner, line("09:00:00"), line("09:30:00", "bob"))
    run(bridge, clock, 4)
    seen.rows.clear()
    run(bridge, clock, 20)
    assert seen.rows == []


def test_that_a_failure_is_told_once_after_what_was_read(tmp_path: Path, owner: QObject) -> None:
    bridge, clock, seen = recording(tmp_path, owner, line("09:00:00"))
    source = bridge.source
    assert isinstance(source, RecordingSource)
    source.failure = UserError("the disk is gone")
    run(bridge, clock, 4)
    assert seen.ends == ["loaded", "the disk is gone"]


class Slow(ManualClock):
    """A clock of a slow machine: each look at it takes so many seconds."""

    def __init__(self, each: float) -> None:
        super().__init__()
        self.each = each

    def passed(self) -> float:
        self.move(self.each)
        return super().passed()


class Restless(RecordingSource):
    """Has one late event after the other; notes whether it was asked while a look must not be disturbed."""

    was_asked: bool | None = None

    desk: Desk

    def take(self, clock: Clock, until: float) -> Iterator[EventBatch]:
        self.was_asked = bool(self.was_asked) or not self.desk.may_take
        yield from super().take(clock, until)
        event = decode(line("09:29:58", "bob", "not_ready").encode())
        assert event is not None
        yield EventBatch([event], [ms("09:29:58")], [0], "late")


def test_that_nothing_is_taken_in_while_a_look_must_not_be_disturbed(tmp_path: Path, owner: QObject) -> None:
    source = Restless([log_of(tmp_path, line("09:00:00"), line("09:30:00", "bob"))])
    source.desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    bridge = Tick(source.desk, source, Slow(0.005), owner)
    ticks_left_alone = 0
    for _ in range(60):
        bridge.tick()
        ticks_left_alone += not bridge.desk.may_take
    assert ticks_left_alone > 2
    assert source.was_asked is False


@pytest.mark.parametrize(("each", "pause"), [(0.001, 0.5), (0.1, 20.0)])
def test_that_looks_leave_the_time_to_what_is_still_being_read(
    tmp_path: Path, owner: QObject, each: float, pause: float
) -> None:
    lines = [line(f"09:{minute:02}:{second:02}") for minute in range(60) for second in range(60)] * 4
    source, clock, looked = RecordingSource([log_of(tmp_path, *lines)]), Slow(each), list[float]()
    bridge = Tick(Desk(source.floor, Rulebook(), Choices(), follows=False), source, clock, owner)
    reading: float = 0.0
    bridge.rows_ready.connect(lambda rows: looked.append(reading) if source.progress is not None else None)
    while source.progress is not None:
        clock.move(TICK)
        bridge.tick()
        reading = ManualClock.passed(clock)
    assert len(looked) <= 1 + reading / pause


def test_that_time_plays_on_at_its_speed_up_to_the_end(tmp_path: Path, owner: QObject) -> None:
    bridge, clock, seen = recording(tmp_path, owner, line("09:00:00"), line("09:00:10", "bob"))
    run(bridge, clock, 2)
    bridge.desk.move(lambda head: head.seek(ms("09:00:00")))
    bridge.desk.move(lambda head: head.set_speed(100))
    bridge.desk.move(Playhead.play)
    run(bridge, clock, 3)
    assert seen.rows[-1].now == ms("09:00:00") + round(3 * TICK * 100 * 1000)
    run(bridge, clock, 10)
    assert seen.rows[-1].now == ms("09:00:10")
    assert not bridge.desk.playhead.playing


def test_that_a_live_floor_shows_what_comes_and_moves_on_by_the_second(owner: QObject) -> None:
    clock = ManualClock()
    told = PlayedSource(clock)
    source = LiveSource("Connecting", lambda: told)
    bridge = Tick(Desk(source.floor, Rulebook(), Choices(), follows=True), source, clock, owner)
    seen = Seen(bridge)
    try:
        until(lambda: source.feed is not None)
        told.greet(f"{DAY}T09:00:00Z")
        told.say(json.loads(line("08:59:59")))
        run(bridge, clock, 3)
        assert (seen.rows[-1].headline.link, seen.rows[-1].now) == (Link.LIVE, ms("09:00:00"))
        told.say(json.loads(line("09:00:00.010", state="not_ready")))
        run(bridge, clock, 1)
        assert seen.rows[-1].groups[0].tiles[0].state == "not_ready"
        clock.move(2)
        run(bridge, clock, 1)
        assert seen.rows[-1].now == ms("09:00:02")
        assert seen.rows[-1].groups[0].tiles[0].time.text == "0:01"
    finally:
        bridge.stop()


def test_that_the_collector_rests_from_its_start_to_its_end(tmp_path: Path, owner: QObject) -> None:
    bridge, _, _ = recording(tmp_path, owner, line("09:00:00"))
    bridge.start()
    assert not gc.isenabled()
    bridge.stop()
    assert gc.isenabled()


def test_that_ticks_are_measured(tmp_path: Path, owner: QObject) -> None:
    bridge, clock, _ = recording(tmp_path, owner, line("09:00:00"))
    run(bridge, clock, 5)
    clock.move(0.5)
    bridge.tick()
    told = bridge.health.sample(bridge.desk, bridge.source)
    assert told["ticks"] == 6
    assert 480 <= told["longest_block_ms"] <= 500


# Display -----------------------------------------------------------------------------------------


@pytest.fixture
def window(qapp: QApplication) -> Iterator[MainWindow]:
    made = MainWindow("dark")
    made.resize(1280, 800)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


def showing(window: MainWindow, folder: Path, *lines: str) -> tuple[FloorSession, ManualClock]:
    source, clock = RecordingSource([log_of(folder, *lines)]), ManualClock()
    desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    made = FloorSession(window, source, desk, clock)
    run(made.bridge, clock, 4)
    return made, clock


HOUR = (line("09:00:00"), line("09:30:00", "bob"), line("10:00:00", "cyn"))


def test_that_a_wish_moves_the_floor_that_is_shown(window: MainWindow, tmp_path: Path) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    head = shown.desk.playhead
    wishes: list[tuple[Callable[[], None], str]] = [
        (lambda: shown.seek(ms("09:15:00")), "09:15:00"),
        (lambda: shown.step(30), "09:15:30"),
        (lambda: shown.step(-60), "09:14:30"),
        (shown.go_live, "10:00:00"),
    ]
    for wish, now in wishes:
        wish()
        run(shown.bridge, clock, 3)
        assert head.now == ms(now)
        assert shown.desk.rows is not None
        assert shown.desk.rows.now == ms(now)
    shown.stop()


def test_that_playing_shows_on_the_time_bar(window: MainWindow, tmp_path: Path) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    shown.seek(ms("09:15:00"))
    shown.play_at(10)
    shown.play(True)
    run(shown.bridge, clock, 3)
    assert window.time_bar.playing
    assert window.time_bar.shown_speed == 10
    shown.play(False)
    run(shown.bridge, clock, 3)
    assert not window.time_bar.playing
    shown.stop()


def test_that_the_mark_moves_along_the_time_bar_however_fast_it_plays(
    window: MainWindow, tmp_path: Path
) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    shown.seek(ms("09:00:00"))
    shown.play_at(1000)
    shown.play(True)
    run(shown.bridge, clock, 60)
    assert shown.desk.rows is not None
    assert shown.desk.rows.now == ms("09:16:00")
    assert window.time_bar.plot.line.now == ms("09:16:00")
    shown.stop()


def test_that_a_choice_changes_what_is_seen(window: MainWindow, tmp_path: Path) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    shown.choose("text", "bob")
    run(shown.bridge, clock, 2)
    assert [tile.id for group in window.floor.grid.groups for tile in group.tiles] == ["bob"]
    shown.choose("text", "")
    shown.choose("group_by", "state")
    run(shown.bridge, clock, 2)
    assert [group.id for group in window.floor.grid.groups] != [""]
    shown.stop()


def test_that_an_open_drawer_follows_the_instant(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    shown, clock = showing(window, tmp_path, *HOUR)
    shown.open_agent("ana")
    assert window.shown_agent == "ana"
    before = window.drawer.sheet.row
    shown.seek(ms("09:15:00"))
    run(shown.bridge, clock, 3)
    qtbot.waitUntil(lambda: window.drawer.sheet.row != before)
    shown.open_agent("nobody")
    assert window.shown_agent == "ana"
    shown.stop()


def test_that_an_open_queue_keeps_the_variant_that_was_chosen_as_time_goes_on(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    calls = [
        json.dumps({"type": what, "at": f"{DAY}T{time}Z", "contact": contact, **more})
        for time, what, contact, more in (
            ("09:00:00", "contact.queued", "c1", {"queue": "billing"}),
            ("09:00:10", "contact.answered", "c1", {"agent": "ana", "queue": "billing"}),
            ("09:20:00", "contact.queued", "c2", {"queue": "billing"}),
            ("09:20:05", "contact.abandoned", "c2", {"queue": "billing"}),
        )
    ]
    shown, clock = showing(window, tmp_path, *calls)
    shown.open_queue("billing")
    drawer = window.queue_drawer.sheet
    assert drawer.row.variant == "offered"
    shown.show_variant("strict")
    now = drawer.row
    assert now.variant == "strict"
    shown.seek(ms("09:15:00"))
    run(shown.bridge, clock, 3)
    qtbot.waitUntil(lambda: drawer.row != now)
    assert drawer.row.variant == "strict"
    shown.stop()


def test_that_nothing_changes_its_place_while_somebody_points_there(
    window: MainWindow, tmp_path: Path
) -> None:
    shown, _ = showing(window, tmp_path, *HOUR)
    shown.hold_still(True)
    assert not shown.desk.view.may_move
    shown.hold_still(False)
    assert shown.desk.view.may_move
    shown.stop()


def test_that_where_to_stand_is_done_when_all_is_there(window: MainWindow, tmp_path: Path) -> None:
    source, clock = RecordingSource([log_of(tmp_path, *HOUR)]), ManualClock()
    shown = FloorSession(window, source, Desk(source.floor, Rulebook(), Choices(), follows=False), clock)
    shown.when_loaded(lambda head: head.seek(ms("09:15:00")))
    run(shown.bridge, clock, 4)
    assert shown.desk.playhead.now == ms("09:15:00")
    shown.stop()


def test_that_health_is_written_a_line_at_a_time(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    shown, _ = showing(window, tmp_path, *HOUR)
    lines: list[str] = []
    shown.write_health(lines.append)
    qtbot.waitUntil(lambda: len(lines) > 0, timeout=20_000)
    assert json.loads(lines[0])["applied"] == 3
    shown.stop()


def test_that_a_settled_floor_stands_still_where_all_is_read(window: MainWindow, tmp_path: Path) -> None:
    source = RecordingSource([log_of(tmp_path, *HOUR)])
    desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    shown = FloorSession(window, source, desk, ManualClock())
    rows = shown.finish()
    assert (rows.now, source.progress) == (ms("10:00:00"), None)
    assert window.time_bar.plot.line.end == ms("10:00:00")
    shown.stop()


def test_that_what_cannot_be_settled_says_why(window: MainWindow, tmp_path: Path) -> None:
    source = RecordingSource([log_of(tmp_path, *HOUR)])
    desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    shown = FloorSession(window, source, desk, ManualClock())

    def nowhere(head: Playhead) -> None:
        raise UserError("--at: no such instant")

    shown.when_loaded(nowhere)
    with pytest.raises(UserError, match="no such instant"):
        shown.finish()
    shown.stop()


def test_that_a_figure_is_told_with_its_place() -> None:
    figure = Figure("waiting", "floor", "7", 7, Severity.WARNING)
    assert placed(figure, QRect(1, 2, 3, 4), ms("09:00:00")) == {
        "text": "7",
        "metric": "waiting",
        "scope": "floor",
        "at": f"{DAY}T09:00:00.000Z",
        "window_seconds": None,
        "value": 7,
        "severity": "warning",
        "rect": [1, 2, 3, 4],
    }
