"""The file of a checkpoint: a head, then the parts of a floor, each compressed and with a checksum.

It is a cache: whatever is wrong with it, it is left aside. Nothing read from it is ever executed.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

import msgspec
import zstandard

from console.history.checkpoints.day_marks import DayMark
from console.history.checkpoints.floor_records import Part
from console.history.checkpoints.records import encode
from feeds.files.private_files import file_beside

_MAGIC = b"floorlight checkpoint\n"
_LENGTH = 8
_LEVEL = 1
# Larger parts or heads than any that are written.
_MOST = 2**30

# What reading a file that is not what was written may raise.
UNREADABLE = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, zstandard.ZstdError)


class CheckpointHead(msgspec.Struct, array_like=True):
    """What a checkpoint was made of, and what was found on the way.

    `version` is that of the program, `site` the settings from a file that override the site's. `days` are all
    days played, `streams` the (source, stream) of their lines. `invalid` has (stream, line, reason, text).
    """

    version: bytes
    site: bytes
    day: str
    days: list[DayMark]
    streams: list[tuple[str, str]]
    invalid_count: int
    unknown: int
    invalid: list[tuple[str, int, str, str]]
    cuts: list[str]


class _Index(msgspec.Struct, array_like=True):
    """The head, and the kind, length and checksum of each part."""

    head: CheckpointHead
    parts: list[tuple[str, int, int]]


class Frame(NamedTuple):
    """A part as it is written."""

    kind: str
    data: bytes


_decode = msgspec.msgpack.Decoder(_Index).decode


def frames_of(parts: Iterable[Part]) -> Iterator[Frame]:
    """*parts*, compressed."""
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    for kind, payload in parts:
        yield Frame(kind, compressor.compress(payload))


def write_checkpoint(path: Path, head: CheckpointHead, frames: list[Frame]) -> Iterator[None]:
    """Write the file *path* in steps; it is there as a whole at the end, or not at all. Raises OSError."""
    index = _Index(head, [(kind, len(data), zlib.crc32(data)) for kind, data in frames])
    packed = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(encode(index))
    path.parent.parent.mkdir(exist_ok=True, mode=0o700)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    for unfinished in path.parent.glob(f".{path.name}.*.part"):  # its writer was killed
        unfinished.unlink(missing_ok=True)
    with file_beside(path) as (file, part):
        file.write(_MAGIC + len(packed).to_bytes(_LENGTH, "little") + packed)
        for frame in frames:
            file.write(frame.data)
            yield
        file.close()
        os.replace(part, path)


class CheckpointFile:
    """A checkpoint that is being read. Raises one of `UNREADABLE` if it is not what was written."""

    def __init__(self, path: Path) -> None:
        """Read the head of *path*."""
        self.path = path
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise ValueError("not a checkpoint")
            length = int.from_bytes(file.read(_LENGTH), "little")
            self._index = _decode(_unpacked(_some(file, length)))
            self._begin, self._identity = file.tell(), _identity(file)
        self.head = self._index.head

    @property
    def size(self) -> int:
        """The bytes of all parts."""
        return sum(length for _, length, _ in self._index.parts)

    def parts(self) -> Iterator[tuple[Part, int]]:
        """The parts of the floor, each with its bytes in the file."""
        with self.path.open("rb") as file:
            if _identity(file) != self._identity:
                raise ValueError("it was replaced")
            file.seek(self._begin)
            for kind, length, checksum in self._index.parts:
                data = _some(file, length)
                if zlib.crc32(data) != checksum:
                    raise ValueError("its checksum does not fit")
                yield (kind, _unpacked(data)), length


def _identity(file: IO[bytes]) -> tuple[int, int, int]:
    """What tells *file* from another of its name."""
    found = os.fstat(file.fileno())
    return found.st_ino, found.st_size, found.st_mtime_ns


def _some(file: IO[bytes], length: int) -> bytes:
    """The next *length* bytes of *file*."""
    if not 0 < length < _MOST:
        raise ValueError("not a length")
    return file.read(length)


def _unpacked(data: bytes) -> bytes:
    if not 0 <= zstandard.frame_content_size(data) < _MOST:
        raise ValueError("not a size")
    return zstandard.ZstdDecompressor().decompress(data)
