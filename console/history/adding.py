"""Adds recordings to an archive: each once, however often it is added and wherever it was stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from console.history.archive import Archive
from console.history.writer import ArchiveWriter
from feeds.recordings.reader import Recording
from feeds.recordings.replay import digest, names_source

# (bytes read so far, bytes in all)
Progress = Callable[[int, int], None]
_LINES = 5_000


class Added(NamedTuple):
    """What adding a recording did: its source, the lines written, and those that were there already."""

    source: str
    written: int
    known: int
    cut: str | None


def add_recording(
    archive: Archive,
    path: str,
    source: str | None = None,
    say: Callable[[str], object] = lambda words: None,
    progress: Progress = lambda done, size: None,
) -> Added:
    """Add the recording *path* to *archive*, as of *source* (default: the source it names).

    A recording that is there already is gone on with after its last line. Raises RecordingError or
    ArchiveError; what was written until then stays.
    """
    mark = digest([path])
    recording = Recording(path)
    writer = ArchiveWriter(archive, source or names_source(path), f"{recording.path.name} {mark}", say)
    try:
        known, written = writer.last_line, 0
        for number, line in enumerate(_lines(recording), 1):
            if number <= known:
                continue
            writer.write(line)
            written += 1
            if written % _LINES == 0:
                writer.flush()
                progress(recording.position, recording.size)
    finally:
        writer.close()
    cut = None if recording.cut is None else recording.cut_words
    return Added(writer.source, written, known, cut)


def _lines(recording: Recording) -> Iterator[bytes]:
    """Every line of *recording* without its end, the blank ones too; of an oversized line, its start."""
    for count, chunk in recording.chunks():
        if count == 0:
            yield chunk
            continue
        lines = chunk.split(b"\n")
        yield from lines[:-1] if lines[-1] == b"" else lines
