"""Records a live source into an archive, and goes on where the last recording ended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import takewhile

from console.history.archive import Archive, ArchivedDay
from console.history.archived_log import ArchivedLog
from console.history.days.day_file import DayFile
from console.history.days.errors import DamageError
from console.history.days.records import Record
from console.history.writer import ArchiveWriter
from feeds.events import Hello
from feeds.protocol.decoding import RefusedError, decode
from feeds.protocol.sequence import EventSequences
from feeds.recordings.durability import Durability
from feeds.recordings.resume import numbers_in


def stream_numbers(archive: Archive, stream: str) -> EventSequences:
    """The numbers on the newest days of *stream*: what to ask its source for comes after them."""
    found = EventSequences()
    source = archive.source_of_stream(stream)
    days: list[ArchivedDay] = []
    for day in [] if source is None else reversed(archive.days(source)):
        with suppress(DamageError), DayFile(day.path) as file:
            if stream in file.streams():
                days.insert(0, day)
        if days:
            found = numbers_in(ArchivedLog(day.source, stream, days))
        if found.resume is not None:  # a day may begin with lines that have no number
            break
    return found


def source_said(line: bytes) -> str | None:
    """The source that *line* names, if it is a hello."""
    if b'"hello"' in line:
        with suppress(RefusedError):
            event = decode(line)
            return event.source if isinstance(event, Hello) else None
    return None


class ArchiveRecording:
    """The archive's days of one live source, as they are written. Owned by one thread at a time.

    *stream* names what the source is reached by, such as its URL: a recording of it is continued after its
    last event, if the archive has one. Lines are kept until `flush` has written them; *say* gets remarks.
    """

    def __init__(
        self, archive: Archive, stream: str, say: Callable[[str], object], durability: Durability = "second"
    ) -> None:
        self.archive = archive
        self.stream = stream
        self.durability = durability
        self._say = say
        self._writer: ArchiveWriter | None = None
        self._early: list[bytes] = []
        self._early_records: list[Record] = []

    @property
    def source(self) -> str | None:
        """The source being recorded, once it is known."""
        return None if self._writer is None else self._writer.source

    @property
    def waiting(self) -> int:
        """The number of lines and records not yet written."""
        early = len(self._early) + len(self._early_records)
        return early if self._writer is None else early + self._writer.waiting

    def open(self) -> None:
        """Find the stream in the archive, and continue it. Raises ArchiveError."""
        source = self.archive.source_of_stream(self.stream)
        if source is not None:
            self._begin(source)

    def write(self, line: bytes) -> None:
        """Take *line*. The first one says hello, and who the source is; another source has its own days."""
        if self._writer is None or self._early or self._is_of_another(line):
            self._early.append(line)
        else:
            self._writer.write(line)

    def note(self, record: Record) -> None:
        """Take *record*, to be kept beside the lines."""
        if self._writer is None:
            self._early_records.append(record)
        else:
            self._writer.note(record)

    def flush(self) -> None:
        """Make all lines permanent. Raises ArchiveError; they are kept then, and tried again next time."""
        while self._early:
            if self._writer is not None:
                self._writer.flush()
                self._writer.close()
                self._writer = None
            self._begin(source_said(self._early[0]) or self.stream[:128])
        if self._writer is not None:
            self._writer.flush()

    def check_file(self) -> None:
        """Notice that the day's file was deleted or replaced. Raises ArchiveError."""
        if self._writer is not None:
            self._writer.check_file()

    def close(self) -> None:
        """Write the rest, and release the source; may be called twice. Raises ArchiveError."""
        try:
            self.flush()
        finally:
            if self._writer is not None:
                self._writer.close()

    def _is_of_another(self, line: bytes) -> bool:
        source = source_said(line)
        return source is not None and self._writer is not None and source != self._writer.source

    def _begin(self, source: str) -> None:
        writer = ArchiveWriter(self.archive, source, self._say, self.durability)
        try:
            writer.begin(self.stream)
        except BaseException:
            writer.close()
            raise
        self._writer = writer
        own = list(takewhile(lambda line: not self._is_of_another(line), self._early))
        del self._early[: len(own)]
        for line in own:
            writer.write(line)
        for record in self._early_records:
            writer.note(record)
        self._early_records = []
