"""Digests of a ledger's blocks: what does not change is read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from console.floor.ledgers.ledger import Ledger

_Columns = list[NDArray[np.signedinteger]]
Rows = dict[str, NDArray[np.signedinteger]]
_KEPT = 16  # blocks: what a long day has of most ledgers
Made = TypeVar("Made")


class BlockDigests(Generic[Made]):
    """Keeps what *make* returns for the newest blocks of a ledger asked for; the tail is read each time.

    *make* takes the columns of a whole block, by field; a block whose columns were replaced (a row was
    struck) is read again.
    """

    def __init__(self, make: Callable[[Rows], Made]) -> None:
        self._make = make
        self._kept: dict[int, tuple[_Columns, Made]] = {}

    def between(self, ledger: Ledger, after: int, until: int) -> Iterator[Made]:
        """The digests of the blocks that may hold rows with after < at ≤ until, then that of the tail."""
        for block in ledger.blocks:
            if block.high > after and block.low <= until:
                yield self._of(block.first, ledger.fields, block.columns)
        tail = ledger.tail_table()
        if len(tail):
            yield self._make(dict(zip(ledger.fields, tail.T, strict=True)))

    def _of(self, first: int, fields: tuple[str, ...], columns: _Columns) -> Made:
        kept = self._kept.get(first)
        if kept is not None and all(a is b for a, b in zip(kept[0], columns, strict=True)):
            return kept[1]
        made = self._make(dict(zip(fields, columns, strict=True)))
        self._kept[first] = list(columns), made
        if len(self._kept) > _KEPT:
            del self._kept[min(self._kept)]
        return made
