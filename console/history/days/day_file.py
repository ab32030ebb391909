"""One day of one source, in an SQLite database of its own: its streams and their lines in blocks."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

from console.history.days.blocks import NO_INSTANT, StoredBlock
from console.history.days.database import DayDatabase, write_whole
from console.history.days.errors import ArchiveError, DamageError
from console.history.days.records import DayRecords
from feeds.recordings.durability import Durability

_COLUMNS = ", ".join(StoredBlock._fields)
# The instants there are: those of the years 1 to 9999, ms.
_FIRST, _LAST = -62_135_596_800_000, 253_402_300_799_999


class AboutDay(NamedTuple):
    """The source and date of a day, and the clock its days begin by."""

    source: str
    day: str
    time_zone: str = "UTC"
    day_start: str = "00:00"


class StreamPart(NamedTuple):
    """What a day holds of a stream: its lines from `first_line` to `last_line`, counted over all days.

    `number` stands for the stream in this day's file. `digest`, of an added recording, is of all its lines up
    to the last.
    """

    number: int
    name: str
    first_line: int
    last_line: int
    digest: str


class DayTotals(NamedTuple):
    """What a day holds: lines, the first and last instant of its events (ms), if any, and bytes of text."""

    lines: int
    first_at: int | None
    last_at: int | None
    size: int


class DayFile:
    """The database of a day of a source. One writer at a time; any number of readers. Owned by one thread.

    Everything written between two calls of `commit` is there as a whole or not at all, whenever the program
    or the machine stops. Every failure is an ArchiveError, a DamageError if the file was changed otherwise.
    """

    def __init__(self, path: Path, about: AboutDay | None = None, durability: Durability = "second") -> None:
        """Open *path*; with *about* for writing, and made if it does not exist."""
        self.path = path
        if about is not None and not os.path.lexists(path):
            from console.history.days.schema import empty_day  # imported here: slow, and readers need none

            write_whole(path, empty_day())
        self._database = DayDatabase(path, about is not None, durability)
        self.records = DayRecords(self._database)
        try:
            if about is not None and self._database.one("select 1 from about") is None:
                self._database.write("insert into about values (?, ?, ?, ?, ?)", *about, _sum(about))
                self._database.commit()
            self.about = self._read_about()
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Close the file; what is not committed is undone."""
        self._database.close()

    def __enter__(self) -> DayFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def snapshot(self) -> AbstractContextManager[None]:
        """Within it, all of the day is read as it was at the first reading; for a file opened for reading."""
        return self._database.snapshot()

    @property
    def is_in_place(self) -> bool:
        """Whether the file still has its name."""
        try:
            return os.path.samestat(self._database.identity, self.path.stat())
        except OSError:
            return False

    def put_back(self) -> None:
        """Write all that was committed to the file's name, which was deleted. Raises ArchiveError."""
        write_whole(self.path, self._database.copy())

    # Streams ---------------------------------------------------------------------------------------

    def streams(self) -> dict[str, StreamPart]:
        """The streams by name, in the order they were added."""
        asked = "select id, name, first_line, last_line, digest, checksum from streams order by id"
        parts = []
        for *fields, checksum in self._database.rows(asked):
            part = StreamPart(*fields)
            if checksum != _sum(part):
                raise DamageError(f"{self.path} is damaged: the entry of stream {part.number}")
            parts.append(part)
        return {part.name: part for part in parts}

    def put_stream(self, part: StreamPart) -> None:
        """Write the entry of a stream, in place of one of its number."""
        asked = "insert or replace into streams values (?, ?, ?, ?, ?, ?)"
        self._database.write(asked, *part, _sum(part))

    # Lines -----------------------------------------------------------------------------------------

    def put(self, block: StoredBlock, number: int | None = None) -> int:
        """Write *block*, as number *number* if given, which it replaces; returns its number."""
        marks = ", ".join("?" * (len(block) + 1))
        asked = f"insert or replace into blocks (id, {_COLUMNS}) values ({marks})"
        return self._database.write(asked, number, *block)

    def commit(self) -> None:
        """Make everything written since the last call permanent."""
        self._database.commit()

    def numbers(self, stream: int | None = None) -> list[int]:
        """The numbers of the blocks, of one *stream* or of all, in the order of arrival."""
        which = "" if stream is None else "where stream = ?"
        given = () if stream is None else (stream,)
        return [row[0] for row in self._database.rows(f"select id from blocks {which} order by id", *given)]

    def block_sums(self) -> list[tuple[int, int, int]]:
        """(number, stream, checksum) of every block, in the order of arrival."""
        rows = self._database.rows("select id, stream, checksum from blocks order by id")
        return [(number, stream, checksum) for number, stream, checksum in rows]

    def read(self, number: int) -> tuple[StoredBlock, bytes]:
        """The block of that *number* and its text. Raises DamageError if it is not what was written."""
        found = self._database.one(f"select {_COLUMNS} from blocks where id = ?", number)
        try:
            if found is None:
                raise ValueError("it is missing")
            block = StoredBlock.checked(found)
            return block, block.text()
        except ValueError as error:
            raise DamageError(f"{self.path} is damaged: block {number}: {error}") from None

    def totals(self) -> DayTotals:
        """What the day holds, from its blocks without their text."""
        asked = (
            "select sum(lines - repeated), min(nullif(first_at, ?)), max(nullif(last_at, ?)), sum(size)"
            " from blocks"
        )
        found = self._database.one(asked, NO_INSTANT, NO_INSTANT) or (0, None, None, 0)
        lines, first, last, size = (value or 0 if at in (0, 3) else value for at, value in enumerate(found))
        if not all(isinstance(value, int) for value in (lines, size)) or not _are_instants(first, last):
            raise DamageError(f"{self.path} is damaged: its blocks do not fit")
        return DayTotals(lines, first, last, size)

    def size(self, stream: int) -> int:
        """The bytes of the text of *stream*, for progress."""
        found = self._database.one("select sum(size) from blocks where stream = ?", stream)
        return found[0] if found is not None and isinstance(found[0], int) else 0

    def last_at(self, stream: int) -> int | None:
        """The last instant (ms) of the events of *stream*, if any."""
        asked = "select max(nullif(last_at, ?)) from blocks where stream = ?"
        found = self._database.one(asked, NO_INSTANT, stream) or (None,)
        return found[0] if _are_instants(found[0]) else None

    # The file --------------------------------------------------------------------------------------

    def problems(self) -> list[str]:
        """What SQLite finds wrong with the file itself."""
        try:
            rows = [str(row[0]) for row in self._database.rows("pragma integrity_check(20)")]
        except DamageError as error:
            return [str(error)]
        return [] if rows == ["ok"] else [f"{self.path} is damaged: {row}" for row in rows]

    def erase(
        self, change: Callable[[bytes], bytes], change_words: Callable[[str], str]
    ) -> tuple[int, list[str]]:
        """Rewrite the text of every block with *change*, that of every record with *change_words*.

        No trace of the old is left. Returns the number of blocks and records changed, and what is damaged
        and could not be read. If this is interrupted, the next call finishes it.
        """
        changed, damages = self.records.erase(change_words)
        for number in self.numbers():
            try:
                block, before = self.read(number)
            except DamageError as damage:
                damages.append(str(damage))
                continue
            after = change(before)
            if after != before:
                self.put(StoredBlock.of(*block[:2], after.split(b"\n")[:-1], *block[3:6]), number)
                changed += 1
        if changed:
            self._database.write("insert or replace into erasing values (1)")
            self._database.commit()
        if self._database.one("select 1 from erasing") is not None:
            self._database.scrub()
            self._database.write("delete from erasing")
            self._database.commit()
        return changed, damages

    def _read_about(self) -> AboutDay:
        found = self._database.one("select source, day, time_zone, day_start, checksum from about")
        if found is None:
            raise ArchiveError(f"{self.path} is not a day of an archive")
        about = AboutDay(*found[:-1])
        if found[-1] != _sum(about):
            raise DamageError(f"{self.path} is damaged: the entry of its source and day")
        return about


def _sum(fields: tuple[Any, ...]) -> int:
    """The checksum of a row."""
    return zlib.crc32(repr(tuple(fields)).encode("utf-8", "backslashreplace"))


def _are_instants(*found: object) -> bool:
    return all(at is None or (isinstance(at, int) and _FIRST <= at <= _LAST) for at in found)
