"""Resumes a recording: reads what an existing one contains, so that it can be continued."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from feeds.events import CONTROL_TYPES, Control, Event, Snapshot
from feeds.files.private_files import file_beside
from feeds.protocol.decoding import decode_chunk, numbered_lines
from feeds.protocol.frames import read_object
from feeds.protocol.sequence import EventSequences
from feeds.recordings.reader import EventLog, Recording, RecordingError
from feeds.recordings.writer import Packer, RecordingWriter, WritingError, packer_of


def resume_from(writer: RecordingWriter) -> EventSequences:
    """The numbers in *writer*'s file, after removing a truncated last line.

    Raises RecordingError or WritingError if it cannot be read or repaired, or is not a recording of a source.
    """
    if not writer.is_regular or writer.is_new:
        return EventSequences()
    recording = Recording(writer.path)
    numberings, has_end = _numbers_in(recording)
    if numberings.source is None:
        raise RecordingError(
            f"{writer.path} cannot be continued: it has no hello of a source; name another file"
        )
    if recording.cut is not None:
        _mend(writer, recording)
    elif not has_end:
        writer.write(b"")
    return numberings


def numbers_in(log: EventLog) -> EventSequences:
    """The numbers of all events of *log*. Raises RecordingError."""
    return _numbers_in(log)[0]


def _numbers_in(log: EventLog) -> tuple[EventSequences, bool]:
    """The numbers of all events of *log*, and whether its last line has an end."""
    numberings, has_end = EventSequences(), True
    for lines, chunk in log.chunks():
        if lines:
            _take(chunk, numberings)
        has_end = chunk.endswith(b"\n")
    return numberings, has_end


def _take(chunk: bytes, numberings: EventSequences) -> None:
    batch = decode_chunk(chunk, 1)
    if not batch.unknown and not batch.invalid:
        for event in batch.events:
            _note(event, None if event.type in CONTROL_TYPES else event.seq, numberings)  # type: ignore[union-attr]
        return
    for _, line in numbered_lines(chunk, 1):
        arrival = read_object(line, 1)
        _note(arrival.event, arrival.seq, numberings)


def _note(event: Event | Control | None, seq: int | None, numberings: EventSequences) -> None:
    if event is not None and event.type == "hello":
        numberings.open(event.source, event.epoch)
    elif isinstance(event, Snapshot):
        # It takes effect, and covers everything before, with its last part.
        if (event.part or 1) == (event.parts or 1):
            numberings.skip_to(event.seq)
    elif seq is not None and numberings.source is not None:
        numberings.take(seq)


def _mend(writer: RecordingWriter, recording: Recording) -> None:
    """Truncate the file after its last complete line.

    A compressed file is rewritten beside it and then replaces it, so that no failure loses data.
    """
    path = writer.path
    if not writer.packing:
        writer.cut_to(_end_of_last_line(path))
        return
    try:
        with file_beside(path) as (file, part):
            with file:
                _pack_whole_lines(recording, file, packer_of(writer.packing))
            writer.replace_with(part)
    except OSError as error:
        raise WritingError(f"{path} cannot be rewritten: {error.strerror or error}") from None


def _pack_whole_lines(recording: Recording, file: IO[bytes], packer: Packer) -> None:
    for lines, chunk in recording.chunks():
        if lines:  # else an oversized line, which is invalid and whose rest is unknown
            file.write(packer.pack(chunk if chunk.endswith(b"\n") else chunk + b"\n"))
    file.write(packer.end())
    file.flush()
    os.fsync(file.fileno())


def _end_of_last_line(path: Path) -> int:
    """The offset after the last line end in *path*, 0 without one."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - 64 * 1024)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
    return 0
