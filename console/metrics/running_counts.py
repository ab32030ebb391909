"""Running counts: the counts of queues over a rolling window or the day, kept up to date on a live floor.

They are those of `count_lanes` at the same instant, and cost what changed since the last reading. Any other
reading (an instant before the last, another window) is counted from the ledgers.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import Ints
from console.floor.ledgers.ledger import Ledger
from console.metrics.lane_counts import LANES, Counts, LaneRows, count_lanes, of_ends, of_legs, of_starts
from console.metrics.reading.reading import Reading, channels_of_legs, inbound
from console.metrics.reading.windows import Window, rolling
from console.metrics.running_window import AMOUNTS, RunningWindow

_KINDS = len(fields(Counts))
_NOT_READ = -1
Rows = TypeVar("Rows", int, Ints)


@dataclass(slots=True)
class _Followed:
    """A ledger and what was read of it: its first *count* rows, and the strikes before *struck*.

    `first` is the first field of `Counts`, by number, that its rows count in.
    """

    ledger: Ledger
    first: int
    count: int = 0
    struck: int = 0
    revision: int = 0


class RunningCounts:
    """The counts of all lanes over the last *length* ms, or over the day (None).

    Owned by a view, which reads over and over.
    """

    def __init__(self, floor: Floor, length: int | None) -> None:
        self._floor = floor
        self.length = length
        self._window = RunningWindow(length, _KINDS)
        names, books = [field.name for field in fields(Counts)], floor.books
        self._starts = _Followed(books.starts, names.index("started"))
        self._ends = _Followed(books.ends, names.index("answered"))
        self._legs = _Followed(books.legs, names.index("handled"))
        self._followed = (self._starts, self._ends, self._legs)
        self._rules = _NOT_READ
        self._after = 0

    def lanes(self, reading: Reading) -> Counts:
        """The counts of each lane in *reading*'s window."""
        now, window, lanes = reading.window.until, self._window, len(self._floor.queues.by_index) * LANES
        has_passed = self._rules != _NOT_READ and now < window.now
        if has_passed or reading.window != self._window_at(now, reading.window.after):
            return count_lanes(reading)
        after, self._after = self._after, reading.window.after
        struck = self._struck() if self.length is not None or after == self._after else None
        if struck is None:
            window.start(now, lanes, self._after)
            for followed in self._followed:
                followed.count = 0
        else:
            window.widen(lanes)
            if struck:
                window.strike(struck)
        window.add(np.concatenate([self._new_rows(followed, self._after) for followed in self._followed]))
        window.advance(now)
        self._rules = self._floor.queues.revision
        return Counts(*window.sums.T)

    def _window_at(self, now: int, after: int) -> Window:
        """The window that is counted at *now*; the day's begins after *after*."""
        return Window(after, now, after + 1, now) if self.length is None else rolling(now, self.length)

    def _struck(self) -> list[int] | None:
        """The rows struck since the last reading; None if rows changed in any other way but by new ones."""
        if self._rules != self._floor.queues.revision:
            return None
        found: list[int] = []
        for followed in self._followed:
            struck = followed.ledger.struck.since(followed.struck)
            if struck is None or followed.revision != followed.ledger.revision:
                return None
            found += (self._number(followed, number) for number in struck)
        return found

    def _number(self, followed: _Followed, number: Rows) -> Rows:
        """A number for a row that no row of another ledger has."""
        return number * _KINDS + followed.first

    def _new_rows(self, followed: _Followed, after: int) -> Ints:
        """The rows of a ledger since the last reading that ended after *after* (ms), for the window."""
        ledger = followed.ledger
        rows = ledger.rows_from(followed.count, after)
        followed.count, followed.struck, followed.revision = (
            ledger.count,
            ledger.struck.place,
            ledger.revision,
        )
        if followed is self._legs:
            queued = np.flatnonzero(rows["queue"] >= 0)
            rows = {name: column[queued] for name, column in rows.items()}
        else:
            rows = inbound(rows)
        table = np.zeros((len(rows["at"]), AMOUNTS + _KINDS), dtype=np.int64)
        if len(table):
            lane, amounts = self._count(followed, rows)
            table[:, 0], table[:, 1], table[:, 2] = rows["at"], self._number(followed, rows["number"]), lane
            for place, amount in enumerate(amounts, AMOUNTS + followed.first):
                table[:, place] = amount
        return table

    def _count(self, followed: _Followed, rows: dict[str, Ints]) -> LaneRows:
        queues = self._floor.queues
        if followed is self._legs:
            return of_legs(rows, channels_of_legs(self._floor, rows))
        channel = queues.channels(rows["queue"], rows["channel"], rows["at"])
        if followed is self._starts:
            return of_starts(rows, channel)
        return of_ends(rows, queues.rules(rows["queue"], rows["at"]), channel)
