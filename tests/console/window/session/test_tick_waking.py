"""When a tick runs: on arrival, on the whole second, while something moves, and at no other time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.clock import ManualClock
from console.desk.desk import Desk, Shown
from console.desk.playhead import Playhead
from console.flags.rules.rules import Rulebook
from console.sources.live import LiveSource
from console.sources.recording import RecordingSource
from console.views.floor.choices import Choices
from console.views.rows import FloorRows, Link
from console.window.session.tick import Tick
from tests.builders import DAY
from tests.console.sources.played_source import PlayedSource, until
from tests.console.window.session.ticks import TICK, line, log_of, ms, run

FAR = 30.0  # the most seconds there may be between heartbeats


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[QObject]:
    parent = QObject()
    yield parent
    parent.deleteLater()


class Live:
    """A live floor with one agent, as of 09:00:00."""

    def __init__(self, owner: QObject, heartbeat_seconds: float = FAR) -> None:
        self.clock = ManualClock()
        self.source = PlayedSource(self.clock, heartbeat_seconds)
        live = LiveSource("Connecting", lambda: self.source)
        desk = Desk(live.floor, Rulebook(), Choices(), follows=True)
        self.tick = Tick(desk, live, self.clock, owner)
        self.rows: list[FloorRows] = []
        self.instants: list[int] = []
        self.tick.rows_ready.connect(self.rows.append)
        self.tick.instant_ready.connect(self.instants.append)
        until(lambda: live.feed is not None)
        self.source.greet(f"{DAY}T09:00:00Z")
        self.say("08:59:59", "available")
        run(self.tick, self.clock, 10)

    def say(self, time: str, state: str) -> None:
        self.source.say(json.loads(line(time, state=state)))

    @property
    def link(self) -> Link:
        return self.tick.desk.link.link

    @property
    def state(self) -> str:
        return self.rows[-1].groups[0].tiles[0].state

    def wait(self) -> float | None:
        """The seconds until the next tick, to the millisecond; None if none is due."""
        at = self.tick.next_at
        return None if at is None else ceil(round((at - self.clock.passed()) * 1000, 3)) / 1000


@contextmanager
def live(owner: QObject, heartbeat_seconds: float = FAR) -> Iterator[Live]:
    made = Live(owner, heartbeat_seconds)
    try:
        yield made
    finally:
        made.tick.stop()


def recording(folder: Path, owner: QObject) -> tuple[Tick, ManualClock, list[FloorRows]]:
    lines = (line("09:00:00"), line("09:30:00", "bob"), line("10:00:00", "cyn"))
    source, clock, rows = RecordingSource([log_of(folder, *lines)]), ManualClock(), list[FloorRows]()
    tick = Tick(Desk(source.floor, Rulebook(), Choices(), follows=False), source, clock, owner)
    tick.rows_ready.connect(rows.append)
    return tick, clock, rows


def test_that_an_idle_live_floor_has_no_tick_between_two_seconds(owner: QObject) -> None:
    with live(owner) as floor:
        assert floor.clock.passed() == pytest.approx(10 * TICK)
        assert floor.wait() == pytest.approx(1 - 10 * TICK, abs=0.002)
        floor.clock.move(1.0)
        run(floor.tick, floor.clock, 2)  # the first sweep of garbage
        for second in range(2, 5):
            floor.clock.move(floor.wait() or 0.0)
            floor.tick.tick()
            assert floor.rows[-1].now == ms(f"09:00:0{second}")
            assert floor.wait() == pytest.approx(1.0, abs=0.002)


def test_that_an_arrival_wakes_it_and_its_burst_makes_no_tick_each(owner: QObject, qtbot: QtBot) -> None:
    with live(owner) as floor:
        assert floor.source.session.hello is not None
        floor.source.session.clock.speed = 1e-6  # its next whole second is days away
        floor.tick.start()
        qtbot.waitUntil(lambda: (floor.wait() or 0.0) > 50)
        floor.tick.health.reset()
        for number in range(50):
            floor.say(f"09:00:00.{number:03}", "not_ready")
        qtbot.waitUntil(lambda: floor.state == "not_ready")
        assert 1 <= len(floor.tick.health.ticks) < 25


def test_that_a_silent_floor_is_stale_when_it_is_due_and_ages_by_the_second(owner: QObject) -> None:
    with live(owner, heartbeat_seconds=0.2) as floor:
        floor.clock.move(floor.wait() or 0.0)
        floor.tick.tick()
        assert floor.link is Link.STALE
        assert floor.clock.passed() == pytest.approx(0.4, abs=0.002)
        floor.clock.move(floor.wait() or 0.0)
        floor.tick.tick()
        assert floor.tick.desk.link.age_seconds == pytest.approx(1.0, abs=0.002)


def test_that_a_lost_connection_wakes_it(owner: QObject, qtbot: QtBot) -> None:
    with live(owner) as floor:
        floor.source.session.clock.speed = 1e-6
        floor.tick.start()
        qtbot.waitUntil(lambda: (floor.wait() or 0.0) > 50)
        floor.source.lose(retry_in=30.0)
        qtbot.waitUntil(lambda: floor.link is Link.RECONNECTING)


def test_that_a_paused_recording_has_no_tick_at_all(tmp_path: Path, owner: QObject) -> None:
    tick, clock, rows = recording(tmp_path, owner)
    while tick.next_at is not None or not rows:
        clock.move(1.0)
        tick.tick()
    assert rows[-1].now == ms("10:00:00")


def test_that_a_request_wakes_a_paused_recording(tmp_path: Path, owner: QObject, qtbot: QtBot) -> None:
    tick, clock, rows = recording(tmp_path, owner)
    while tick.next_at is not None or not rows:
        clock.move(1.0)
        tick.tick()
    tick.start()
    qtbot.waitUntil(lambda: tick.next_at is None)
    tick.desk.move(lambda head: head.seek(ms("09:30:00")))
    qtbot.waitUntil(lambda: rows[-1].now == ms("09:30:00"))
    tick.stop()


def test_that_playing_starts_where_it_was_paused_however_long(tmp_path: Path, owner: QObject) -> None:
    tick, clock, rows = recording(tmp_path, owner)
    run(tick, clock, 4)
    tick.desk.move(lambda head: head.seek(ms("09:10:00")))
    run(tick, clock, 1)
    clock.move(600.0)
    tick.desk.move(Playhead.play)
    run(tick, clock, 3)
    assert rows[-1].now == ms("09:10:00") + round(3 * TICK * 1000)
    assert tick.next_at == pytest.approx(clock.passed() + TICK)


def test_that_nothing_is_read_while_nothing_is_shown_and_all_at_once_when_it_is(owner: QObject) -> None:
    with live(owner) as floor:
        floor.tick.desk.show(Shown.NOTHING)
        floor.rows.clear()
        floor.say("09:00:00.100", "not_ready")
        for _ in range(3):
            floor.clock.move(1.0)
            floor.tick.tick()
        assert floor.rows == []
        assert floor.instants[-3:] == [ms("09:00:01"), ms("09:00:02"), ms("09:00:03")]
        floor.tick.desk.show(Shown.FLOOR)
        floor.tick.show_at_once()
        assert (floor.rows[-1].now, floor.state) == (ms("09:00:03"), "not_ready")


def test_that_only_the_headline_goes_on_behind_another_page(owner: QObject) -> None:
    with live(owner) as floor:
        before = floor.rows[-1]
        floor.tick.desk.show(Shown.HEADLINE)
        floor.clock.move(1.0)
        floor.tick.tick()
        after = floor.rows[-1]
        assert after.headline.clock != before.headline.clock
        assert after.groups is before.groups
        assert after.attention is before.attention


def test_that_an_error_is_tried_again_soon(owner: QObject, monkeypatch: pytest.MonkeyPatch) -> None:
    with live(owner) as floor:
        desk, advance = floor.tick.desk, floor.tick.desk.tick

        def breaks(*given: object) -> None:
            raise ArithmeticError("it does not add up")

        monkeypatch.setattr(desk, "tick", breaks)
        floor.clock.move(1.0)
        floor.tick.tick()
        assert 0 < (floor.wait() or 0.0) <= 1.0
        monkeypatch.setattr(desk, "tick", advance)
