"""Numbering: which of a source's events are new, which were here before, and which never came."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import Enum

_RANGES_KEPT = 1_000


class SequencePlace(Enum):
    """Where an event stands among those that came before it."""

    NEXT = "next"
    REPEATED = "repeated"
    AFTER_A_GAP = "after a gap"


@dataclass(slots=True)
class EventSequence:
    """What has come of one epoch. `last` is the highest number, 0 before the first.

    `missing` holds the ranges (first, last) that were passed over, in order, the newest thousand of them; a
    number of theirs that comes late is new.
    """

    last: int = 0
    started: bool = False
    missing: list[tuple[int, int]] = field(default_factory=list)

    def place(self, seq: int) -> SequencePlace:
        """Where number *seq* stands; nothing is changed."""
        if not self.started or seq == self.last + 1:
            return SequencePlace.NEXT
        if seq > self.last:
            return SequencePlace.AFTER_A_GAP
        return SequencePlace.REPEATED if self._range_of(seq) is None else SequencePlace.NEXT

    def take(self, seq: int) -> int:
        """Note that *seq* has come; how many numbers before it were passed over."""
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
        """Start after *seq*: a snapshot stands for all up to it."""
        self.started = True
        self.last = max(self.last, seq)
        self.missing = [(max(low, seq + 1), high) for low, high in self.missing if high > seq]

    def _range_of(self, seq: int) -> int | None:
        index = bisect_right(self.missing, (seq, float("inf"))) - 1
        return index if index >= 0 and self.missing[index][1] >= seq else None


class EventSequences:
    """What has come of each epoch of each source, and the point to resume after.

    Owned by the session; a recording that goes on has its own read into one first.
    """

    def __init__(self) -> None:
        self.by_epoch: dict[tuple[str, str], EventSequence] = {}
        self.source: str | None = None
        self.current = EventSequence()
        self.resume: tuple[str, int] | None = None  # (epoch, seq) of the newest numbered thing
        self._epoch = ""

    def open(self, source: str, epoch: str) -> None:
        """A hello: what comes from here on is of this epoch."""
        self.source, self._epoch = source, epoch
        self.current = self.by_epoch.setdefault((source, epoch), EventSequence())

    def take(self, seq: int) -> int:
        """Note that event *seq* has come; how many before it were passed over."""
        self.resume = (self._epoch, seq)
        return self.current.take(seq)

    def skip_to(self, seq: int) -> None:
        """A snapshot: it stands for all up to *seq*."""
        self.current.skip_to(seq)
        self.resume = (self._epoch, self.current.last)
