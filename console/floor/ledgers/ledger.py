"""Ledgers: append-only tables of facts, each row at an instant, read by time.

The floor keeps facts, not counters. A ledger appends rows of whole numbers in the order of arrival, packs
them into blocks of narrow columns, and returns the rows of a window. A row that turns out to be wrong (a late
event re-derives its contact) is struck: it stays in place and is never read again.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from console.floor.ledgers.changes import Changes
from console.floor.ledgers.codes import Ints

STRUCK = 2**62
_INT = struct.Struct("=q")
# Changes values: (their rows' instants, the values) -> values.
Change = Callable[[Ints, Ints], Ints]
_BLOCK_ROWS = 8192


@dataclass(slots=True)
class Block:
    """Rows first … first + size − 1, one narrow array per column. `low` and `high` bound the instants."""

    first: int
    size: int
    low: int
    high: int
    columns: list[NDArray[np.signedinteger]]
    struck: bool = False


class Ledger:
    """A table of whole numbers whose first column is the instant `at` (ms).

    Owned by the floor, which alone appends and strikes; metrics read `window`. Row numbers never change;
    blocks older than the horizon are dropped whole. Readers that keep what they read follow `count` for new
    rows, `struck` for those struck, and `revision`, which changes with any other change of rows.
    """

    def __init__(self, *fields: str) -> None:
        self.fields = ("at", *fields)
        self.width = len(self.fields)
        self._row_format = struct.Struct(f"={self.width}q")
        self._pack = self._row_format.pack
        self.blocks: list[Block] = []
        self.count = 0
        self.struck = Changes()
        self.revision = 0
        self._tail_first = 0
        self._tail = bytearray()

    def append(self, row: tuple[int, ...]) -> int:
        """Add *row* (at, then the fields in order) and return its number."""
        self._tail += self._pack(*row)
        number = self.count
        self.count = number + 1
        return number

    def seal(self, rows: int | None = None) -> bool:
        """Pack the tail into a block once it holds *rows* rows (default 8,192); returns whether it did."""
        self.struck.trim()
        size = self.count - self._tail_first
        if size < (rows or _BLOCK_ROWS):
            return False
        table = self.tail_table()
        at = table[:, 0]
        kept = at[at < STRUCK]
        low, high = (int(kept.min()), int(kept.max())) if kept.size else (STRUCK, -STRUCK)
        columns = [_narrow(table[:, column]) for column in range(self.width)]
        struck = kept.size < size
        self.blocks.append(Block(self._tail_first, size, low, high, columns, struck))
        self._tail = bytearray()
        self._tail_first = self.count
        return True

    @property
    def tail(self) -> bytes:
        """The rows not packed yet, as they are stored."""
        return bytes(self._tail)

    def restore(self, blocks: list[Block], tail: bytes, count: int) -> None:
        """Take the rows of another ledger with the same fields, which had *count* rows so far."""
        self.blocks, self._tail, self.count = blocks, bytearray(tail), count
        self._tail_first = count - len(tail) // self._row_format.size

    def tail_table(self) -> NDArray[np.int64]:
        """The unsealed rows as one table (rows × columns), a copy."""
        return np.frombuffer(bytes(self._tail), dtype=np.int64).reshape(-1, self.width)

    def strike(self, number: int) -> None:
        """Strike row *number*, as if it had never been written."""
        self.struck.add(number)
        if number >= self._tail_first:
            _INT.pack_into(self._tail, (number - self._tail_first) * self._row_format.size, STRUCK)
            return
        block = self._block_of(number)
        if block is not None:
            block.columns[0] = block.columns[0].astype(np.int64)
            block.columns[0][number - block.first] = STRUCK
            block.struck = True

    def strike_all(self, field: str, value: int, since: int) -> None:
        """Strike the rows from *since* (ms) on whose *field* equals *value*."""
        column, numbers = self.fields.index(field), list[int]()
        for block in self.blocks:
            if block.high >= since:
                numbers += (block.first + self._where(block.columns, column, value, since)).tolist()
        table = self.tail_table()
        numbers += (self._tail_first + self._where(table.T, column, value, since)).tolist()
        for number in numbers:
            self.strike(number)

    def _where(self, columns: Sequence[Ints] | Ints, column: int, value: int, since: int) -> Ints:
        at = columns[0]
        return np.flatnonzero((columns[column] == value) & (at >= since) & (at < STRUCK))

    def instant_of(self, number: int) -> int:
        """The instant (ms) of row *number*; STRUCK if struck or dropped."""
        return self._value(number, 0)

    def row(self, number: int) -> tuple[int, ...]:
        """Row *number*, which must still be held: at, then the fields in order."""
        if number < self._tail_first:
            return tuple(self._value(number, column) for column in range(self.width))
        return self._row_format.unpack_from(self._tail, (number - self._tail_first) * self._row_format.size)

    def _value(self, number: int, column: int) -> int:
        if number < self._tail_first:
            block = self._block_of(number)
            return STRUCK if block is None else int(block.columns[column][number - block.first])
        place = (number - self._tail_first) * self._row_format.size + _INT.size * column
        value: int = _INT.unpack_from(self._tail, place)[0]
        return value

    def replace(self, field: str, after: int, change: Change) -> None:
        """Apply *change* to *field* of the rows from *after* on, by their instants and values."""
        self.revision += 1
        column = self.fields.index(field)
        for block in self.blocks:
            if block.high >= after:
                self._replace_in(block, column, after, change)
        table = np.frombuffer(bytes(self._tail), dtype=np.int64).reshape(-1, self.width).copy()
        if len(table):
            chosen = np.flatnonzero(table[:, 0] >= after)
            table[chosen, column] = change(table[chosen, 0], table[chosen, column])
            self._tail = bytearray(table.tobytes())

    def _replace_in(self, block: Block, column: int, after: int, change: Change) -> None:
        at, values = block.columns[0].astype(np.int64), block.columns[column].astype(np.int64)
        chosen = np.flatnonzero(at >= after)
        changed = change(at[chosen], values[chosen])
        if not np.array_equal(changed, values[chosen]):
            values[chosen] = changed
            block.columns[column] = _narrow(values)

    def is_sealed(self, number: int) -> bool:
        return number < self._tail_first

    def _block_of(self, number: int) -> Block | None:
        for block in reversed(self.blocks):
            if block.first <= number:
                return block
        return None

    def window(self, after: int, until: int) -> dict[str, Ints]:
        """The rows with after < at ≤ until, one array per field, in the order they were written."""
        return dict(zip(self.fields, self._columns(after, until), strict=True))

    def _columns(self, after: int, until: int) -> list[Ints]:
        parts = list(self._parts(after, until))
        if not parts:
            return [np.empty(0, dtype=np.int64) for _ in self.fields]
        if len(parts) == 1:
            return [column.astype(np.int64, copy=False) for column in parts[0]]
        return [np.concatenate(columns, dtype=np.int64) for columns in zip(*parts, strict=True)]

    def _parts(self, after: int, until: int) -> Iterator[list[NDArray[np.signedinteger]]]:
        for block in self.blocks:
            if block.high <= after or block.low > until:
                continue
            if block.low > after and block.high <= until and not block.struck:
                yield block.columns
                continue
            at = block.columns[0]
            chosen = np.flatnonzero((at > after) & (at <= until))
            yield [column[chosen] for column in block.columns]
        table = self.tail_table()
        if len(table):
            at = table[:, 0]
            chosen = np.flatnonzero((at > after) & (at <= until))
            if len(chosen):
                picked = table[chosen]
                yield [picked[:, column] for column in range(self.width)]

    def rows_from(self, number: int, after: int) -> dict[str, Ints]:
        """The rows from *number* on with at > *after*: one array per field, and their `number`s."""
        names, parts = (*self.fields, "number"), []
        for block in reversed(self.blocks):
            if block.first + block.size <= number:
                break
            if block.high > after:
                parts.append(_later([*block.columns, block.first + np.arange(block.size)], number, after))
        parts.reverse()
        begun = max(number, self._tail_first)
        if begun < self.count or not parts:
            raw = bytes(memoryview(self._tail)[(begun - self._tail_first) * self._row_format.size :])
            table = np.frombuffer(raw, dtype=np.int64).reshape(-1, self.width)
            parts.append(_later([*table.T, np.arange(begun, self.count)], number, after))
        if len(parts) == 1:
            return dict(zip(names, (column.astype(np.int64, copy=False) for column in parts[0]), strict=True))
        columns = (np.concatenate(columns, dtype=np.int64) for columns in zip(*parts, strict=True))
        return dict(zip(names, columns, strict=True))

    def beside(self, instant: int, is_later: bool) -> int | None:
        """The nearest instant (ms) of a row after *instant*, or before it; None without one."""
        found: list[int] = []
        for block in self.blocks:
            if block.high > instant if is_later else block.low < instant:
                found += _nearest(block.columns[0], instant, is_later)
        found += _nearest(self.tail_table()[:, 0], instant, is_later)
        if not found:
            return None
        return min(found) if is_later else max(found)

    def drop_before(self, instant: int) -> int:
        """Drop whole blocks that ended before *instant*; returns their number."""
        gone = 0
        while gone < len(self.blocks) and self.blocks[gone].high < instant:
            gone += 1
        if gone:
            del self.blocks[:gone]
            self.revision += 1
        return gone

    @property
    def nbytes(self) -> int:
        """Bytes used by the rows."""
        sealed = sum(column.nbytes for block in self.blocks for column in block.columns)
        return sealed + len(self._tail)


def _later(
    columns: list[NDArray[np.signedinteger]], number: int, after: int
) -> list[NDArray[np.signedinteger]]:
    """The rows of *columns* (the first has their instants, the last their numbers) from *number* on."""
    at = columns[0]
    is_chosen = (at > after) & (at < STRUCK) & (columns[-1] >= number)
    return columns if is_chosen.all() else [column[is_chosen] for column in columns]


def _nearest(at: NDArray[np.signedinteger], instant: int, is_later: bool) -> list[int]:
    """The nearest of the instants *at* after *instant*, or before it, if there is one."""
    chosen = at[(at > instant) & (at < STRUCK)] if is_later else at[at < instant]
    if not chosen.size:
        return []
    return [int(chosen.min() if is_later else chosen.max())]


def _narrow(column: NDArray[np.int64]) -> NDArray[np.signedinteger]:
    """*column* in the narrowest integer type that holds it."""
    low, high = int(column.min()), int(column.max())
    for kind in (np.int8, np.int16, np.int32):
        limits = np.iinfo(kind)
        if limits.min <= low and high <= limits.max:
            return column.astype(kind)
    return column.copy()
