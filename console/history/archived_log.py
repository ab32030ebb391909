"""An archived stream as a log, which every command reads like a recording."""

from __future__ import annotations

import heapq
import zlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from console.history.archive import Archive, ArchivedDay
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError, DamageError
from feeds.events import Hello
from feeds.protocol.decoding import EVENT_LIMIT, Batch, decode_chunk
from feeds.recordings.reader import EventLog

_SOONER = -(2**62)


class ReadTo(NamedTuple):
    """The end of what was read of a stream's day: the last block, its lines so far, and their checksum."""

    block: int
    lines: int
    checksum: int


class ArchivedLog(EventLog):
    """One stream of a source over some days, in order: a log like a recording.

    A block that is damaged is left out, and `cut` then says so. `size` and `position` are bytes of text.
    A log that *continues* another of its stream does not repeat the hello in force; one *after* the end of an
    earlier reading goes on there. `read_to` is the end of this one.
    """

    def __init__(
        self,
        source: str,
        stream: str,
        days: Sequence[ArchivedDay],
        continues: bool = False,
        after: ReadTo | None = None,
    ) -> None:
        span = days[0].day if len(days) == 1 else f"{days[0].day} to {days[-1].day}"
        self.source = source
        self.path = Path(f"{source.replace('/', '∕')} {span}")
        self.stream = f"archive {source} {stream}"
        self.position = 0
        self.cut: str | None = None
        self.name, self._days, self._continues = stream, days, continues
        self._after = self.read_to = after
        self.size = 0
        for day in days:
            with DayFile(day.path) as file:
                self.size += file.size(file.streams()[stream].number)

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
        """(number of the first line, lines, text) of runs that the quick decoder takes at once."""
        self.cut, self.position = None, 0
        lost, after = 0, self._after
        for place, day in enumerate(self._days):
            with DayFile(day.path) as file:
                part = file.streams()[self.name]
                expected = part.first_line
                for number in file.numbers(part.number):
                    if after is not None and number < after.block:
                        continue
                    try:
                        block, text = file.read(number)
                    except DamageError:
                        continue
                    skipped = block.repeated if place or self._continues else 0
                    if after is not None:  # the first block read on in
                        skipped = after.lines
                        expected, after = block.first_line + skipped, None
                    lost += max(0, block.first_line + block.repeated - expected)
                    expected = block.first_line + block.lines
                    self.position += block.size
                    self.read_to = ReadTo(number, block.lines, zlib.crc32(text))
                    yield from _pieces(block.first_line + skipped, _without_lines(text, skipped))
                lost += max(0, part.last_line + 1 - expected)
                self.cut = f"{lost:,} lines cannot be read" if lost else None


def archived_logs(archive: Archive, day: str, source: str | None) -> list[ArchivedLog]:
    """The logs of *day* alone: of each stream that has lines on it, one log, of *source* or of all sources.

    Raises ArchiveError if the archive has no such day.
    """
    logs = day_logs([found for found in archive.days(source) if found.day == day])
    if not logs:
        raise no_such_day(archive, day, source)
    return logs


def day_logs(
    days: Sequence[ArchivedDay],
    played: Collection[tuple[str, str]] = (),
    after: ReadTo | None = None,
) -> list[ArchivedLog]:
    """The logs of *days*, of the same date: of each source and stream, one.

    Those of the (source, stream) in *played* continue what was played before; the only one goes on *after*
    what was read of this day already, if given.
    """
    logs = []
    for day in days:
        with DayFile(day.path) as file:
            names = list(file.streams())
        for name in names:
            continues = (day.source, name) in played
            logs.append(ArchivedLog(day.source, name, [day], continues, after))
    return logs


def lines_in_order(logs: Sequence[ArchivedLog]) -> Iterator[bytes]:
    """The lines of *logs* of one day, in the order they were received.

    Those of several logs are merged by instant; the hello of a log is repeated where its lines go on.
    """
    hellos: dict[int, bytes | None] = {}
    before = None
    for _, number, text, is_hello in heapq.merge(
        *(_timed(number, log) for number, log in enumerate(logs)), key=lambda item: item[:2]
    ):
        if is_hello:
            hellos[number] = text
        elif number != before and before is not None and hellos.get(number) is not None:
            yield hellos[number] or b""
        before = number
        yield text


def _timed(number: int, log: ArchivedLog) -> Iterator[tuple[int, int, bytes, bool]]:
    """(instant, *number*, line, whether it is a hello) of each line of *log*."""
    at = _SOONER
    for count, chunk in log.chunks():
        batch = decode_chunk(chunk, 0)
        events = {
            line: (found, event)
            for line, found, event in zip(batch.lines, batch.instants, batch.events, strict=True)
        }
        for line, text in enumerate(chunk.split(b"\n")[:count]):
            found, event = events.get(line, (at, None))
            at = max(at, found)
            yield at, number, text, isinstance(event, Hello)


def _pieces(first_line: int, text: bytes) -> Iterator[tuple[int, int, bytes]]:
    """*text* (whole lines) in runs that the quick decoder takes at once, longer only for one long line."""
    start = 0
    while start < len(text):
        end = text.rfind(b"\n", start, start + EVENT_LIMIT) + 1
        if end <= start:
            end = text.index(b"\n", start) + 1
        piece = text[start:end]
        lines = piece.count(b"\n")
        yield first_line, lines, piece
        first_line, start = first_line + lines, end


def _without_lines(text: bytes, count: int) -> bytes:
    """*text* without its first *count* lines."""
    for _ in range(count):
        text = text[text.index(b"\n") + 1 :]
    return text


def no_such_day(archive: Archive, day: str, source: str | None) -> ArchiveError:
    """The error that *archive* has no *day* of *source*, with what it has."""
    return ArchiveError(_no_day(archive, day, source))


def _no_day(archive: Archive, day: str, source: str | None) -> str:
    kept = archive.days(source)
    whose = "" if source is None else f" of {source}"
    if kept:
        first, last = min(found.day for found in kept), max(found.day for found in kept)
        return f"the archive {archive.path} has no {day}{whose}; its days are from {first} to {last}"
    if not archive.path.is_dir():
        return f"the archive {archive.path} does not exist: `floorlight archive add` makes it"
    known = ", ".join(archive.sources())
    if not known and (files := archive.files()):
        DayFile(files[0]).close()  # raises what is wrong with it
    rest = f"; its sources are {known}" if known else " yet: `floorlight archive add` and `record` fill it"
    return f"the archive {archive.path} has nothing{whose}{rest}"
