"""Running windows: sums over a rolling or growing window, kept up to date by the rows that enter and leave.

The rows are copies of the ledger's, in order of their instants. A late row is put in its place, and a struck
one taken out: at any instant the sums are those of the ledger's window.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from console.floor.ledgers.codes import Ints

_AT, _NUMBER, _LANE, AMOUNTS = range(4)
_ROWS_AT_FIRST = 1024


class RunningWindow:
    """Sums of *amounts* kinds over the rows with now − length < at ≤ now, by lane. Instants are ms.

    A window without a *length* grows: its rows are those with after < at ≤ now. A row is its instant, its
    number in the ledger, its lane, and its amounts. `sums` is lanes × amounts.
    """

    def __init__(self, length: int | None, amounts: int) -> None:
        self._length = length
        self._after = 0
        self._table = np.empty((_ROWS_AT_FIRST, AMOUNTS + amounts), dtype=np.int64)
        self._first = self._end = 0
        self.now = 0
        self.sums: Ints = np.zeros((0, amounts), dtype=np.int64)

    def start(self, now: int, lanes: int, after: int = 0) -> None:
        """Forget all rows; the window ends at *now*, has *lanes* lanes, one that grows *after*."""
        self.now, self._first, self._end, self._after = now, 0, 0, after
        self.sums = np.zeros((lanes, self.sums.shape[1]), dtype=np.int64)

    def widen(self, lanes: int) -> None:
        """Have *lanes* lanes, no fewer than before."""
        more = lanes - len(self.sums)
        if more:
            self.sums = np.concatenate((self.sums, np.zeros((more, self.sums.shape[1]), dtype=np.int64)))

    def add(self, rows: Ints) -> None:
        """Take these rows of the ledger, in any order: a table of at, number, lane, and the amounts."""
        at = rows[:, _AT]
        is_kept = at > self._begin(self.now)
        if not is_kept.all():
            rows, at = rows[is_kept], at[is_kept]
        if len(rows):
            is_past = at <= self.now
            if is_past.any():
                self._count(rows[is_past], 1)
            self._insert(rows[np.argsort(at, kind="stable")])

    def strike(self, numbers: Collection[int]) -> None:
        """Drop the rows of these *numbers*, as far as they are known."""
        rows = self._rows
        is_struck = np.isin(rows[:, _NUMBER], list(numbers))
        if is_struck.any():
            gone = rows[is_struck]
            self._count(gone[self._is_inside(gone)], -1)
            kept = rows[~is_struck]
            self._end = self._first + len(kept)
            self._table[self._first : self._end] = kept

    def advance(self, now: int) -> None:
        """Move the window's end to *now*, which is not earlier."""
        rows, before = self._rows, self.now
        ends = (before, now, self._begin(before), self._begin(now))
        entered, until, left, gone = np.searchsorted(rows[:, _AT], ends, side="right").tolist()
        self.now = now
        self._count(rows[entered:until], 1)
        self._count(rows[left:gone], -1)
        self._first += gone

    @property
    def _rows(self) -> NDArray[np.int64]:
        return self._table[self._first : self._end]

    def _is_inside(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        at = rows[:, _AT]
        return (at > self._begin(self.now)) & (at <= self.now)

    def _begin(self, now: int) -> int:
        """The instant after which rows are inside at *now*."""
        return self._after if self._length is None else now - self._length

    def _count(self, rows: NDArray[np.int64], sign: int) -> None:
        if len(rows):
            np.add.at(self.sums, rows[:, _LANE], sign * rows[:, AMOUNTS:])

    def _insert(self, fresh: NDArray[np.int64]) -> None:
        """Put the rows *fresh*, in order of time, among the others."""
        self._make_room(len(fresh))
        rows = self._rows
        place = int(np.searchsorted(rows[:, _AT], fresh[0, _AT], side="right"))
        if place < len(rows):
            fresh = np.concatenate((rows[place:], fresh))
            fresh = fresh[np.argsort(fresh[:, _AT], kind="stable")]
        begun = self._first + place
        self._end = begun + len(fresh)
        self._table[begun : self._end] = fresh

    def _make_room(self, more: int) -> None:
        size = self._end - self._first
        if self._end + more <= len(self._table):
            return
        table = self._table
        if 2 * (size + more) > len(table):
            table = np.empty((4 * (size + more), table.shape[1]), dtype=np.int64)
        table[:size] = self._rows.copy()
        self._table, self._first, self._end = table, 0, size
