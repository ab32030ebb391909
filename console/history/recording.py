"""Records a live source into an archive, and goes on where the last recording ended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from console.history.archive import Archive, ArchivedDay
from console.history.archived_log import ArchivedLog
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError, DamageError
from console.history.writer import ArchiveWriter
from feeds.events import Hello
from feeds.protocol.decoding import decode
from feeds.protocol.sequence import EventSequences
from feeds.recordings.durability import Durability
from feeds.recordings.resume import numbers_in

# While the archive cannot be written, so many lines wait in memory.
WAITING_MOST = 200_000


class ArchiveRecording:
    """What a recorder writes to: the archive's days of the source that says hello. Owned by the recorder.

    *stream* names what the source is reached by, such as its URL: a recording of it is continued after its
    last event, if the archive has one. While the archive cannot be written, lines wait in memory, and *say*
    says so.
    """

    def __init__(
        self, archive: Archive, stream: str, say: Callable[[str], object], durability: Durability = "second"
    ) -> None:
        """Raises ArchiveError if the archive cannot be written."""
        self.path: Path = archive.path
        self.durability = durability
        self._archive, self._stream, self._say = archive, stream, say
        self._writer: ArchiveWriter | None = None
        self._failure = ""
        source = archive.source_of_stream(stream)
        if source is not None:
            self._open(source)

    def numbers(self) -> EventSequences:
        """The numbers on the newest days of the stream: what to ask the source for comes after them."""
        found = EventSequences()
        if self._writer is None:
            return found
        days: list[ArchivedDay] = []
        for day in reversed(self._archive.days(self._writer.source)):
            with suppress(DamageError), DayFile(day.path) as file:
                if self._stream in file.streams():
                    days.insert(0, day)
            if days:
                found = numbers_in(ArchivedLog(self._writer.source, self._stream, days))
            if found.resume is not None:  # a day may begin with lines that have no number
                break
        return found

    def write(self, line: bytes) -> None:
        """Take *line*; the first one says hello, and who the source is."""
        if self._writer is None:
            event = decode(line)
            self._open(event.source if isinstance(event, Hello) else self._stream[:128])
        assert self._writer is not None
        self._writer.write(line)

    def flush(self) -> None:
        """Make all lines permanent.

        While that fails, they are kept; raises ArchiveError once too many wait.
        """
        if self._writer is not None:
            self._try(self._writer.flush)

    def check_file(self) -> None:
        """Notice that the day's file was deleted or replaced."""
        if self._writer is not None:
            self._try(self._writer.check_file)

    def sync_soon(self) -> None:
        """Nothing to do: SQLite syncs when it commits."""

    def close(self) -> None:
        """Write the rest, and release the source; may be called twice. Raises ArchiveError."""
        if self._writer is not None:
            self._writer.close()

    def _open(self, source: str) -> None:
        self._writer = ArchiveWriter(self._archive, source, self._say, self.durability)
        self._writer.begin(self._stream)

    def _try(self, act: Callable[[], None]) -> None:
        assert self._writer is not None
        try:
            act()
        except ArchiveError as error:
            if self._writer.waiting > WAITING_MOST:
                raise
            if self._failure != str(error):
                self._failure = str(error)
                self._say(f"{error}; what comes waits in memory, up to {WAITING_MOST:,} lines")
        else:
            if self._failure and not self._writer.waiting:
                self._failure = ""
                self._say(f"{self._archive.path} can be written again, and has every line")
