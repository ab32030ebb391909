"""Writes what a source sends into the archive, day by day, as it was received."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby
from operator import attrgetter
from typing import IO, Any

from console.history.archive import Archive, put_aside
from console.history.days.blocks import NO_INSTANT, StoredBlock, is_full
from console.history.days.day_clock import DatedLine, DayClock
from console.history.days.day_file import AboutDay, DayFile, StreamPart
from console.history.days.errors import DamageError
from console.history.days.records import AnswerRecord, Record
from feeds.events import SiteSettings, instant
from feeds.protocol.decoding import RefusedError, decode
from feeds.recordings.durability import Durability

_ANSWERS = ("flag.acknowledged", "flag.claimed", "flag.snoozed")


class ArchiveWriter:
    """Appends the lines of one stream of a source. The only writer of that source: it holds its lock.

    Lines are written by `flush`, and then survive a crash of this program; the machine's, too, unless the
    durability is `none`. A day that is damaged is set aside, under another name, and a new one is begun. A
    day begins with the newest hello, so that it can be read alone. Owned by one thread.
    """

    def __init__(
        self,
        archive: Archive,
        source: str,
        say: Callable[[str], object] = lambda words: None,
        durability: Durability = "second",
    ) -> None:
        """Raises ArchiveError if the archive cannot be written, or another program writes *source*."""
        self.source = source
        self.last_line = 0
        self._archive, self._say, self._durability = archive, say, durability
        self._lock: IO[bytes] | None = archive.locked(source)
        self._stream = ""
        self._digest: hashlib._Hash | None = None
        self._pending: list[bytes] = []
        self._unwritten: list[DatedLine] = []
        self._records: list[Record] = []
        self._file: DayFile | None = None
        self._clock = DayClock()
        self._hello: bytes | None = None
        self._tail: _LastBlock | None = None

    def begin(self, stream: str, digest: hashlib._Hash | None = None) -> None:
        """Go on after the last line of *stream*, if it has any; called first.

        *digest*, of a recording, is that of its lines up to there.
        """
        self._stream, self._digest = stream, digest
        for day in reversed(self._archive.days(self.source)):
            with suppress(DamageError), DayFile(day.path) as file:
                part = file.streams().get(stream)
                if part is not None:
                    about = file.about
                    settings = SiteSettings(time_zone=about.time_zone, day_start=about.day_start)
                    self._clock = DayClock(settings, day.day, file.last_at(part.number))
                    self._hello = _last_hello(file, part.number)
                    self.last_line = part.last_line
                    return

    @property
    def waiting(self) -> int:
        """The number of lines and records not yet written."""
        return len(self._pending) + len(self._unwritten) + len(self._records)

    def write(self, line: bytes) -> None:
        """Take *line*, given without a line end."""
        self._pending.append(line)

    def note(self, record: Record) -> None:
        """Take *record*, to be kept in the day that the lines have reached when it is written."""
        self._records.append(record)

    def flush(self) -> None:
        """Make all lines and records permanent.

        Raises ArchiveError; they are kept, and tried again next time.
        """
        pending, self._pending = self._pending, []
        if pending:
            self._unwritten += self._clock.date(pending)
        self._write_all()

    def finish(self) -> None:
        """Make all lines permanent, the last of a recording too: nothing comes after them."""
        self.flush()
        self._unwritten += self._clock.finish()
        self._write_all()

    def check_file(self) -> None:
        """Notice that the file was deleted or replaced. A deleted one is put back. Raises ArchiveError."""
        if self._file is None or self._file.is_in_place:
            return
        path = self._file.path
        if path.exists():
            self._say(f"{path} was replaced by another file: it is continued in that")
        else:
            self._lock_again()
            self._file.put_back()
            self._say(f"{path} was deleted: all of it is written again, and it is continued")
        self._let_go()

    def close(self) -> None:
        """Write the rest, and release the source; may be called twice."""
        if self._lock is None:
            return
        try:
            self.flush()
            self._unwritten += self._clock.release()
            self._write_all()
        finally:
            self._let_go()
            self._lock.close()
            self._lock = None

    # Days ------------------------------------------------------------------------------------------

    def _write_all(self) -> None:
        """Write the lines whose days are known, each day's in one transaction, the records with the last."""
        was_damaged = False
        while self._unwritten or (self._records and self._clock.day):
            day, run = self._clock.day, list[DatedLine]()
            if self._unwritten:
                day, lines = next(groupby(self._unwritten, attrgetter("day")))
                run = list(lines)
            records = self._records if len(run) == len(self._unwritten) else []
            try:
                self._write_run(day, run, records)
            except DamageError as damage:
                self._let_go()
                if was_damaged:
                    raise
                was_damaged = True
                aside = put_aside(self._archive.file_of(self.source, day))
                self._say(f"{damage}; it is set aside as {aside.name}, and a new file is begun")
                continue
            except BaseException:
                self._let_go()
                raise
            del self._unwritten[: len(run)], self._records[: len(records)]
            was_damaged = False

    def _write_run(self, day: str, run: Sequence[DatedLine], records: Sequence[Record]) -> None:
        """Write the lines *run* of *day* and *records*, all or none."""
        file, tail = self._opened(day, starts_with_hello=bool(run) and run[0].is_hello)
        for record in records:
            file.records.put(record)
        if not run:
            if tail.is_new:  # so that the day begins with its hello
                tail.write()
            file.commit()
            return
        last, digest = self.last_line + len(run), self._digest
        for line in run[tail.ahead :]:
            tail.add(line)
            if b'"flag.' in line.text and (answer := answer_in(line.text)) is not None:
                file.records.put(answer)
        tail.write()
        if digest is not None:
            digest = digest.copy()
            for line in run:
                digest.update(line.text + b"\n")
        words = "" if digest is None else digest.hexdigest()
        file.put_stream(StreamPart(tail.stream, self._stream, tail.first_line, last, words))
        file.commit()
        tail.ahead = 0
        self.last_line, self._digest = last, digest
        self._hello = next((line.text for line in reversed(run) if line.is_hello), self._hello)

    def _opened(self, day: str, starts_with_hello: bool) -> tuple[DayFile, _LastBlock]:
        """The file of *day* and the end of the stream in it."""
        if self._file is None or self._tail is None or self._file.about.day != day:
            self._let_go()
            settings = self._clock.settings
            about = AboutDay(self.source, day, settings.time_zone, settings.day_start)
            self._lock_again()
            self._file = DayFile(self._archive.file_of(self.source, day), about, self._durability)
            self._tail = _LastBlock(self._file, self._stream, self.last_line + 1)
            if self._tail.is_new and self._hello is not None and not starts_with_hello:
                self._tail.repeat(DatedLine(self._hello, day, None, is_hello=True))
        return self._file, self._tail

    def _lock_again(self) -> None:
        """Make the folder and its lock again, after they were deleted."""
        folder = self._archive.file_of(self.source, "").parent
        if not folder.exists() and self._lock is not None:
            lock = self._archive.locked(self.source)
            self._lock.close()
            self._lock = lock

    def _let_go(self) -> None:
        """Close the file; what is not committed is undone."""
        file, self._file, self._tail = self._file, None, None
        if file is not None:
            file.close()


