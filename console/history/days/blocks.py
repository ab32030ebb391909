"""Blocks: runs of lines as they are stored, compressed and with a checksum over all their fields."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import zstandard

BLOCK_LINES = 1_000
BLOCK_BYTES = 128 * 1024
# In place of the instants of a block without events.
NO_INSTANT = -(2**62)
_LEVEL = 6
_FIELDS = struct.Struct("<7q")


class StoredBlock(NamedTuple):
    """A run of lines of one stream, from `first_line` on, as a row of the table `blocks`.

    `repeated` lines at its start are in an earlier day too: the hello that a new day begins with. `first_at`
    and `last_at` are the earliest and latest instant (ms) of its events, `size` its bytes uncompressed.
    """

    stream: int
    first_line: int
    lines: int
    repeated: int
    first_at: int
    last_at: int
    size: int
    checksum: int
    data: bytes

    @classmethod
    def of(
        cls, stream: int, first_line: int, lines: Sequence[bytes], repeated: int, first_at: int, last_at: int
    ) -> StoredBlock:
        """The block of *lines*, given without line ends."""
        text = b"".join(line + b"\n" for line in lines)
        data = zstandard.ZstdCompressor(level=_LEVEL).compress(text)
        bare = cls(stream, first_line, len(lines), repeated, first_at, last_at, len(text), 0, data)
        return bare._replace(checksum=bare.sum())

    @classmethod
    def checked(cls, row: Sequence[Any]) -> StoredBlock:
        """The block in *row*, in the order of its fields. Raises ValueError if it is not what was written."""
        block = cls(*row)
        try:
            if block.checksum != block.sum():
                raise ValueError("its checksum does not fit")
        except (struct.error, TypeError) as error:
            raise ValueError(str(error)) from None
        return block

    def sum(self) -> int:
        """The checksum of all other fields."""
        return zlib.crc32(self.data, zlib.crc32(_FIELDS.pack(*self[:7])))

    def text(self) -> bytes:
        """The lines, each with its end. Raises ValueError if they are not what was written."""
        try:
            text = zstandard.ZstdDecompressor().decompress(self.data, max_output_size=self.size)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from None
        if len(text) != self.size or text.count(b"\n") != self.lines:
            raise ValueError("its size does not fit")
        return text

    @property
    def is_full(self) -> bool:
        """Whether no more lines are added to it."""
        return is_full(self.lines, self.size)


def is_full(lines: int, size: int) -> bool:
    """Whether a block of so many *lines*, of *size* bytes, takes no more.

    >>> is_full(1, 20), is_full(BLOCK_LINES, 20), is_full(1, BLOCK_BYTES)
    (False, True, True)
    """
    return lines >= BLOCK_LINES or size >= BLOCK_BYTES
