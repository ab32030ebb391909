"""The watchdog: whatever becomes of a source or of its feed, the window says how old its data is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from console.clock import ManualClock
from console.desk.desk import Desk
from console.flags.rules.rules import Rulebook
from console.sources.live import LiveSource
from console.sources.watchdog import Watchdog
from console.views.floor.choices import Choices
from console.views.rows import FloorRows, Link
from console.window.session.floor_session import FloorSession
from console.window.session.link import link_of
from feeds.events import instant, instant_text
from feeds.protocol.session import Request, Session
from feeds.transport.address import Address
from feeds.transport.client import SourceClient
from feeds.transport.websocket import Client
from tests.builders import JSON
from tests.console.sources.played_source import PlayedSource, take_in, until
from tests.feeds import AT
from tests.feeds.transport.scripted_source import Line, source_of, state
from tests.widgets.conftest import _nothing_survives, _qt_is_content  # noqa: F401
from widgets.window.main_window import MainWindow

TICK = 0.016


def later(seconds: float) -> str:
    return instant_text(instant(AT) + round(seconds * 1000))


def beat(seq: int, seconds: float = 0.0) -> JSON:
    return {"type": "heartbeat", "at": later(seconds), "seq": seq}


# Alone ---------------------------------------------------------------------------------------------


@given(
    beats=st.lists(st.tuples(st.floats(0, 8), st.floats(0, 30)), max_size=40),
    heartbeat_seconds=st.floats(0.05, 30),
)
def test_that_the_age_is_that_of_the_newest_heartbeat_that_was_applied(
    beats: list[tuple[float, float]], heartbeat_seconds: float
) -> None:
    dog, now, newest = Watchdog(), 100.0, 100.0
    dog.hello(now, heartbeat_seconds)
    dog.moved(now)
    for pause, wait in beats:  # one comes after a pause, and waits for its turn
        now += pause
        dog.check(now, 0.0, 1.0)
        newest = max(newest, now - wait)
        dog.beat(newest)
        assert dog.age(now) == pytest.approx(now - newest)
        assert dog.is_stale(now) == (dog.age(now) >= 2 * heartbeat_seconds)


def test_that_heartbeats_amid_the_past_say_nothing_of_the_present() -> None:
    dog = Watchdog()
    dog.hello(0.0, 5.0)
    for now in range(1, 30):
        dog.moved(float(now))
        dog.beat(float(now))
        dog.check(float(now), 3_600_000.0, 1.0)
        assert (dog.has_caught_up, dog.age(now)) == (False, now)
    dog.moved(30.0)
    dog.check(30.0, 40.0, 1.0)
    assert (dog.has_caught_up, dog.age(30.0)) == (True, 1.0)


def test_that_a_pause_amid_the_past_is_taken_back_when_it_goes_on() -> None:
    dog = Watchdog()
    dog.hello(0.0, 5.0)
    dog.moved(0.1)
    dog.check(0.7, 3_600_000.0, 1.0)
    seen = [dog.has_caught_up]
    dog.moved(0.8)
    dog.check(0.8, 3_500_000.0, 1.0)
    assert [*seen, dog.has_caught_up] == [True, False]


def test_that_a_new_connection_with_nothing_to_send_is_complete_with_its_heartbeat() -> None:
    dog = Watchdog()
    dog.hello(0.0, 5.0)
    dog.moved(0.0)
    dog.check(1.0, 0.0, 1.0)
    dog.hello(60.0, 5.0)
    dog.check(61.0, 60_000.0, 1.0)
    seen = (dog.has_caught_up, dog.age(61.0))
    dog.beat(62.0)
    dog.check(62.0, 61_000.0, 1.0)
    assert (seen, dog.has_caught_up, dog.age(62.5)) == ((False, 61.0), True, 0.5)


# On the window -------------------------------------------------------------------------------------


class Watched:
    """A window that follows a client; its clock moves by hand, and so do its ticks."""

    def __init__(self, window: MainWindow, client: SourceClient, clock: ManualClock) -> None:
        self.window, self.clock = window, clock
        self.source = LiveSource("Connecting", lambda: client)
        desk = Desk(self.source.floor, Rulebook(), Choices(), follows=True)
        self.showing = FloorSession(window, self.source, desk, clock)
        self.bridge = self.showing.tick
        self.rows: list[FloorRows] = []
        self.bridge.rows_ready.connect(self.rows.append)

    def tick(self, seconds: float = TICK) -> None:
        self.clock.move(seconds)
        self.bridge.tick()
        self.bridge.watch()

    def tick_shown(self) -> None:
        """Show how the data comes, and take nothing in."""
        desk = self.bridge.desk
        desk.link = link_of(self.source.state(self.clock), desk.playhead)
        self.showing._on_link(desk.link)

    def until(self, holds: Callable[[], bool]) -> None:
        """Tick until another thread has made it so; the clock stands still."""

        def is_so() -> bool:
            self.tick(0.0)
            return holds()

        until(is_so)

    def has_applied(self, number: int) -> bool:
        """Whether so many objects of the source have been taken in."""
        return self.source.feed is not None and self.source.feed.inbox.taken >= number

    @property
    def link(self) -> Link:
        return self.window.headline.headline.link

    @property
    def said(self) -> str:
        return self.window.headline.headline.link_text

    @property
    def notice(self) -> str:
        return "" if self.window.notice.isHidden() else self.window.notice.text.text()

    def ages(self, steps: int, seconds: float = 1.0) -> list[float]:
        """The ages shown while so many seconds pass, each of them on a window that is dimmed."""
        found = []
        for _ in range(steps):
            self.tick(seconds)
            assert self.link.is_old
            assert self.window.headline.dimmed
            found.append(self.bridge.desk.link.age_seconds or 0.0)
        return found


@pytest.fixture
def window(qapp: QApplication) -> Iterator[MainWindow]:
    made = MainWindow("dark")
    made.resize(1280, 800)
    made.show()
    yield made
    made.hide()
    made.deleteLater()


@pytest.fixture
def watched(window: MainWindow) -> Iterator[Callable[[SourceClient, ManualClock], Watched]]:
    all_made: list[Watched] = []
    before = set(threading.enumerate())

    def make(client: SourceClient, clock: ManualClock) -> Watched:
        made = Watched(window, client, clock)
        all_made.append(made)
        until(lambda: made.source.feed is not None)
        return made

    yield make
    for made in all_made:
        made.showing.stop()
    until(lambda: set(threading.enumerate()) <= before)


Watch = Callable[[SourceClient, ManualClock], Watched]


def over_the_wire(url: str) -> tuple[Client, ManualClock]:
    clock = ManualClock(instant(AT))
    return Client(Address.parse(url), Session(Request()), passed=clock.passed), clock


class Cue:
    """What a test lets a source wait for, from another thread."""

    def __init__(self) -> None:
        self._given = threading.Semaphore(0)

    def give(self) -> None:
        self._given.release()

    async def __call__(self) -> None:
        await asyncio.to_thread(self._given.acquire, timeout=30)


async def is_sound(line: Line) -> None:
    """Has nothing new, and says that it is there."""
    await line.hello(epoch="e2")
    await line.say(beat(0))
    await line.stay()


def test_that_events_without_heartbeats_do_not_keep_a_source_live(watched: Watch) -> None:
    cue = Cue()

    async def chatters(line: Line) -> None:
        await line.hello()
        for seq in range(1, 100):
            await line.say(state(seq, at=later(seq)))
            await cue()

    with source_of(chatters, is_sound) as source:
        made = watched(*over_the_wire(source.url))
        seen = []
        for second in range(1, 19):
            made.until(lambda: made.source.floor.applied >= second)  # noqa: B023 - it is called at once
            made.tick(1.0)
            seen.append(made.link)
            cue.give()
        assert seen[:9] == [Link.LIVE] * 9
        assert set(seen[9:]) == {Link.STALE}
        assert made.said == "STALE 18 s"
        made.clock.move(4.0)
        made.until(lambda: made.source.feed is not None and made.source.feed.client.session.hello is not None)
        made.until(lambda: len(source.asked) == 2)
        made.until(lambda: made.link is Link.LIVE)
        assert not made.window.headline.dimmed
        for _ in range(99):
            cue.give()


def test_that_a_source_that_stops_dead_goes_stale_and_is_connected_again(watched: Watch) -> None:
    async def stops_dead(line: Line) -> None:
        await line.hello()
        await line.say(state(1), beat(1))
        await line.stay()

    with source_of(stops_dead, is_sound) as source:
        made = watched(*over_the_wire(source.url))
        made.until(lambda: made.has_applied(3))
        made.tick(9.0)
        assert made.link is Link.LIVE
        ages = made.ages(9, 1.0)
        assert ages == sorted(set(ages))
        assert ages[0] >= 10
        made.clock.move(4.0)
        made.until(lambda: made.link is Link.LIVE)
        assert len(source.asked) == 2


def test_that_a_flood_is_stale_until_a_new_heartbeat_is_applied(watched: Watch) -> None:
    flood, cue = 20_000, Cue()

    async def floods(line: Line) -> None:
        await line.hello()
        await line.say(state(1), beat(1))
        await cue()
        for first in range(2, flood, 1000):
            await line.batch(*(state(seq) for seq in range(first, first + 1000)), beat(first + 999))
        await cue()
        await line.say(beat(flood + 1))
        await line.stay()

    with source_of(floods) as source:
        made = watched(*over_the_wire(source.url))
        made.until(lambda: made.has_applied(3))
        cue.give()
        feed, desk = made.source.feed, made.bridge.desk
        assert feed is not None
        until(lambda: feed.inbox.received >= flood)
        made.clock.move(8.0)  # so long the flood has waited for us, and longer while it is worked off
        ages: list[float] = []
        while take_in(made.source, desk, made.clock, until=0.0):
            made.clock.move(0.04)
            made.tick_shown()
            ages.append(desk.link.age_seconds or 0.0)
            assert made.link.is_old == (ages[-1] >= 10)
        assert len(ages) > 100
        assert ages == sorted(ages)
        assert ages[-1] > 15
        cue.give()
        made.until(lambda: made.link is Link.LIVE)
        assert made.source.floor.applied == flood + 1
        assert not made.window.headline.dimmed


def played_live(watched: Watch) -> tuple[Watched, PlayedSource]:
    clock = ManualClock(instant(AT))
    played = PlayedSource(clock)
    made = watched(played, clock)
    played.greet(AT)
    played.say(state(1))
    played.beat(AT)
    made.tick()
    assert made.link is Link.LIVE
    return made, played


def test_that_a_backlog_that_is_worked_off_ends_live_with_the_newest_heartbeat(watched: Watch) -> None:
    made, played = played_live(watched)
    for second in range(2, 14):
        made.clock.move(1.0)
        played.say(state(second, at=later(second)))
    made.tick(0.0)
    assert made.said == "STALE 12 s"
    played.beat(later(12))
    made.tick(0.0)
    assert (made.link, made.bridge.desk.link.age_seconds) == (Link.LIVE, 0.0)


def test_that_a_heartbeat_that_waited_is_as_old_as_its_wait(watched: Watch) -> None:
    made, played = played_live(watched)
    made.clock.move(5.0)
    played.beat(later(5))
    made.tick(11.0)
    assert made.link is Link.STALE
    assert made.bridge.desk.link.age_seconds == pytest.approx(11.0)


@pytest.mark.parametrize("error", [ValueError("\ud800 is no text"), SystemExit(1), MemoryError()])
def test_that_a_feed_that_breaks_is_reported_and_restarted(
    error: BaseException, watched: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    made, played = played_live(watched)
    feed = made.source.feed
    assert feed is not None
    played.break_with(error)
    until(lambda: not feed.is_alive)
    made.tick()
    words = made.notice
    assert "The connection to lisbon failed unexpectedly: " in words
    assert type(error).__name__ in words
    assert words.endswith("; reconnecting")
    assert "The connection to lisbon failed unexpectedly" in caplog.text
    assert (made.link, made.window.headline.dimmed) == (Link.RECONNECTING, True)
    made.tick(31.0)
    made.tick()
    assert (played.runs, made.said) == (2, "STALE 31 s")
    played.greet(later(31), epoch="e2")
    made.tick()
    assert made.link is Link.STALE
    played.beat(later(31))
    made.tick()
    assert (made.link, made.notice) == (Link.LIVE, "")


def test_that_a_feed_that_breaks_each_time_is_tried_ever_more_rarely(
    watched: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    made, played = played_live(watched)
    feed = made.source.feed
    assert feed is not None
    tries: list[float] = []
    for _ in range(12):
        played.break_with(ZeroDivisionError())
        until(lambda: not feed.is_alive)
        began, runs = made.clock.passed(), played.runs
        while played.runs == runs:
            made.tick(0.1)
            if feed.is_alive:
                until(lambda: played.runs > runs)  # noqa: B023 - it is called at once
        tries.append(made.clock.passed() - began)
        assert "ZeroDivisionError" in made.notice
    assert tries[0] < 1
    assert tries[-1] > 10
    assert max(tries) < 31


def test_that_what_cannot_be_applied_is_reported_and_never_looks_live(
    watched: Watch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made, played = played_live(watched)

    def breaks(*given: object) -> None:
        raise ArithmeticError("it does not add up")

    monkeypatch.setattr(made.source.floor, "apply_all", breaks)
    played.say(state(2))
    made.tick()
    assert "Events from lisbon could not be applied: it does not add up" in made.notice
    assert (made.link, made.window.headline.dimmed) == (Link.STALE, True)
    assert made.ages(5, 1.0)[-1] > 5


def test_that_rows_that_cannot_be_made_do_not_leave_the_window_live(
    watched: Watch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made, played = played_live(watched)

    def breaks(*given: object) -> None:
        raise ArithmeticError("it does not add up")

    monkeypatch.setattr(made.bridge.desk.view, "read_in_steps", breaks)
    for second in range(1, 15):
        played.beat(later(second))
        made.tick(1.0)
    assert "The view could not be refreshed: it does not add up" in made.notice
    assert made.said.startswith("STALE 1")
    assert made.window.headline.dimmed
    monkeypatch.undo()
    made.tick(1.0)
    assert (made.link, made.window.headline.dimmed) == (Link.LIVE, False)