class _LastBlock:
    """The newest block of a stream in a day, which grows until it is full. Owned by the writer.

    `stream` is the stream's number in the day, `first_line` its first line there. `ahead` lines after those
    the writer knows of are there already: it was interrupted as it wrote them.
    """

    def __init__(self, file: DayFile, name: str, next_line: int) -> None:
        self._file = file
        streams = file.streams()
        part = streams.get(name)
        self.is_new = part is None
        self.stream = len(streams) + 1 if part is None else part.number
        self.first_line = next_line if part is None else part.first_line
        self.ahead = 0 if part is None else max(0, part.last_line + 1 - next_line)
        if part is None:
            file.put_stream(StreamPart(self.stream, name, next_line, next_line - 1, ""))
        self._number: int | None = None
        self._lines: list[bytes] = []
        self._instants: list[int] = []
        self._begin(next_line + self.ahead)
        numbers = file.numbers(self.stream)
        with suppress(DamageError):  # a damaged block is left as it is, and the next begun
            block, text = file.read(numbers[-1]) if numbers else (None, b"")
            if block is not None and not block.is_full:
                self._number, self._lines = numbers[-1], text.split(b"\n")[:-1]
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
            block = StoredBlock.of(self.stream, self._first, self._lines, self._repeated, low, high)
            self._number = self._file.put(block, self._number)


def answer_in(line: bytes) -> AnswerRecord | None:
    """What a person did with a flag, if *line* says so."""
    with suppress(RefusedError):
        event: Any = decode(line)  # by type: the fast reader has its own classes
        if event is not None and event.type in _ANSWERS:
            until = None if event.until is None else instant(event.until)
            return AnswerRecord(instant(event.at), event.flag, event.type[len("flag.") :], until, event.by)
    return None


def _last_hello(file: DayFile, stream: int) -> bytes | None:
    """The newest hello of *stream* in *file*."""
    for number in reversed(file.numbers(stream)):
        with suppress(DamageError):
            _, text = file.read(number)
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
