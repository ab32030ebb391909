"""Snapshots in parts: followed as they come, and put together once the last is there."""

from __future__ import annotations

from typing import Any

from feeds.events import Snapshot
from feeds.limits import SNAPSHOT_BYTES, SNAPSHOT_EVENTS


class PartError(ValueError):
    """A part of a snapshot is not the one that is due, or is one too many; the message says which."""


class SnapshotParts:
    """The parts of one source's snapshot so far. Owned by whoever hears that source.

    Without `keeps` it only counts: what is whole then has the events of its last part.
    """

    def __init__(self, keeps: bool = True) -> None:
        self._keeps = keeps
        self.forget()

    def forget(self) -> None:
        """Begin anew: what has come of a snapshot will not become whole."""
        self._first: Snapshot | None = None
        self._due, self._bytes, self._count = 1, 0, 0
        self._events: list[dict[str, Any]] = []

    @property
    def is_open(self) -> bool:
        """Whether some parts have come, and others have not."""
        return self._first is not None

    def take(self, part: Snapshot, size: int = 0) -> Snapshot | None:
        """The whole snapshot, once *part*, of *size* bytes, is its last; else None.

        Raises PartError, and forgets what came before, where *part* does not follow it.
        """
        parts, number = part.parts or 1, part.part or 1
        if number == 1:
            self.forget()
        try:
            self._check(part, number, parts, size)
        except PartError:
            self.forget()
            raise
        if parts == 1:
            return part
        self._first = self._first or part
        self._due += 1
        if self._keeps:
            self._events += part.events
        if number < parts:
            return None
        whole = self._first.model_copy(
            update={
                "part": None,
                "parts": None,
                "events": tuple(self._events) if self._keeps else part.events,
            }
        )
        self.forget()
        return whole

    def _check(self, part: Snapshot, number: int, parts: int, size: int) -> None:
        if number != self._due or number > parts:
            raise PartError(
                f"part {number:,} of {parts:,} of a snapshot came, and part {self._due:,} was due"
            )
        first = self._first or part
        if (part.at, part.seq, part.parts) != (first.at, first.seq, first.parts):
            raise PartError(f"part {number:,} of a snapshot is of another than the part before")
        self._bytes += size
        self._count += len(part.events)
        if self._bytes > SNAPSHOT_BYTES or self._count > SNAPSHOT_EVENTS:
            raise PartError(
                f"a snapshot's parts have more than {SNAPSHOT_BYTES:,} bytes or {SNAPSHOT_EVENTS:,} events"
            )
