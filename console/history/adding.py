"""Adds recordings to an archive: each once, however often it is added and wherever it was stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

from console.history.archive import Archive
from console.history.days.day_file import DayFile, StreamPart
from console.history.days.errors import ArchiveError
from console.history.writer import ArchiveWriter
from feeds.events import CONTROL_MODELS, Snapshot
from feeds.protocol.decoding import FRAME_LIMIT
from feeds.recordings.reader import Recording, RecordingError
from feeds.recordings.replay import names_source
from feeds.unicode_text import writable

# (bytes read so far, bytes in all)
Progress = Callable[[int, int], None]
_LINES = 5_000
# After the start of an oversized line, which stays no event by it.
_CUT = f" (cut: more than {FRAME_LIMIT:,} bytes)".encode()


class AddedRecording(NamedTuple):
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
) -> AddedRecording:
    """Add the recording *path* to *archive*, as of *source* (default: the source it names).

    If its first lines are there already, it is continued after them. Raises RecordingError or ArchiveError;
    what was written until then stays.
    """
    recording = Recording(path)
    if not recording.path.is_file():
        raise RecordingError(f"{path} cannot be read twice, which adding it needs; write it to a file")
    if not _has_events(recording):
        raise RecordingError(
            f"{path} holds no event that could be read, and was not added; `floorlight check` says why"
        )
    writer = ArchiveWriter(archive, source or names_source(path), say, durability="none")
    try:
        known, written = _begin(writer, archive, recording), 0
        for number, line in enumerate(_lines(recording), 1):
            if number <= known:
                continue
            writer.write(line)
            written += 1
            if written % _LINES == 0:
                writer.flush()
                progress(recording.position, recording.size)
        writer.finish()
    finally:
        writer.close()
    cut = None if recording.cut is None else recording.cut_words
    return AddedRecording(writer.source, written, known, cut)


def _has_events(recording: Recording) -> bool:
    """Whether *recording* holds any event, not only control messages."""
    events = (event for batch in recording.batches() for event in batch.events)
    return any(not isinstance(event, CONTROL_MODELS) or isinstance(event, Snapshot) for event in events)


def _begin(writer: ArchiveWriter, archive: Archive, recording: Recording) -> int:
    """Let *writer* continue the stream that begins *recording*, or start one; returns the lines it has."""
    ends = _ends(archive, writer.source)
    found, digest = _longest_start(recording, [end for end in ends.values() if end.digest])
    if found is not None:
        writer.begin(found.name, digest)
        return found.last_line
    name = shown = writable(recording.path.name)
    number = 1
    while name in ends:
        number += 1
        name = f"{shown} ({number})"
    writer.begin(name, digest)
    return 0


def _ends(archive: Archive, source: str) -> dict[str, StreamPart]:
    """The newest part of each stream of *source*, by name."""
    ends: dict[str, StreamPart] = {}
    for day in archive.days(source):
        with suppress(ArchiveError), DayFile(day.path) as file:
            ends |= file.streams()
    return ends


def _longest_start(recording: Recording, ends: list[StreamPart]) -> tuple[StreamPart | None, hashlib._Hash]:
    """The longest of the streams *ends* that *recording* begins with, and the digest of its lines."""
    found, digest = None, hashlib.sha256()
    if not ends:
        return found, digest
    by_line = {(end.last_line, end.digest): end for end in ends}
    lasts = {end.last_line for end in ends}
    running = hashlib.sha256()
    for number, line in enumerate(_lines(recording), 1):
        running.update(line + b"\n")
        if number in lasts:
            end = by_line.get((number, running.hexdigest()))
            if end is not None:
                found, digest = end, running.copy()
            if number == max(lasts):
                break
    return found, digest


def _lines(recording: Recording) -> Iterator[bytes]:
    """Every line of *recording* without its end, the blank ones too; of an oversized line, its start."""
    for count, chunk in recording.chunks():
        if count == 0:
            yield chunk.rstrip() + _CUT
            continue
        lines = chunk.split(b"\n")
        yield from lines[:-1] if lines[-1] == b"" else lines
