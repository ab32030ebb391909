"""Overlap: rows of a ledger of ended things that began by an instant and ended after it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from console.floor.ledgers.codes import Ints
from console.floor.ledgers.ledger import STRUCK, Ledger
from console.floor.ledgers.waits import lengths


def overlapping(ledger: Ledger, instant: int, *ago: str) -> dict[str, Ints]:
    """The rows with at > *instant* whose start, at − *ago* (fields of *ledger*, ms), is no later.

    The first of *ago* is a length in ledger format (see `waits`). Returns one array per field, in written
    order. Blocks are scanned in place, so that an instant long past costs no more than scanning a few
    columns.
    """
    places = [ledger.fields.index(name) for name in ago]
    parts = list(_parts(ledger, instant, places))
    if not parts:
        return {name: np.empty(0, dtype=np.int64) for name in ledger.fields}
    columns = (np.concatenate(of_all, dtype=np.int64) for of_all in zip(*parts, strict=True))
    return dict(zip(ledger.fields, columns, strict=True))


def _parts(ledger: Ledger, instant: int, places: list[int]) -> Iterator[list[NDArray[np.signedinteger]]]:
    for block in ledger.blocks:
        if block.high > instant:
            yield from _chosen(block.columns, instant, places)
    table = ledger.tail_table()
    if len(table):
        yield from _chosen(list(table.T), instant, places)


def _chosen(
    columns: list[NDArray[np.signedinteger]], instant: int, places: list[int]
) -> Iterator[list[NDArray[np.signedinteger]]]:
    at = columns[0]
    later = np.flatnonzero((at > instant) & (at < STRUCK))
    if len(later):
        length, *shifts = (columns[place][later] for place in places)
        began = at[later] - lengths(length)
        for shift in shifts:
            began -= shift
        kept = later[began <= instant]
        if len(kept):
            yield [column[kept] for column in columns]
