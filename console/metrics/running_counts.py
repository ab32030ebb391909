"""Running counts: the counts of queues over a rolling window, kept up to date while a floor is live.

They are those of `count_lanes` at the same instant, and cost what changed since the last reading. Any other
reading (an instant before the last, another window) is counted from the ledgers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import Ints
from console.floor.ledgers.ledger import Ledger
from console.metrics.lane_counts import (
    ENDS,
    LANES,
    LEGS,
    STARTS,
    Counts,
    LaneRows,
    count_lanes,
    of_ends,
    of_legs,
    of_starts,
    open_counts,
)
from console.metrics.reading.reading import Reading, channels_of_legs, inbound
from console.metrics.reading.windows import rolling
from console.metrics.running_window import RunningWindow

_BEFORE_ALL = 0


@dataclass(slots=True)
class _Followed:
    """A ledger, its rows up to *count* in a window, and the place of the last strike seen."""

    ledger: Ledger
    window: RunningWindow
    count: int = _BEFORE_ALL
    struck: int = 0
    revision: int = 0


class RunningCounts:
    """The counts of all lanes over the last *length* ms. Owned by a view, which reads over and over."""

    def __init__(self, floor: Floor, length: int) -> None:
        self._floor = floor
        self.length = length
        books = floor.books
        self._starts = _Followed(books.starts, RunningWindow(length, STARTS))
        self._ends = _Followed(books.ends, RunningWindow(length, ENDS))
        self._legs = _Followed(books.legs, RunningWindow(length, LEGS))
        self._followed = (self._starts, self._ends, self._legs)
        self._rules = -1

    def lanes(self, reading: Reading) -> Counts:
        """The counts of each lane in *reading*'s window."""
        now = reading.window.until
        if reading.window != rolling(now, self.length) or (self._rules >= 0 and now < self._ends.window.now):
            return count_lanes(reading)
        is_known = self._rules == self._floor.queues.revision and all(map(_can_follow, self._followed))
        for followed in self._followed:
            self._bring_to(followed, now, is_known)
        self._rules = self._floor.queues.revision
        sums = np.concatenate([followed.window.sums for followed in self._followed], axis=1)
        return Counts(*sums.T, *open_counts(reading))

    def _bring_to(self, followed: _Followed, now: int, is_known: bool) -> None:
        """Bring *followed* to *now*: by what changed in its ledger, or from the whole of it."""
        ledger, window, lanes = followed.ledger, followed.window, len(self._floor.queues.by_index) * LANES
        struck = ledger.struck.since(followed.struck)
        if not is_known or struck is None:
            window.start(now, lanes)
            followed.count, struck = _BEFORE_ALL, set()
        window.widen(lanes)
        if struck:
            window.strike(struck)
        if followed.count < ledger.count:
            self._add(followed, ledger.rows_from(followed.count, now - self.length))
        window.advance(now)
        followed.count, followed.struck = ledger.count, ledger.struck.place
        followed.revision = ledger.revision

    def _add(self, followed: _Followed, rows: dict[str, Ints]) -> None:
        if followed is self._legs:
            queued = np.flatnonzero(rows["queue"] >= 0)
            rows = {name: column[queued] for name, column in rows.items()}
        else:
            rows = inbound(rows)
        if len(rows["at"]):
            lane, amounts = self._count(followed, rows)
            followed.window.add(rows["at"], rows["number"], lane, amounts)

    def _count(self, followed: _Followed, rows: dict[str, Ints]) -> LaneRows:
        queues = self._floor.queues
        if followed is self._legs:
            return of_legs(rows, channels_of_legs(self._floor, rows))
        channel = queues.channels(rows["queue"], rows["channel"], rows["at"])
        if followed is self._starts:
            return of_starts(rows, channel)
        return of_ends(rows, queues.rules(rows["queue"], rows["at"]), channel)


def _can_follow(followed: _Followed) -> bool:
    """Whether the ledger's rows changed by new ones and by strikes alone, since the last reading."""
    return followed.revision == followed.ledger.revision
