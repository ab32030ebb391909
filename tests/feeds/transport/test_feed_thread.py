"""The feed's thread: what a source says arrives in the inbox, a full inbox makes it wait, and it ends."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from feeds.protocol.frames import Arrival
from feeds.protocol.session import Request, Session, SessionState
from feeds.transport.address import Address
from feeds.transport.client import Arrived, Changed, ConnectionChange
from feeds.transport.feed_thread import LiveFeed
from feeds.transport.websocket import Client
from tests.feeds.transport.scripted_source import Line, Source, source_of, state

PATIENCE = 20.0


def until(met: Callable[[], bool]) -> None:
    """Wait until *met*; fail when it takes too long."""
    end = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < end, "it never came about"
        threading.Event().wait(0.005)


@contextmanager
def feed_of(source: Source, capacity: int = 1_000) -> Iterator[LiveFeed]:
    feed = LiveFeed(Client(Address.parse(source.url), Session(Request())), capacity)
    feed.start()
    try:
        yield feed
    finally:
        feed.stop()
    assert not feed.is_alive


async def says_three(line: Line) -> None:
    await line.hello()
    await line.batch(state(1), state(2), state(3))
    await line.stay()


def test_that_arrivals_come_in_their_order_and_the_thread_ends_when_it_is_stopped() -> None:
    with source_of(says_three) as source, feed_of(source) as feed:
        until(lambda: feed.inbox.received == 4)
        assert [arrival.seq for arrival in feed.inbox.take(10)] == [None, 1, 2, 3]
        until(lambda: feed.standing.state is SessionState.LIVE)


def test_that_a_full_inbox_makes_the_source_wait_and_loses_nothing() -> None:
    async def says_many(line: Line) -> None:
        await line.hello()
        for seq in range(1, 200):
            await line.say(state(seq))
        await line.stay()

    with source_of(says_many) as source, feed_of(source, capacity=10) as feed:
        taken: list[int | None] = []
        while len(taken) < 200:
            until(lambda: feed.inbox.behind > 0)
            assert feed.inbox.behind <= 11
            taken += [arrival.seq for arrival in feed.inbox.take(3)]
        assert taken == [None, *range(1, 200)]


def test_that_a_lost_source_is_reported_and_found_again() -> None:
    async def breaks_off(line: Line) -> None:
        await line.hello()
        await line.say(state(1))
        line.cut()

    async def goes_on(line: Line) -> None:
        await line.hello()
        await line.say(state(2))
        await line.stay()

    with source_of(breaks_off, goes_on) as source, feed_of(source) as feed:
        until(lambda: [arrival.seq for arrival in feed.inbox._arrivals][-1:] == [2])
        assert feed.client.session.counters.connections == 2
        assert source.asked[1]["resume_after"] == {"epoch": "e1", "seq": 1}


@pytest.mark.parametrize("url", ["ws://127.0.0.1:9"])
def test_that_a_source_that_cannot_be_reached_is_a_failure_and_ends_the_thread(url: str) -> None:
    feed = LiveFeed(Client(Address.parse(url), Session(Request())))
    feed.start()
    until(lambda: not feed.is_alive)
    assert "nothing listens at" in str(feed.failure)
    feed.stop()


# What nobody foresaw ------------------------------------------------------------------------------


class Breaking(Client):
    """A real client, but for what it breaks with: after its first arrivals, in the way that is wanted."""

    def __init__(self, url: str, breaks: Callable[[Breaking], None]) -> None:
        super().__init__(Address.parse(url), Session(Request()))
        self.breaks = breaks
        self.runs = 0

    async def run(self, arrived: Arrived, changed: Changed, pulse: Callable[[], None] = lambda: None) -> None:
        self.runs += 1

        async def breaking(arrivals: list[Arrival]) -> None:
            await arrived(arrivals)
            if self.runs == 1 and any(arrival.seq == 2 for arrival in arrivals):
                self.breaks(self)

        await super().run(breaking, changed, pulse)


def raises(error: BaseException) -> Callable[[Breaking], None]:
    def breaks(client: Breaking) -> None:
        raise error

    return breaks


def loses_what_it_numbered(client: Breaking) -> None:
    """The session has taken an object that it never hands on."""
    assert client.session.receive(json.dumps(state(3)).encode(), 0.0)
    raise MemoryError("no room")


def breaks_beside(client: Breaking) -> None:
    """A callback of the loop breaks, not the client's own task."""
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)


