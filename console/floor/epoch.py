"""Epochs: which event is which. A repeated identity is a duplicate, a missing one a gap."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

_SEQ_BITS = 44


@dataclass(slots=True)
class Epoch:
    """One unbroken numbering of a source's events. Owned by the floor.

    `missing` holds the ranges (first, last) of numbers passed over, in order; a late one fills its range.
    """

    source: str
    name: str
    index: int
    last: int = 0
    first: int | None = None
    missing: list[tuple[int, int]] = field(default_factory=list)

    @property
    def order(self) -> int:
        """What to add to a seq to order events of one instant: epochs as they came, then seq."""
        return self.index << _SEQ_BITS

    def accept(self, seq: int) -> bool:
        """Take note of event number *seq*; False if it was here before."""
        if seq > self.last:
            if seq > self.last + 1:
                self.missing.append((self.last + 1, seq - 1))
            if self.first is None:
                self.first = seq
            self.last = seq
            return True
        index = bisect_right(self.missing, (seq, float("inf"))) - 1
        if index < 0 or self.missing[index][1] < seq:
            return False
        low, high = self.missing[index]
        parts = [(low, seq - 1), (seq + 1, high)]
        self.missing[index : index + 1] = [part for part in parts if part[0] <= part[1]]
        if self.first is not None:
            self.first = min(self.first, seq)
        return True

    def skip_to(self, seq: int) -> None:
        """Start after *seq*: a snapshot stands for all up to it."""
        if seq > self.last:
            self.last = seq
            self.missing.clear()

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """The ranges missing after the first event that came."""
        first = self.first
        return [] if first is None else [gap for gap in self.missing if gap[0] > first]
