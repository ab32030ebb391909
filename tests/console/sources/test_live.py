"""A live source, from the moment it is asked for to its end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from console.clock import ManualClock
from console.desk.desk import Desk
from console.flags.rules.rules import Rulebook
from console.sources.live import LiveSource
from console.sources.source import Source
from console.views.floor.choices import Choices
from console.views.floor.headline import link_text
from console.views.rows import Link
from console.window.session.link import link_of
from feeds.errors import UserError
from feeds.events import instant
from feeds.transport.client import SourceClient
from tests.builders import DAY
from tests.console.sources.played_source import PlayedSource, stopped, take_in, until

NEVER_ENDING = float("inf")
DOING = "Connecting to ws://lisbon.example"


def at(time: str) -> str:
    return f"{DAY}T{time}Z"


def available(time: str, agent: str = "ana") -> dict[str, Any]:
    return {"type": "agent.state", "at": at(time), "agent": agent, "state": "available"}


def desk_of(source: Source, follows: bool = True) -> Desk:
    return Desk(source.floor, Rulebook(), Choices(), follows)


class Live:
    """A live source that a test moves on by hand."""

    def __init__(self) -> None:
        self.clock = ManualClock(instant(at("09:00:00")))
        self.played = PlayedSource(self.clock)
        self.source = LiveSource(DOING, lambda: self.played)
        self.desk = desk_of(self.source)

    @property
    def link(self) -> Link:
        return link_of(self.source.state(self.clock), self.desk.playhead).link

    def take_in(self, seconds: float = 0.0) -> None:
        """So many seconds pass, and what has come is taken in."""
        self.clock.move(seconds)
        while take_in(self.source, self.desk, self.clock, NEVER_ENDING):
            pass
        self.desk.move_edge(self.source.edge(self.clock))


@contextmanager
def live() -> Iterator[Live]:
    made = Live()
    with stopped(made.source):
        until(lambda: made.source.feed is not None)
        yield made


def test_that_it_says_what_it_waits_for_until_its_floor_is_there() -> None:
    with live() as made:
        assert (made.source.waiting, made.link) == (DOING, Link.LOADING)
        made.played.greet(at("09:00:00"))
        made.take_in()
        assert made.source.waiting == "Connected to ws://lisbon.example: no events yet"
        made.played.say(available("08:59:58"))
        made.take_in()
        assert (made.source.waiting, made.link) == ("", Link.LIVE)


def test_that_nothing_waits_while_the_way_to_it_is_sought() -> None:
    is_found = threading.Event()
    clock = ManualClock()
    played = PlayedSource(clock)

    def connect() -> SourceClient:
        is_found.wait(20)
        return played

    source = LiveSource("Starting the demo", connect)
    with stopped(source):
        assert not take_in(source, desk_of(source), clock, NEVER_ENDING)
        assert source.waiting == "Starting the demo"
        assert link_of(source.state(clock), desk_of(source).playhead).link is Link.LOADING
        assert set(source.counters().values()) == {0}
        assert (source.quarantine, source.edge(clock)) == ((), None)
        is_found.set()
        until(lambda: source.feed is not None)


def test_that_a_source_stopped_before_it_connects_is_never_followed() -> None:
    is_found = threading.Event()
    played = PlayedSource(ManualClock())

    def connect() -> SourceClient:
        is_found.wait(20)
        return played

    source = LiveSource(DOING, connect)
    (connecting,) = (thread for thread in threading.enumerate() if thread.name == "connecting a source")
    with stopped(source):
        source.stop()
        is_found.set()
        connecting.join(20)
        assert not connecting.is_alive()
        assert source.feed is None


def test_that_one_that_cannot_be_reached_is_a_failure_in_its_words() -> None:
    def reach() -> SourceClient:
        raise UserError("the token file is empty")

    source = LiveSource(DOING, reach)
    with stopped(source):
        until(lambda: source.failure is not None)
        assert str(source.failure) == "the token file is empty"
        assert source.waiting == ""


def test_that_one_whose_way_breaks_is_a_failure_in_plain_words(caplog: pytest.LogCaptureFixture) -> None:
    def connect() -> SourceClient:
        raise KeyError("no such\nkeyring")

    source = LiveSource(DOING, connect)
    with stopped(source):
        until(lambda: source.failure is not None)
        assert str(source.failure) == "Cannot connect to the source: 'no such\\nkeyring' (KeyError)"
        assert (source.waiting, caplog.messages) == ("", [str(source.failure)])


def test_that_what_breaks_after_the_source_was_stopped_is_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    is_stopped = threading.Event()

    def connect() -> SourceClient:
        is_stopped.wait(20)
        raise RuntimeError("the program is ending")

    source = LiveSource(DOING, connect)
    (connecting,) = (thread for thread in threading.enumerate() if thread.name == "connecting a source")
    source.stop()
    is_stopped.set()
    connecting.join(20)
    assert (connecting.is_alive(), source.failure, caplog.messages) == (False, None, [])


def test_that_one_that_can_never_come_back_grows_old_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    clock, ended = ManualClock(instant(at("09:00:00"))), [""]
    played = PlayedSource(clock)
    source = LiveSource(DOING, lambda: played, ended=lambda: ended[0])
    desk = desk_of(source)
    with stopped(source):
        until(lambda: source.feed is not None)
        played.greet(at("09:00:00"))
        played.say(available("08:59:59"))
        take_in(source, desk, clock, NEVER_ENDING)
        seen = [link_of(source.state(clock), desk.playhead).link]
        ended[0] = "The server has been switched off"
        take_in(source, desk, clock, NEVER_ENDING)
        assert [*seen, link_of(source.state(clock), desk.playhead).link] == [Link.LIVE, Link.STALE]
        assert str(source.failure) == ended[0]
        feed = source.feed
        assert feed is not None
        until(lambda: not feed.is_alive)
        assert source.trouble == ""


def test_that_its_past_is_shown_as_it_happened_and_only_then_its_clock_counts() -> None:
    with live() as made:
        made.played.greet(at("09:00:00"))
        made.played.say(available("06:00:00"))
        made.take_in()
        assert (made.link, made.desk.playhead.now) == (Link.LOADING, instant(at("06:00:00")))
        assert made.source.waiting == "Catching up (1 events)"
        made.played.say(available("08:59:57", "bob"))
        made.take_in()
        assert (made.link, made.desk.playhead.now) == (Link.LIVE, instant(at("09:00:00")))


def test_that_a_floor_where_nothing_has_happened_for_hours_is_live_after_a_pause() -> None:
    with live() as made:
        made.played.greet(at("09:00:00"))
        made.played.say(available("06:00:00"))
        made.take_in()
        made.take_in(0.6)
        assert (made.link, made.source.waiting) == (Link.LIVE, "")
        assert made.desk.playhead.now == instant(at("09:00:00.600"))


def test_that_the_countdown_is_to_the_next_try_each_time() -> None:
    with live() as made:
        made.played.greet(at("09:00:00"))
        made.played.say(available("08:59:59"))
        made.take_in()
        for wait in (4.0, 8.0):
            made.played.lose(retry_in=wait)
            made.clock.move(1.5)
            state = link_of(made.source.state(made.clock), made.desk.playhead)
            assert (state.link, state.retry_in) == (Link.RECONNECTING, wait - 1.5)
        made.clock.move(60)
        assert link_of(made.source.state(made.clock), made.desk.playhead).retry_in == 0


def test_that_what_a_lost_connection_missed_is_taken_in_before_it_is_live_again() -> None:
    with live() as made:
        made.played.greet(at("09:00:00"))
        made.played.say(available("08:59:59"))
        made.take_in()
        made.played.lose(retry_in=1)
        assert made.link is Link.RECONNECTING
        made.clock.move(600)
        made.played.greet(at("09:10:00"), epoch="e2")
        made.played.say(available("09:05:00", "bob"))
        made.take_in()
        assert (made.link, made.desk.playhead.now) == (Link.STALE, instant(at("09:05:00")))
        made.played.say(available("09:09:59", "cyn"))
        made.take_in()
        assert (made.link, made.source.floor.applied) == (Link.STALE, 3)
        made.played.beat(at("09:10:00"))
        made.take_in()
        assert [made.link] == [Link.LIVE]


def test_that_silence_shows_with_the_age_of_the_data() -> None:
    with live() as made:
        made.played.greet(at("09:00:00"))
        made.played.say(available("08:59:59"))
        made.take_in()
        made.clock.move(11)
        made.played.fall_silent()
        state = link_of(made.source.state(made.clock), made.desk.playhead)
        assert (state.link, state.age_seconds) == (Link.STALE, 11)


def test_that_one_that_refuses_in_the_end_is_stale_and_counts_nothing_down() -> None:
    with live() as made:
        made.played.greet(at("09:00:00"))
        made.played.say(available("08:59:59"))
        made.take_in()
        made.played.lose(retry_in=1)
        made.played.refuse("the token is no longer good")
        until(lambda: made.source.failure is not None)
        state = link_of(made.source.state(made.clock), made.desk.playhead)
        assert (state.link, state.retry_in) == (Link.STALE, None)
        assert str(made.source.failure) == "the token is no longer good"


def test_that_the_past_is_marked_while_one_looks_at_it() -> None:
    with live() as made:
        made.played.greet(at("09:00:00"))
        made.played.say(available("08:00:00"), available("08:59:59", "bob"))
        made.take_in()
        made.desk.playhead.seek(instant(at("08:30:00")))
        seen = [made.link]
        made.desk.playhead.go_live()
        assert [*seen, made.link] == [Link.REWOUND, Link.LIVE]


@pytest.mark.parametrize("wrong_by", [-3_600_000, 3_600_000])
def test_that_a_machines_clock_that_is_an_hour_wrong_does_not_matter(wrong_by: int) -> None:
    with live() as made:
        made.clock = ManualClock(instant(at("09:00:00")) + wrong_by)
        made.played.clock = made.clock
        made.played.greet(at("09:00:00"))
        made.played.say(available("08:59:30"), available("08:59:58", "bob"))
        made.take_in(2.0)
        assert (made.link, made.desk.playhead.now) == (Link.LIVE, instant(at("09:00:02")))
        rows = made.desk.read()
        times = {tile.id: tile.time.text for group in rows.groups for tile in group.tiles}
        assert times == {"ana": "0:32", "bob": "0:04"}


def test_that_what_comes_is_counted_and_what_is_no_event_is_kept() -> None:
    with live() as made:
        made.played.greet(at("09:00:00"))
        made.played.garble(b'{"type":"agent.state","at":"noon"}')
        made.played.say(available("08:59:59"))
        made.take_in()
        counters = made.source.counters()
        assert (counters["received"], counters["invalid"], counters["behind"]) == (3, 1, 0)
        assert [found.raw for found in made.source.quarantine] == ['{"type":"agent.state","at":"noon"}']
        assert made.source.raw[-1].startswith(b'{"type": "agent.state"')


# Behind, and by hand -------------------------------------------------------------------------------


def lagging(made: Live, seconds: int) -> None:
    """A live source whose console takes one slice only, so many seconds after it all came."""
    made.played.greet(at("09:00:00"))
    made.played.say(available("09:00:00"))
    made.played.beat(at("09:00:00"))
    made.take_in()
    made.played.say(*(available("09:00:00", f"a{number}") for number in range(300)))
    for passed in (0.0, float(seconds)):
        made.clock.move(passed)
        take_in(made.source, made.desk, made.clock, made.clock.passed())


def test_that_a_backlog_is_worked_off_in_order_and_its_length_shown() -> None:
    with live() as made:
        lagging(made, 3)
        state = made.source.state(made.clock)
        assert (state.phase.name, state.behind_seconds) == ("LIVE", 3.0)
        assert link_text(link_of(state, made.desk.playhead)) == "LIVE · behind by 3 s"
        made.take_in()
        assert made.source.state(made.clock).behind_seconds is None
        assert made.source.floor.applied == 301


def test_that_past_a_bound_the_present_is_asked_for_and_the_rest_left_out() -> None:
    with live() as made:
        lagging(made, 61)
        until(lambda: made.played.session.resume is None)
        assert "the present state is asked for" in made.source.trouble
        made.take_in()
        applied = made.source.floor.applied
        assert applied < 301
        made.played.greet(at("09:01:02"), "e2")
        made.played.say(available("09:01:02"))
        made.take_in()
        assert made.source.floor.applied == applied + 1


def test_that_a_lost_connection_is_tried_at_once_by_hand() -> None:
    with live() as made:
        made.played.greet(at("09:00:00"))
        made.played.lose(30.0)
        made.source.retry_now()
        until(lambda: made.played.retries == 1)


def test_that_one_refused_is_tried_again_only_by_hand() -> None:
    with live() as made:
        made.played.greet(at("09:00:00"))
        made.played.say(available("09:00:00"))
        made.take_in()
        made.played.refuse("the token is refused")
        until(lambda: made.source.failure is not None)
        made.take_in(3600)
        assert made.played.runs == 1
        made.source.retry_now()
        until(lambda: made.played.runs == 2)
        assert made.source.failure is None