async def reports_what_is_missing(line: Line) -> None:
    await line.hello()
    after = (line.asked["resume_after"] or {"seq": 0})["seq"]
    for seq in range(after + 1, 5):
        await line.say(state(seq))
    await line.stay()


@pytest.mark.parametrize(
    ("breaks", "kind"),
    [
        (raises(UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")), UnicodeEncodeError),
        (raises(SystemExit(1)), SystemExit),
        (raises(asyncio.CancelledError()), Exception),
        (loses_what_it_numbered, MemoryError),
        (breaks_beside, ZeroDivisionError),
    ],
)
def test_that_whatever_ends_it_is_known_and_once_started_again_it_goes_on_where_it_was(
    breaks: Callable[[Breaking], None], kind: type[BaseException]
) -> None:
    with source_of(reports_what_is_missing) as source:
        feed = LiveFeed(Breaking(source.url, breaks))
        feed.start()
        try:
            until(lambda: not feed.is_alive)
            assert isinstance(feed.broken, kind)
            assert feed.failure is None
            feed.start()
            assert feed.broken is None
            until(lambda: feed.inbox.received >= 6)
            seqs = [arrival.seq for arrival in feed.inbox.take(100)]
            assert [seq for seq in seqs if seq is not None] == [1, 2, 3, 4]
        finally:
            feed.stop()
    assert not feed.is_alive


def test_that_a_client_that_comes_to_its_end_by_itself_is_broken() -> None:
    class Ending(Breaking):
        async def run(self, *args: object, **kwargs: object) -> None:
            return

    feed = LiveFeed(Ending("ws://127.0.0.1:9", raises(ValueError())))
    feed.start()
    until(lambda: not feed.is_alive)
    assert str(feed.broken) == "it ended unexpectedly"
    feed.stop()


def test_that_news_is_announced_in_its_thread_up_to_its_end() -> None:
    said: list[tuple[str, int, SessionState, bool]] = []
    with source_of(says_three) as source:

        def note() -> None:
            name = threading.current_thread().name
            said.append((name, feed.inbox.behind, feed.standing.state, feed.is_alive))

        feed = LiveFeed(Client(Address.parse(source.url), Session(Request())), notify=note)
        feed.start()
        until(lambda: feed.inbox.received == 4 and feed.standing.state is SessionState.LIVE)
        feed.stop()
    assert {name for name, *_ in said} == {"feed"}
    assert any(behind for _, behind, *_ in said)
    assert SessionState.LIVE in [state for _, _, state, _ in said]
    assert [is_alive for *_, is_alive in said][-1] is False


class Kept:
    """A recorder that notes what it is given, and how much the inbox had by then."""

    def __init__(self) -> None:
        self.feed: LiveFeed | None = None
        self.seqs: list[int | None] = []
        self.standings: list[SessionState] = []
        self.had: list[int] = []

    async def take(self, arrivals: list[Arrival]) -> None:
        assert self.feed is not None
        self.seqs += [arrival.seq for arrival in arrivals]
        self.had.append(self.feed.inbox.received)

    def changed(self, standing: ConnectionChange) -> None:
        self.standings.append(standing.state)


def test_that_a_recorder_keeps_what_is_in_the_inbox_and_each_change() -> None:
    kept = Kept()
    with source_of(says_three) as source:
        client = Client(Address.parse(source.url), Session(Request()))
        feed = kept.feed = LiveFeed(client, recorder=kept)
        feed.start()
        until(lambda: len(kept.seqs) == 4 and bool(kept.standings))
        feed.stop()
    assert (kept.seqs, kept.had[-1]) == ([None, 1, 2, 3], 4)
    assert kept.standings == [SessionState.LIVE]
