"""The recorder: writes arrivals as lines of a recording, with their times of arrival."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from feeds.events import Received
from feeds.instants import instant_text
from feeds.protocol.frames import Arrival
from feeds.protocol.session import Session
from feeds.recordings.durability import Durability

_FLUSH_SECONDS = 0.5
_RECEIVED_MS = 1000
_RECEIVED_SECONDS = 0.05
_BEHIND_SECONDS = 0.02


class LineWriter(Protocol):
    """Where a recorder writes: a recording, or an archive."""

    @property
    def durability(self) -> Durability: ...

    @property
    def is_behind(self) -> bool:
        """Whether it has more to write than should wait: the source can be slowed down."""

    def write(self, line: bytes) -> None:
        """Take *line*, given without a line end."""

    def flush(self) -> None:
        """Write all lines, so that they survive a crash of this program."""

    def check_file(self) -> None:
        """Check that the file is still there; called at least once a second."""

    def sync_soon(self) -> None:
        """Start syncing flushed data to disk."""


class Recorder:
    """Writes a session's arrivals verbatim, one object per line. Owned by the command.

    A `received` line precedes arrivals, at least once per second of the source's clock, but at most twenty
    times per second here. Input that is not a JSON object cannot be a line: it is skipped and counted in
    `left_out`.
    """

    def __init__(self, session: Session, writer: LineWriter, passed: Callable[[], float]) -> None:
        self.session = session
        self.left_out = 0
        self.behind: float | None = None
        self.newest = passed()
        self._writer = writer
        self._passed = passed
        self._received: int | None = None
        self._received_at = self._flushed_at = self.newest

    async def take(self, arrivals: list[Arrival]) -> None:
        """Write *arrivals*; waits while the writer is behind. Raises WritingError."""
        now = self._passed()
        there = self.session.source_now(now)
        for arrival in arrivals:
            if not arrival.is_object:
                self.left_out += 1
                continue
            is_hello = arrival.event is not None and arrival.event.type == "hello"
            if not is_hello and there is not None:
                self._write_received(there, now)
            self._writer.write(arrival.line)
            if is_hello:
                self._received = None
        self._look_at(arrivals[-1], there, now)
        if self._writer.durability == "event":
            self._writer.flush()
        self.pulse()
        while self._writer.is_behind:
            await asyncio.sleep(_BEHIND_SECONDS)

    def pulse(self) -> None:
        """Flush to disk, and check that the file still exists."""
        now = self._passed()
        if now - self._flushed_at >= _FLUSH_SECONDS:
            self._writer.flush()
            self._writer.check_file()
            self._writer.sync_soon()
            self._flushed_at = now

    def _write_received(self, there: int, now: float) -> None:
        last = self._received
        if last is not None and (
            abs(there - last) < _RECEIVED_MS or now - self._received_at < _RECEIVED_SECONDS
        ):
            return
        self._writer.write(Received(at=instant_text(there)).model_dump_json().encode())
        self._received, self._received_at = there, now

    def _look_at(self, newest: Arrival, there: int | None, now: float) -> None:
        if newest.is_control and newest.event is not None and newest.event.type == "heartbeat":
            return
        self.newest = now
        if there is not None and newest.event is not None and not newest.is_control:
            self.behind = max(0, there - newest.at) / 1000 / self.session.clock.speed
