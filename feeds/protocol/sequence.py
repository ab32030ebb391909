"""Sequence numbers: which of a source's events are new, repeated, or missing."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import Enum

_RANGES_KEPT = 1_000


class SequencePlace(Enum):
    """An event's position relative to those received before."""

    NEXT = "next"
    REPEATED = "repeated"
    AFTER_A_GAP = "after a gap"


@dataclass(slots=True)
class EventSequence:
    """The numbers received of one epoch. `last` is the highest, 0 before the first.

    `missing` are the skipped ranges (first, last) in order, the newest thousand; a late number in one of them
    is new.
    """

    last: int = 0
    started: bool = False
    missing: list[tuple[int, int]] = field(default_factory=list)

    def place(self, seq: int) -> SequencePlace:
        """The standing of number *seq*, without recording it."""
        if not self.started or seq == self.last + 1:
            return SequencePlace.NEXT
        if seq > self.last:
            return SequencePlace.AFTER_A_GAP
        return SequencePlace.REPEATED if self._range_of(seq) is None else SequencePlace.NEXT

    def take(self, seq: int) -> int:
        """Record *seq*; returns how many numbers before it were skipped."""
        passed = 0
        if not self.started:
            self.started, self.last = True, seq
        elif seq > self.last:
            passed = seq - self.last - 1
            if passed:
                self.missing.append((self.last + 1, seq - 1))
                del self.missing[:-_RANGES_KEPT]
            self.last = seq
        elif (index := self._range_of(seq)) is not None:
            low, high = self.missing[index]
            parts = [(low, seq - 1), (seq + 1, high)]
            self.missing[index : index + 1] = [part for part in parts if part[0] <= part[1]]
        return passed

    def skip_to(self, seq: int) -> None:
        """Start after *seq*: a snapshot covers everything up to it."""
        self.started = True
        self.last = max(self.last, seq)
        self.missing = [(max(low, seq + 1), high) for low, high in self.missing if high > seq]

    def _range_of(self, seq: int) -> int | None:
        index = bisect_right(self.missing, (seq, float("inf"))) - 1
        return index if index >= 0 and self.missing[index][1] >= seq else None


class EventSequences:
    """The numbers received of each epoch of each source, and the point to resume after.

    Owned by the session; when a recording is continued, it is read into one first.
    """

    def __init__(self) -> None:
        self.by_epoch: dict[tuple[str, str], EventSequence] = {}
        self.source: str | None = None
        self.current = EventSequence()
        self.resume: tuple[str, int] | None = None  # (epoch, seq) of the newest numbered thing
        self._epoch = ""

    def open(self, source: str, epoch: str) -> None:
        """Handle a hello: what follows is of this epoch."""
        self.source, self._epoch = source, epoch
        self.current = self.by_epoch.setdefault((source, epoch), EventSequence())

    def take(self, seq: int) -> int:
        """Record event *seq*; returns how many before it were skipped."""
        self.resume = (self._epoch, seq)
        return self.current.take(seq)

    def skip_to(self, seq: int) -> None:
        """Handle a snapshot, which covers everything up to *seq*."""
        self.current.skip_to(seq)
        self.resume = (self._epoch, self.current.last)
