"""The newest number that the archive has of a stream, found from its end: a source is resumed after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from console.history.archive import Archive
from console.history.days.day_file import DayFile
from console.history.days.errors import DamageError
from feeds.events import Hello, Snapshot
from feeds.protocol.frames import Arrival, read_object
from feeds.protocol.sequence import EventSequences


def newest_number(archive: Archive, stream: str) -> EventSequences:
    """The newest number of *stream* and its epoch, without the numbers before. Quick. Raises ArchiveError.

    Blocks that are damaged are left out.
    """
    source = archive.source_of_stream(stream)
    for day in [] if source is None else reversed(archive.days(source)):
        with suppress(DamageError), DayFile(day.path) as file:
            part = file.streams().get(stream)
            found = None if part is None else _newest_in(file, part.number)
            if found is not None:
                return found
    return EventSequences()


def _newest_in(file: DayFile, stream: int) -> EventSequences | None:
    newest: int | None = None
    for text in _texts_from_end(file, stream):
        if newest is not None and b'"hello"' not in text:
            continue
        for line in reversed(text.split(b"\n")):
            if newest is not None and b'"hello"' not in line:
                continue
            arrival = read_object(line, 1)
            if newest is None:
                newest = _number_of(arrival)
            elif isinstance(arrival.event, Hello):
                found = EventSequences()
                found.open(arrival.event.source, arrival.event.epoch)
                found.skip_to(newest)
                return found
    return None


def _texts_from_end(file: DayFile, stream: int) -> Iterator[bytes]:
    for number in reversed(file.numbers(stream)):
        with suppress(DamageError):
            yield file.read(number)[1]


def _number_of(arrival: Arrival) -> int | None:
    """The number that *arrival* brings a stream to; a snapshot does so with its last part."""
    if isinstance(arrival.event, Snapshot):
        is_last = (arrival.event.part or 1) == (arrival.event.parts or 1)
        return arrival.event.seq if is_last else None
    return arrival.seq
