"""Assembles snapshots from their parts."""

from __future__ import annotations

from typing import Any

from feeds.events import Snapshot
from feeds.limits import SNAPSHOT_BYTES, SNAPSHOT_EVENTS


class PartError(ValueError):
    """Raised for an unexpected or excess part of a snapshot; the message names it."""


class SnapshotParts:
    """The parts received of one source's snapshot. Owned by the receiver of that source.

    Without `keeps` it only counts: the result then has only the events of its last part.
    """

    def __init__(self, keeps: bool = True) -> None:
        self._keeps = keeps
        self.forget()

    def forget(self) -> None:
        """Discard an incomplete snapshot."""
        self._first: Snapshot | None = None
        self._due, self._bytes, self._count = 1, 0, 0
        self._events: list[dict[str, Any]] = []

    @property
    def is_open(self) -> bool:
        """Whether a snapshot is incomplete."""
        return self._first is not None

    def take(self, part: Snapshot, size: int = 0) -> Snapshot | None:
        """Add *part* of *size* bytes; returns the complete snapshot after the last part, else None.

        Raises PartError, and discards earlier parts, if *part* is not the next one.
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
                f"part {number:,} of {parts:,} of a snapshot arrived instead of part {self._due:,}"
            )
        first = self._first or part
        if (part.at, part.seq, part.parts) != (first.at, first.seq, first.parts):
            raise PartError(f"part {number:,} of a snapshot is not of the same snapshot as the part before")
        self._bytes += size
        self._count += len(part.events)
        if self._bytes > SNAPSHOT_BYTES or self._count > SNAPSHOT_EVENTS:
            raise PartError(
                f"a snapshot's parts have more than {SNAPSHOT_BYTES:,} bytes or {SNAPSHOT_EVENTS:,} events"
            )
