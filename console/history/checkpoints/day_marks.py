"""Marks of days: what a checkpoint was made from, and whether that is still there."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path

import msgspec

from console.history.archive import ArchivedDay
from console.history.archived_log import ArchivedLog, ReadTo
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError


class DayMark(msgspec.Struct, array_like=True, frozen=True):
    """A day of a source as it was read.

    `digest` is that of its full blocks, `read_to` the end of the only stream; without one the digest is of
    all blocks. `stamp` is its file's size and time of change. A day that `is_whole` had no damaged block.
    """

    source: str
    day: str
    stamp: tuple[int, int]
    digest: bytes
    read_to: ReadTo | None
    is_whole: bool


class Compared(Enum):
    """A day beside its mark: the same, with more lines since, or another one."""

    SAME = "same"
    GROWN = "grown"
    OTHER = "other"


def stamp_of(path: Path) -> tuple[int, int]:
    """The size of the database *path* and its log, and the newest time of change (ns)."""
    size = changed = 0
    for part in (path, path.with_name(f"{path.name}-wal")):
        with suppress(OSError):
            found = os.stat(part)
            size, changed = size + found.st_size, max(changed, found.st_mtime_ns)
    return size, changed


def digest_of(file: DayFile, before: int | None = None) -> bytes:
    """The digest of the blocks in *file*, of all or of those with a number below *before*."""
    sums = [found for found in file.block_sums() if before is None or found[0] < before]
    return hashlib.sha256(repr((tuple(file.about), sums)).encode()).digest()


class DayReading:
    """A day that is about to be read; afterwards, its mark. Made before the reading, as the day may grow."""

    def __init__(self, day: ArchivedDay) -> None:
        self._day = day
        self._stamp = stamp_of(day.path)
        with DayFile(day.path) as file:
            self._digest = digest_of(file)

    def mark(self, logs: Sequence[ArchivedLog]) -> DayMark | None:
        """The mark of the day, whose streams *logs* were read.

        None if it has several and changed meanwhile: what was read of it is then not known.
        """
        day, read_to = self._day, logs[0].read_to if len(logs) == 1 else None
        with DayFile(day.path) as file:
            digest = digest_of(file, None if read_to is None else read_to.block)
        if read_to is None and digest != self._digest:
            return None
        is_whole = all(log.cut is None for log in logs)
        return DayMark(day.source, day.day, self._stamp, digest, read_to, is_whole)


def compare(mark: DayMark, day: ArchivedDay) -> Compared:
    """Whether *day* is still as it was marked."""
    if stamp_of(day.path) == mark.stamp:
        return Compared.SAME
    if not mark.is_whole:  # what is damaged may have been repaired
        return Compared.OTHER
    try:
        with DayFile(day.path) as file:
            return _compared(mark, file)
    except ArchiveError:
        return Compared.OTHER


def _compared(mark: DayMark, file: DayFile) -> Compared:
    read_to = mark.read_to
    if digest_of(file, None if read_to is None else read_to.block) != mark.digest:
        return Compared.OTHER
    if read_to is None:
        return Compared.SAME
    if len(file.streams()) != 1:
        return Compared.OTHER
    block, text = file.read(read_to.block)
    known = b"".join(line + b"\n" for line in text.split(b"\n")[: read_to.lines])
    if block.lines < read_to.lines or zlib.crc32(known) != read_to.checksum:
        return Compared.OTHER
    is_last = file.numbers()[-1] == read_to.block
    return Compared.SAME if is_last and block.lines == read_to.lines else Compared.GROWN
