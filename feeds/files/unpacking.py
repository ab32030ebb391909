"""Decompresses .gz and .zst files block by block, in bounded memory for any input.

The first step of every reader of files. A block is at most `BLOCK` bytes; a decompressor's own memory is
bounded by `WINDOW_LIMIT`.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import IO, Any

import zstandard

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
GZIP_BITS = 31  # zlib's window size, plus 16 for a gzip header
BLOCK = 256 * 1024
WINDOW_LIMIT = 64 * 1024 * 1024  # the window of `zstd -21`; `--ultra -22` and `--long` need more
# A zstd block is at least 4 bytes and expands to at most 128 KiB: 512 bytes to 16 MiB.
_ZSTD_STEP = 512
# Short, since the rest of a step is copied at each member of a file.
_GZIP_STEP = 16 * 1024

DAMAGES = (EOFError, zlib.error, zstandard.ZstdError)


class WindowError(Exception):
    """Raised if a .zst file needs too much memory; the message follows the file's name."""

    def __init__(self) -> None:
        super().__init__(
            f"needs a window of more than {WINDOW_LIMIT >> 20} MiB, as `zstd --long` or `-22` does; "
            "decompress it with `zstd -d --long=31` and read the result"
        )


def gz_blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The decompressed blocks of *file*, member by member.

    Raises EOFError if the last member is truncated, and zlib.error if it is damaged.
    """
    member = zlib.decompressobj(GZIP_BITS)
    is_begun = False
    while packed := file.read(_GZIP_STEP):
        while packed:
            if member.eof:
                packed = packed.lstrip(b"\0")  # padding between members is allowed
                if not packed:
                    break
                member = zlib.decompressobj(GZIP_BITS)
            is_begun = True
            while packed and not member.eof:
                if unpacked := member.decompress(packed, BLOCK):
                    yield unpacked
                packed = member.unconsumed_tail
            packed = member.unused_data
    if is_begun and not member.eof:
        yield from _rest_of(member)
        raise EOFError("the last member is cut short")


def _rest_of(member: Any) -> Iterator[bytes]:
    """The remaining output of the decompressor *member*."""
    rest = member.flush()
    for start in range(0, len(rest), BLOCK):
        yield rest[start : start + BLOCK]


def zst_blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The decompressed blocks of *file*, frame by frame. Raises EOFError if the last frame is truncated,
    WindowError if it needs too much memory, and ZstdError if it is damaged."""
    kept = bytearray()
    try:
        for unpacked in _zst_pieces(file):
            kept += unpacked
            if len(kept) >= BLOCK:
                whole = len(kept) - len(kept) % BLOCK
                for start in range(0, whole, BLOCK):
                    yield bytes(memoryview(kept)[start : start + BLOCK])
                del kept[:whole]
    except DAMAGES:
        if kept:  # the data before the damage is intact
            yield bytes(kept)
        raise
    if kept:
        yield bytes(kept)


def _zst_pieces(file: IO[bytes]) -> Iterator[bytes]:
    decompressor = zstandard.ZstdDecompressor(max_window_size=WINDOW_LIMIT)
    frame = decompressor.decompressobj()
    while step := file.read(_ZSTD_STEP):
        packed = step
        while packed:
            if frame.eof:
                frame = decompressor.decompressobj()
            try:
                unpacked = frame.decompress(packed)
            except zstandard.ZstdError as error:
                if "too much memory" in str(error):
                    raise WindowError from None
                raise
            if unpacked:
                yield unpacked
            packed = frame.unused_data if frame.eof else b""
    if not frame.eof:
        raise EOFError("the last frame is cut short")


class BlockReader(io.RawIOBase):
    """The bytes of *blocks* as a file."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._blocks, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
