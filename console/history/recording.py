"""Records a live source into an archive, and goes on where the last recording ended."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from console.history.archive import Archive
from console.history.archived_log import ArchivedLog
from console.history.writer import ArchiveWriter
from feeds.events import Hello
from feeds.protocol.decoding import decode
from feeds.protocol.sequence import EventSequences
from feeds.recordings.writer import Durability
from feeds.recordings.resume import numbers_in


class ArchiveRecording:
    """What a recorder writes to: the archive's days of the source that says hello. Owned by the recorder.

    *stream* names what the source is reached by, such as its URL: a recording of it is gone on with, after
    its last event, if the archive has one.
    """

    durability: Durability = "second"

    def __init__(self, archive: Archive, stream: str, say: Callable[[str], object]) -> None:
        """Raises ArchiveError if the archive cannot be written."""
        self.path: Path = archive.path
        self._archive, self._stream, self._say = archive, stream, say
        self._writer: ArchiveWriter | None = None
        source = archive.source_of_stream(stream)
        if source is not None:
            self._open(source)

    def numbers(self) -> EventSequences:
        """The numbers on the newest day of the stream: what to ask the source for comes after them."""
        if self._writer is None:
            return EventSequences()
        days = [day for day in self._archive.days(self._writer.source) if day.has_stream(self._stream)]
        return numbers_in(ArchivedLog(self._writer.source, self._stream, days[-1:]))

    def write(self, line: bytes) -> None:
        """Take *line*; the first one says hello, and who the source is."""
        if self._writer is None:
            event = decode(line)
            self._open(event.source if isinstance(event, Hello) else self._stream[:128])
        assert self._writer is not None
        self._writer.write(line)

    def flush(self) -> None:
        """Make all lines permanent. Raises ArchiveError."""
        if self._writer is not None:
            self._writer.flush()

    def check_file(self) -> None:
        """Notice that the day's file was deleted or moved."""
        if self._writer is not None:
            self._writer.check_file()

    def sync_soon(self) -> None:
        """Nothing to do: SQLite syncs by itself."""

    def close(self) -> None:
        """Write the rest, and release the source; may be called twice."""
        if self._writer is not None:
            self._writer.close()

    def _open(self, source: str) -> None:
        self._writer = ArchiveWriter(self._archive, source, self._stream, self._say)
