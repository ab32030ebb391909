"""Writes what a source sends into the archive, day by day, as it was received."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import IO

from console.history.archive import Archive
from console.history.blocks import NO_INSTANT, StoredBlock, is_full
from console.history.day_clock import DatedLine, DayClock
from console.history.day_file import DayFile
from console.history.errors import ArchiveError, DamageError
from feeds.events import SiteSettings
from feeds.protocol.decoding import RefusedError, decode


class ArchiveWriter:
    """Appends the lines of one stream of a source. The only writer of that source: it holds its lock.

    Lines are written by `flush`, and are then safe from a crash of this program; at most the machine's last
    second is lost with the machine. A day that is damaged is set aside, under another name, and a new one is
    begun. A day begins with the newest hello, so that it can be read alone. Owned by one thread.
    """

    def __init__(
        self,
        archive: Archive,
        source: str,
        stream: str,
        say: Callable[[str], object] = lambda words: None,
        digest: str = "",
    ) -> None:
        """Raises ArchiveError if the archive cannot be written, or another program writes *source*."""
        self.source = source
        self._archive, self._stream, self._say, self._digest = archive, stream, say, digest
        self._lock: IO[bytes] | None = archive.locked(source)
        self._pending: list[bytes] = []
        self._unwritten: list[DatedLine] = []
        self._file: DayFile | None = None
        self._clock = DayClock()
        self._hello: bytes | None = None
        self._tail: _Tail | None = None
        self.last_line = 0
        try:
            self._continue()
        except BaseException:
            self.close()
            raise

    def write(self, line: bytes) -> None:
        """Take *line*, given without a line end."""
        self._pending.append(line)

    def flush(self) -> None:
        """Make all lines permanent. Raises ArchiveError; the lines are kept, and tried again next time."""
        pending, self._pending = self._pending, []
        self._unwritten += self._clock.date(pending)
        self._write_all()

    def check_file(self) -> None:
        """Notice that the file was deleted or moved; the next lines then go to a new one."""
        if self._file is not None and not self._file.path.exists():
            self._say(f"{self._file.path} was deleted or moved: what it held is not in the archive any more")
            self._let_go()

    def sync_soon(self) -> None:
        """Nothing to do: SQLite syncs by itself."""

    def close(self) -> None:
        """Write the rest, and release the source; may be called twice."""
        if self._lock is None:
            return
        try:
            self.flush()
            self._unwritten += self._clock.finish()
            self._write_all()
        finally:
            self._let_go()
            self._lock.close()
            self._lock = None

    # Days ------------------------------------------------------------------------------------------

    def _continue(self) -> None:
        """Go on after the newest day of the source that has the stream, and after its last line."""
        for day in reversed(self._archive.days(self.source)):
            with DayFile(day.path) as file:
                number = file.streams().get(self._stream)
                if number is None:
                    continue
                self.last_line = file.last_line(number)
                self._hello = _last_hello(file, number)
                settings = SiteSettings(time_zone=file.time_zone)
                self._clock = DayClock(settings, file.totals().last_at, day.day)
                return

    def _write_all(self) -> None:
        """Write the lines whose days are known, each day's in one transaction."""
        while self._unwritten:
            day, lines = next(groupby(self._unwritten, attrgetter("day")))
            run = list(lines)
            try:
                self._write_run(day, run)
            except DamageError as damage:
                self._let_go()
                aside = _set_aside(self._archive.file_of(self.source, day))
                self._say(f"{damage}; it is set aside as {aside.name}, and a new file is begun")
                self._write_run(day, run)
            except ArchiveError:
                self._let_go()
                raise
            del self._unwritten[: len(run)]
            self.last_line += len(run)

    def _write_run(self, day: str, run: Sequence[DatedLine]) -> None:
        """Write the lines *run* of *day*, all or none."""
        if self._file is None or self._tail is None or self._file.day != day:
            self._let_go()
            about = (self.source, day, self._clock.settings.time_zone)
            self._file = DayFile(self._archive.file_of(self.source, day), about)
            number = self._file.stream(self._stream, self._digest)
            self._tail = _Tail(self._file, number, self.last_line + 1)
            if self._tail.is_new and self._hello is not None and not run[0].is_hello:
                self._tail.repeat(DatedLine(self._hello, day, None, is_hello=True))
        for line in run:
            self._tail.add(line)
            if line.is_hello:
                self._hello = line.text
        self._tail.write()
        self._file.commit()

    def _let_go(self) -> None:
        """Close the file; what is not committed is undone."""
        if self._file is not None:
            self._file.close()
        self._file = self._tail = None


class _Tail:
    """The newest block of a stream in a day, which grows until it is full. Owned by the writer."""

    def __init__(self, file: DayFile, stream: int, next_line: int) -> None:
        self._file, self._stream = file, stream
        self._number: int | None
        self._lines: list[bytes]
        self._instants: list[int]
        self._begin(next_line)
        last = file.last_block(stream)
        self.is_new = last is None
        if last is not None and not last[1].is_full:
            self._number, block = last
            self._lines = file.text(self._number).split(b"\n")[:-1]
            self._first, self._repeated, self._size = block.first_line, block.repeated, block.size
            self._instants = [at for at in (block.first_at, block.last_at) if at != NO_INSTANT]

    def _begin(self, next_line: int) -> None:
        self._number, self._lines, self._instants = None, [], []
        self._first, self._repeated, self._size = next_line, 0, 0

    def repeat(self, line: DatedLine) -> None:
        """Add a line that an earlier day has too."""
        self._repeated += 1
        self._first -= 1
        self.add(line)

    def add(self, line: DatedLine) -> None:
        """Add *line*."""
        self._lines.append(line.text)
        self._size += len(line.text) + 1
        if line.at is not None:
            self._instants.append(line.at)
        if is_full(len(self._lines), self._size):
            self.write()
            self._begin(self._first + len(self._lines))

    def write(self) -> None:
        """Write the block as it is now."""
        if self._lines:
            low, high = min(self._instants, default=NO_INSTANT), max(self._instants, default=NO_INSTANT)
            block = StoredBlock.of(self._stream, self._first, self._lines, self._repeated, low, high)
            self._number = self._file.put(block, self._number)


def _last_hello(file: DayFile, stream: int) -> bytes | None:
    """The newest hello of *stream* in *file*."""
    for number in reversed(file.numbers(stream)):
        text = file.text(number)
        if b'"hello"' not in text:
            continue
        for line in reversed(text.split(b"\n")):
            if b'"hello"' in line and _is_hello(line):
                return line
    return None


def _is_hello(line: bytes) -> bool:
    try:
        event = decode(line)
    except RefusedError:
        return False
    return event is not None and event.type == "hello"


def _set_aside(path: Path) -> Path:
    """Rename the damaged *path* and what belongs to it; returns its new name."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.stem}.damaged-{number}.db")):
        number += 1
    for end in ("-wal", "-shm", ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(aside.with_name(aside.name + end))
    return aside
