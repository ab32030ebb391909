"""An archived stream as a log, which every command reads like a recording."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from pathlib import Path

from console.history.archive import Archive, ArchivedDay
from console.history.day_file import DayFile
from console.history.errors import ArchiveError, DamageError
from feeds.protocol.decoding import Batch, decode_chunk
from feeds.recordings.reader import EventLog

_SOONER = -(2**62)


class ArchivedLog(EventLog):
    """One stream of a source over some days, in order: a log like a recording.

    A block that is damaged is left out, and `cut` then says so. `size` and `position` are bytes of text.
    """

    def __init__(self, source: str, stream: str, days: Sequence[ArchivedDay]) -> None:
        span = days[0].day if len(days) == 1 else f"{days[0].day} to {days[-1].day}"
        self.source = source
        self.path = Path(f"{source} {span}")
        self.stream = f"archive {source} {stream}"
        self.position = 0
        self.cut: str | None = None
        self._name, self._days = stream, days
        self.size = sum(_size(day, stream) for day in days)

    @property
    def cut_words(self) -> str:
        return f"{self.path} is not whole: {self.cut}; `floorlight archive verify` names what is damaged"

    def batches(self) -> Iterator[Batch]:
        for line, _, text in self._runs():
            yield decode_chunk(text, line)

    def chunks(self) -> Iterator[tuple[int, bytes]]:
        for _, lines, text in self._runs():
            yield lines, text

    def _runs(self) -> Iterator[tuple[int, int, bytes]]:
        """(number of the first line, lines, text) of each block; a day's repeated hello only at the start."""
        self.cut, self.position = None, 0
        lost = 0
        for day in self._days:
            with DayFile(day.path) as file:
                number = file.streams().get(self._name)
                for block_number in [] if number is None else file.numbers(number):
                    block = file.block(block_number)
                    self.position += block.size
                    try:
                        text = file.text(block_number)
                    except DamageError:
                        lost += block.lines
                        self.cut = f"{lost:,} lines cannot be read"
                        continue
                    skipped = block.repeated if day is not self._days[0] else 0
                    for _ in range(skipped):
                        text = text[text.index(b"\n") + 1 :]
                    yield block.first_line + skipped, block.lines - skipped, text


def archived_logs(
    archive: Archive, day: str, source: str | None, with_past: bool = True
) -> list[ArchivedLog]:
    """The logs of *day*: of each stream that has lines on it, one log, of *source* or of all sources.

    *with_past*, a log begins with the source's first day in the archive, so that what the day began with
    is known. Raises ArchiveError if the archive has no such day.
    """
    days = archive.days(source)
    if not any(found.day == day for found in days):
        raise ArchiveError(_no_day(archive, day, source))
    logs = []
    for name in dict.fromkeys(found.source for found in days if found.day == day):
        own = [found for found in days if found.source == name and found.day <= day]
        used = own if with_past else own[-1:]
        streams = dict.fromkeys(stream for found in used for stream in _streams(found))
        for stream in streams:
            having = [found for found in used if stream in _streams(found)]
            logs.append(ArchivedLog(name, stream, having))
    return logs


def lines_in_order(logs: Sequence[ArchivedLog]) -> Iterator[bytes]:
    """The lines of *logs* of one day as they were received; those of several merged by instant."""

    def timed(number: int, log: ArchivedLog) -> Iterator[tuple[int, int, bytes]]:
        at = _SOONER
        for count, chunk in log.chunks():
            batch = decode_chunk(chunk, 0)
            instants = dict(zip(batch.lines, batch.instants, strict=True))
            for line, text in enumerate(chunk.split(b"\n")[:count]):
                at = max(at, instants.get(line, at))
                yield at, number, text

    streams = [timed(number, log) for number, log in enumerate(logs)]
    return (text for _, _, text in heapq.merge(*streams, key=lambda item: item[:2]))


def _no_day(archive: Archive, day: str, source: str | None) -> str:
    kept = archive.days(source)
    whose = "" if source is None else f" of {source}"
    if not kept:
        known = ", ".join(archive.sources())
        rest = (
            f"; its sources are {known}"
            if known
            else " yet: `floorlight archive add` and `record --archive` fill it"
        )
        return f"the archive {archive.path} has nothing{whose}{rest}"
    first, last = min(found.day for found in kept), max(found.day for found in kept)
    return f"the archive {archive.path} has no {day}{whose}; its days are from {first} to {last}"


def _streams(day: ArchivedDay) -> list[str]:
    with DayFile(day.path) as file:
        return list(file.streams())


def _size(day: ArchivedDay, stream: str) -> int:
    with DayFile(day.path) as file:
        return file.size(file.streams()[stream])
