"""A tick: it takes in what has come and hands out what is to be shown."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from console.clock import Clock, ManualClock
from console.desk.desk import Desk
from console.desk.playhead import Playhead
from console.flags.rules.rules import Rulebook
from console.floor.floor import EventBatch
from console.sources.live import LiveSource
from console.sources.recording import RecordingSource
from console.sources.source import Phase, SourceState
from console.views.floor.choices import Choices
from console.views.rows import FloorRows, Link, TimeLine
from console.window.session.tick import Tick
from feeds.errors import UserError
from feeds.protocol.decoding import decode
from tests.builders import DAY
from tests.console.sources.played_source import PlayedSource, until
from tests.console.window.session.ticks import TICK, line, log_of, ms, run


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[QObject]:
    """What owns a tick that no window shows."""
    parent = QObject()
    yield parent
    parent.deleteLater()


class Seen:
    """All a tick has handed out."""

    def __init__(self, tick: Tick) -> None:
        self.rows: list[FloorRows] = []
        self.lines: list[TimeLine] = []
        self.progress: list[tuple[int, int]] = []
        self.ends: list[str] = []
        tick.rows_ready.connect(self.rows.append)
        tick.line_ready.connect(self.lines.append)
        tick.progressed.connect(lambda done, total: self.progress.append((done, total)))
        tick.loaded.connect(lambda: self.ends.append("loaded"))
        tick.failed.connect(self.ends.append)


def recording(folder: Path, owner: QObject, *lines: str) -> tuple[Tick, ManualClock, Seen]:
    source, clock = RecordingSource([log_of(folder, *lines)]), ManualClock()
    tick = Tick(Desk(source.floor, Rulebook(), Choices(), follows=False), source, clock, owner)
    return tick, clock, Seen(tick)


# The tick ------------------------------------------------------------------------------------------


def test_that_a_recording_is_read_shown_and_announced(tmp_path: Path, owner: QObject) -> None:
    tick, clock, seen = recording(tmp_path, owner, line("09:00:00"), line("09:30:00", "bob"))
    run(tick, clock, 4)
    assert seen.ends == ["loaded"]
    assert seen.rows[-1].now == ms("09:30:00")
    assert (seen.lines[-1].start, seen.lines[-1].end) == (ms("09:00:00"), ms("09:30:00"))


def test_that_nothing_is_handed_out_where_nothing_changes(tmp_path: Path, owner: QObject) -> None:
    tick, clock, seen = recording(tmp_path, owner, line("09:00:00"), line("09:30:00", "bob"))
    run(tick, clock, 4)
    seen.rows.clear()
    run(tick, clock, 20)
    assert seen.rows == []


def test_that_a_failure_is_reported_once_after_what_was_read(tmp_path: Path, owner: QObject) -> None:
    tick, clock, seen = recording(tmp_path, owner, line("09:00:00"))
    source = tick.source
    assert isinstance(source, RecordingSource)
    source.failure = UserError("the disk is gone")
    run(tick, clock, 4)
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
    tick = Tick(source.desk, source, Slow(0.005), owner)
    ticks_left_alone = 0
    for _ in range(60):
        tick.tick()
        ticks_left_alone += not tick.desk.may_take
    assert ticks_left_alone > 2
    assert source.was_asked is False


class Endless(Restless):
    """Always has more of the past."""

    @property
    def has_more(self) -> bool:
        return True

    def state(self, clock: Clock) -> SourceState:
        return SourceState(Phase.LOADING, catches_up=True)


def test_that_the_next_tick_is_due_at_once_while_there_is_more_to_read(
    tmp_path: Path, owner: QObject
) -> None:
    source = Endless([log_of(tmp_path, line("09:00:00"), line("09:30:00", "bob"))])
    source.desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    clock = Slow(0.005)
    tick = Tick(source.desk, source, clock, owner)
    ticks_left_alone = 0
    for _ in range(600):
        may_take = tick.desk.may_take
        tick.tick()
        ticks_left_alone += not may_take
        assert tick.next_at is not None
        assert tick.next_at <= clock.passed()
    assert ticks_left_alone > 2


@pytest.mark.parametrize(("each", "pause"), [(0.001, 0.5), (0.1, 20.0)])
def test_that_looks_leave_the_time_to_what_is_still_being_read(
    tmp_path: Path, owner: QObject, each: float, pause: float
) -> None:
    lines = [line(f"09:{minute:02}:{second:02}") for minute in range(60) for second in range(60)] * 4
    source, clock, read = RecordingSource([log_of(tmp_path, *lines)]), Slow(each), list[float]()
    tick = Tick(Desk(source.floor, Rulebook(), Choices(), follows=False), source, clock, owner)
    reading: float = 0.0
    tick.rows_ready.connect(lambda rows: read.append(reading) if source.progress is not None else None)
    while source.progress is not None:
        clock.move(TICK)
        tick.tick()
        reading = ManualClock.passed(clock)
    assert len(read) <= 1 + reading / pause


def test_that_time_plays_on_at_its_speed_up_to_the_end(tmp_path: Path, owner: QObject) -> None:
    tick, clock, seen = recording(tmp_path, owner, line("09:00:00"), line("09:00:10", "bob"))
    run(tick, clock, 2)
    tick.desk.move(lambda head: head.seek(ms("09:00:00")))
    tick.desk.move(lambda head: head.set_speed(100))
    tick.desk.move(Playhead.play)
    run(tick, clock, 3)
    assert seen.rows[-1].now == ms("09:00:00") + round(3 * TICK * 100 * 1000)
    run(tick, clock, 10)
    assert seen.rows[-1].now == ms("09:00:10")
    assert not tick.desk.playhead.playing


def test_that_a_live_floor_shows_what_comes_and_moves_on_by_the_second(owner: QObject) -> None:
    clock = ManualClock()
    played = PlayedSource(clock)
    source = LiveSource("Connecting", lambda: played)
    tick = Tick(Desk(source.floor, Rulebook(), Choices(), follows=True), source, clock, owner)
    seen = Seen(tick)
    try:
        until(lambda: source.feed is not None)
        played.greet(f"{DAY}T09:00:00Z")
        played.say(json.loads(line("08:59:59")))
        run(tick, clock, 3)
        assert (seen.rows[-1].headline.link, seen.rows[-1].now) == (Link.LIVE, ms("09:00:00"))
        played.say(json.loads(line("09:00:00.010", state="not_ready")))
        run(tick, clock, 1)
        assert seen.rows[-1].groups[0].tiles[0].state == "not_ready"
        clock.move(2)
        run(tick, clock, 1)
        assert seen.rows[-1].now == ms("09:00:02")
        assert seen.rows[-1].groups[0].tiles[0].time.text == "0:01"
    finally:
        tick.stop()


def test_that_the_collector_rests_from_its_start_to_its_end(tmp_path: Path, owner: QObject) -> None:
    tick, _, _ = recording(tmp_path, owner, line("09:00:00"))
    tick.start()
    assert not gc.isenabled()
    tick.stop()
    assert gc.isenabled()


def test_that_ticks_are_measured(tmp_path: Path, owner: QObject) -> None:
    tick, clock, _ = recording(tmp_path, owner, line("09:00:00"), line("09:30:00", "bob"))
    run(tick, clock, 1)
    tick.desk.move(Playhead.play)
    run(tick, clock, 4)
    clock.move(0.5)
    tick.tick()
    played = tick.health.sample(tick.desk, tick.source)
    assert played["ticks"] == 6
    assert 480 <= played["longest_block_ms"] <= 500
