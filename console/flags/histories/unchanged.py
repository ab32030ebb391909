"""Whether the past of a ledger is still what it was, so that what was concluded from it still holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.floor.ledgers.ledger import Block, Ledger

_Columns = list[NDArray[np.signedinteger]]


class UnchangedPast:
    """Marks the rows of a ledger up to an instant, and compares them at the next marking.

    Late events strike and add past rows, the horizon drops them: any of that is a change. Rows that are only
    packed into a block are not.
    """

    def __init__(self) -> None:
        self._ledger: Ledger | None = None
        self._until = 0
        self._blocks: list[tuple[int, _Columns]] = []
        self._tail = np.empty((0, 0), dtype=np.int64)
        self._tail_first = 0

    def mark(self, ledger: Ledger, until: int) -> bool:
        """Mark the rows with at ≤ *until* (ms); whether those marked before are the same.

        While they are, the mark never moves back.
        """
        tail = ledger.tail_table()
        first = ledger.count - len(tail)
        is_same = ledger is self._ledger and self._is_same(ledger.blocks, tail, first)
        self._until = max(until, self._until) if is_same else until
        self._ledger, self._tail, self._tail_first = ledger, tail, first
        self._blocks = [(block.first, list(block.columns)) for block in ledger.blocks]
        return is_same

    def _is_same(self, blocks: list[Block], tail: NDArray[np.int64], first: int) -> bool:
        known = len(self._blocks)
        if len(blocks) < known:
            return False
        for (number, before), block in zip(self._blocks, blocks, strict=False):
            if number != block.first or any(a is not b for a, b in zip(before, block.columns, strict=True)):
                return False
        if first == self._tail_first:
            return len(blocks) == known and self._continues(tail)
        sealed = blocks[known:]
        if not sealed or sealed[0].first != self._tail_first or any(b.low <= self._until for b in sealed[1:]):
            return False
        table = np.column_stack(sealed[0].columns).astype(np.int64)
        return self._continues(table) and not (tail[:, 0] <= self._until).any()

    def _continues(self, table: NDArray[np.int64]) -> bool:
        """Whether *table* starts with the rows of the marked tail, and adds none up to the mark."""
        size = len(self._tail)
        if len(table) < size or (table[size:, 0] <= self._until).any():
            return False
        if np.array_equal(table[:size], self._tail):
            return True
        before, after = self._tail[:, 0] <= self._until, table[:size, 0] <= self._until
        return np.array_equal(before, after) and np.array_equal(self._tail[before], table[:size][after])
