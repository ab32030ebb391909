"""A source of the same process, that says what a test lets it say: no socket, and the test's own clock."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from console.clock import Clock
from console.desk.desk import Desk
from console.sources.source import Source
from feeds.errors import UserError
from feeds.protocol.session import Request, Session, SessionState
from feeds.transport.client import Arrived, Changed, ConnectionChange

JSON = dict[str, Any]


def take_in(source: Source, desk: Desk, clock: Clock, until: float = float("inf")) -> bool:
    """Bring what has come to *desk*, as a tick does; whether there is more."""
    for batch in source.take(clock, until):
        desk.take(batch)
    return source.has_more


@dataclass(frozen=True)
class Place:
    """Where the source is said to be."""

    url: str = "ws://lisbon.example"


class PlayedSource:
    """Speaks to a real session, as a client does; the test's thread says what, by `say` and its like."""

    def __init__(self, clock: Clock, heartbeat_seconds: float = 5.0) -> None:
        self.address = Place()
        self.session = Session(Request())
        self.clock = clock
        self.heartbeat_seconds = heartbeat_seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._work: asyncio.Queue[Callable[[Arrived, Changed], Any]] | None = None
        self._is_up = threading.Event()
        self._seq = 0
        self.runs = self.retries = 0

    async def run(self, arrived: Arrived, changed: Changed, pulse: Callable[[], None] = lambda: None) -> None:
        self.runs += 1
        self._loop, self._work = asyncio.get_running_loop(), asyncio.Queue()
        self._is_up.set()
        while True:
            act = await self._work.get()
            await act(arrived, changed)

    async def send(self, text: bytes) -> None:
        raise AssertionError("the window says nothing to its source")

    def retry_now(self) -> None:
        self.retries += 1

    def start_over(self) -> None:
        self.session.start_over()

    # What the test does ----------------------------------------------------------------------------

    def greet(self, at: str, epoch: str = "e1", after: int = 0) -> None:
        """The connection is open, and the source says hello at *at*; it resumes *after* an event, if any."""
        self._seq = after
        hello = {
            "resumed": after > 0,
            "type": "hello",
            "protocol": 1,
            "source": "lisbon",
            "epoch": epoch,
            "at": at,
            "heartbeat_seconds": self.heartbeat_seconds,
        }

        async def greet(arrived: Arrived, changed: Changed) -> None:
            self.session.connecting()
            self.session.opened(self.clock.passed())
            await self._hand_on(hello, arrived)
            changed(ConnectionChange(SessionState.LIVE))

        self._do(greet)

    def say(self, *events: JSON) -> None:
        """The source sends *events*, which it numbers."""

        async def deliver(arrived: Arrived, changed: Changed) -> None:
            for event in events:
                self._seq += 1
                await self._hand_on({**event, "seq": self._seq}, arrived)

        self._do(deliver)

    def beat(self, at: str) -> None:
        """A heartbeat at *at*."""

        async def deliver(arrived: Arrived, changed: Changed) -> None:
            await self._hand_on({"type": "heartbeat", "at": at, "seq": self._seq}, arrived)

        self._do(deliver)

    def garble(self, frame: bytes) -> None:
        """The source says what is no event."""

        async def deliver(arrived: Arrived, changed: Changed) -> None:
            await arrived(self.session.receive(frame, self.clock.passed()))

        self._do(deliver)

    def fall_silent(self) -> None:
        """Two heartbeats have been missed."""

        async def be_silent(arrived: Arrived, changed: Changed) -> None:
            changed(ConnectionChange(SessionState.STALE, age=self.session.age(self.clock.passed())))

        self._do(be_silent)

    def lose(self, retry_in: float) -> None:
        """The connection is lost, and tried again so many seconds from now."""

        async def lose(arrived: Arrived, changed: Changed) -> None:
            self.session.lost()
            self.session.retry_at = self.clock.passed() + retry_in
            changed(ConnectionChange(SessionState.LOST, "it broke off", wait=retry_in))

        self._do(lose)

    def break_with(self, error: BaseException) -> None:
        """The feed's thread breaks with *error*."""

        async def break_off(arrived: Arrived, changed: Changed) -> None:
            raise error

        self._do(break_off)

    def refuse(self, words: str) -> None:
        """The source wants no more of us."""

        async def refuse(arrived: Arrived, changed: Changed) -> None:
            raise UserError(words)

        self._do(refuse)

    async def _hand_on(self, message: JSON, arrived: Arrived) -> None:
        frame = json.dumps(message).encode()
        arrivals = self.session.receive(frame, self.clock.passed())
        assert self.session.fault is None, self.session.fault
        await arrived(arrivals)

    def _do(self, act: Callable[[Arrived, Changed], Any]) -> None:
        """Let *act* be done in the feed's thread, and wait until it is."""
        assert self._is_up.wait(10)
        assert self._loop is not None
        assert self._work is not None
        done = threading.Event()

        async def doing(arrived: Arrived, changed: Changed) -> None:
            try:
                await act(arrived, changed)
            finally:
                done.set()

        self._loop.call_soon_threadsafe(self._work.put_nowait, doing)
        assert done.wait(10)


def until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until another thread or process has made it so that *holds*; fail after so many *seconds*."""
    pause = threading.Event()
    for _ in range(round(seconds * 500)):
        if holds():
            return
        pause.wait(0.002)
    raise AssertionError("it has not come about")


@contextmanager
def stopped(source: Any) -> Iterator[Any]:
    """*source*, which is let go of at the end, with no thread left behind."""
    before = set(threading.enumerate())
    try:
        yield source
    finally:
        source.stop()
        until(lambda: set(threading.enumerate()) <= before)
