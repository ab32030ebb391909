"""The feed's thread: what a source says arrives in the inbox, a full inbox makes it wait, and it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from feeds.address import Address
from feeds.live import LiveFeed
from feeds.session import Request, Session, State
from feeds.websocket import Client
from tests.feeds.scripted_source import Line, Source, source_of, state

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
        until(lambda: feed.standing.state is State.LIVE)


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


def test_that_a_lost_source_is_told_and_found_again() -> None:
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
