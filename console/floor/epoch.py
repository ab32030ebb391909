"""Epochs and watermarks: identify events, and those that arrive too late to take their place.

A repeated identity is a duplicate, a missing one a gap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field

from console.floor.entities.agent import Contact
from console.floor.ledgers.timeline import NEVER

_SEQ_BITS = 44
DAY_MS = 24 * 3_600_000
# After this many events in a row that are more than a day later, the source's time has really advanced.
LEAPS_BELIEVED = 20
# At most this many ranges of missing numbers are kept; an event of an older one counts as a repetition.
MISSING_KEPT = 100_000


@dataclass(slots=True)
class Watermark:
    """The progress of one source's `agent.state` and `contact.*` (ms). Owned by the floor.

    `newest` is the newest `at`; events may be up to `lateness` behind it. Nothing takes effect before
    `snapshot_at`, the source's last snapshot. An event up to `no_leap_until` is certainly not more than a day
    later. `over` and `idle` hold its contacts that have ended, or have nothing open, to be put away.
    """

    newest: int = NEVER
    no_leap_until: int = NEVER
    snapshot_at: int = NEVER
    lateness: int = 0
    over: deque[Contact] = field(default_factory=deque)
    idle: deque[Contact] = field(default_factory=deque)
    leaps: list[int] = field(default_factory=list)
    leaping_from: int = NEVER

    @property
    def at(self) -> int:
        """The instant before which a late event is too late."""
        return self.newest - self.lateness

    def advance(self, at: int) -> None:
        """Make *at* the newest instant."""
        self.newest = at
        self.no_leap_until = at + DAY_MS

    def leap(self, at: int, anomaly: int) -> list[int]:
        """Note an event more than a day newer than all before, whose anomaly is number *anomaly*.

        A single one does not move the watermark. If enough follow each other, the source was silent, for
        instance over a weekend: the watermark moves, and they were no anomalies. Returns the anomaly numbers
        to withdraw.
        """
        if self.leaping_from != self.newest:
            self.leaping_from = self.newest
            self.leaps = []
        self.leaps.append(anomaly)
        if len(self.leaps) < LEAPS_BELIEVED:
            return []
        withdrawn, self.leaps = self.leaps, []
        self.advance(at)
        return withdrawn


@dataclass(slots=True)
class Epoch:
    """One continuous numbering of a source's events. Owned by the floor.

    `missing` holds the newest ranges (first, last) of skipped numbers; late events fill their range.
    `expected` follows `last`; it is 0 before the first event. `order`, plus a seq, orders events of one
    instant: epochs in order of arrival, then seq.
    """

    source: str
    name: str
    index: int
    watermark: Watermark = field(default_factory=Watermark)
    last: int = 0
    first: int | None = None
    missing: list[tuple[int, int]] = field(default_factory=list)
    expected: int = field(init=False, default=0)
    order: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.order = self.index << _SEQ_BITS

    def accept(self, seq: int) -> bool:
        """Note event number *seq*; False if it is a repetition."""
        if seq > self.last:
            if seq > self.last + 1:
                self.missing.append((self.last + 1, seq - 1))
                del self.missing[:-MISSING_KEPT]
            if self.first is None:
                self.first = seq
            self.last = seq
            self.expected = seq + 1
            return True
        index = bisect_right(self.missing, (seq, float("inf"))) - 1
        if index < 0 or self.missing[index][1] < seq:
            return False
        low, high = self.missing[index]
        parts = [(low, seq - 1), (seq + 1, high)]
        self.missing[index : index + 1] = [part for part in parts if part[0] <= part[1]]
        del self.missing[:-MISSING_KEPT]
        if self.first is not None:
            self.first = min(self.first, seq)
        return True

    def skip_to(self, seq: int) -> None:
        """Start after *seq*: a snapshot replaces everything up to it."""
        self.last = max(self.last, seq)
        self.expected = 0 if self.first is None else self.last + 1
        self.missing = [(max(low, seq + 1), high) for low, high in self.missing if high > seq]

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """The ranges missing after the first event received."""
        first = self.first
        return [] if first is None else [gap for gap in self.missing if gap[0] > first]
