"""Ledgers as raw columns: written as they are in memory, and read without a copy.

Only instants are written as the steps between them, which are small and compress well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from console.floor.floor import Floor
from console.floor.ledgers.ledger import Block, Ledger
from console.history.checkpoints.records import encode

_PART_BYTES = 4 * 1024 * 1024
_ALIGNED = 8
_LENGTH = 4


class _StoredColumns(msgspec.Struct, array_like=True):
    """A block; `widths` has the bytes of a number in each column, `start` is the first instant."""

    first: int
    size: int
    low: int
    high: int
    struck: bool
    start: int
    widths: bytes


class _LedgerPart(msgspec.Struct, array_like=True):
    """Some blocks of one ledger in a row; the last part of it also has its tail."""

    ledger: int
    fields: list[str]
    count: int
    blocks: list[_StoredColumns]
    tail: bytes


_decode = msgspec.msgpack.Decoder(_LedgerPart).decode


def ledgers_of(floor: Floor) -> Sequence[Ledger]:
    """All ledgers of *floor*, by their number in a checkpoint."""
    return (floor.books.timeline.rows, *floor.books.ledgers)


def ledger_parts(floor: Floor) -> Iterator[bytes]:
    """The ledgers of *floor* in parts of a few megabytes."""
    for number, ledger in enumerate(ledgers_of(floor)):
        blocks: list[Block] = []
        size = 0
        for block in ledger.blocks:
            blocks.append(block)
            size += sum(column.nbytes for column in block.columns)
            if size >= _PART_BYTES:
                yield _part(number, ledger, blocks, b"")
                blocks, size = [], 0
        yield _part(number, ledger, blocks, ledger.tail)


def _part(number: int, ledger: Ledger, blocks: Sequence[Block], tail: bytes) -> bytes:
    columns = [[_steps(block.columns[0]), *block.columns[1:]] for block in blocks]
    heads = [
        _StoredColumns(
            block.first,
            block.size,
            block.low,
            block.high,
            block.struck,
            int(block.columns[0][0]),
            bytes(column.itemsize for column in stored),
        )
        for block, stored in zip(blocks, columns, strict=True)
    ]
    head = encode(_LedgerPart(number, list(ledger.fields), ledger.count, heads, tail))
    pieces = [len(head).to_bytes(_LENGTH, "little"), head, bytes(-(_LENGTH + len(head)) % _ALIGNED)]
    for stored in columns:
        for column in stored:
            pieces += (
                column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes(),
                bytes(-column.nbytes % _ALIGNED),
            )
    return b"".join(pieces)


def _steps(instants: NDArray[np.signedinteger]) -> NDArray[np.signedinteger]:
    """The steps from each of *instants* to the next, the first 0, in as few bytes as hold them."""
    steps = np.zeros(len(instants), dtype=np.int64)
    np.subtract(instants[1:], instants[:-1], out=steps[1:], dtype=np.int64)
    for kind in (np.int16, np.int32):
        limits = np.iinfo(kind)
        if limits.min <= steps.min() and steps.max() <= limits.max:
            return steps.astype(kind)
    return steps


class LedgerColumns:
    """Ledgers read from their parts, in order; `restore` gives them to a floor."""

    def __init__(self) -> None:
        self._parts: dict[int, _LedgerPart] = {}
        self._blocks: dict[int, list[Block]] = {}

    def take(self, payload: bytes) -> None:
        """Take the next part. Raises ValueError."""
        length = int.from_bytes(payload[:_LENGTH], "little")
        part = _decode(payload[_LENGTH : _LENGTH + length])
        place = _LENGTH + length + -(_LENGTH + length) % _ALIGNED
        blocks = self._blocks.setdefault(part.ledger, [])
        for head in part.blocks:
            columns = []
            for width in head.widths:
                columns.append(np.frombuffer(payload, np.dtype(f"<i{width}"), head.size, place))
                place += head.size * width + -(head.size * width) % _ALIGNED
            columns[0] = head.start + np.cumsum(columns[0], dtype=np.int64)
            blocks.append(Block(head.first, head.size, head.low, head.high, columns, head.struck))
        self._parts[part.ledger] = part

    def check(self, floor: Floor) -> None:
        """Check that the ledgers are those of *floor*. Raises ValueError."""
        for number, ledger in enumerate(ledgers_of(floor)):
            part = self._parts.get(number)
            if part is None or tuple(part.fields) != ledger.fields or len(part.tail) % (8 * ledger.width):
                raise ValueError("not the ledgers of this version")

    def restore(self, floor: Floor) -> None:
        """Give *floor*, which is new, the rows; `check` has passed."""
        for number, ledger in enumerate(ledgers_of(floor)):
            part = self._parts[number]
            ledger.restore(self._blocks[number], part.tail, part.count)
