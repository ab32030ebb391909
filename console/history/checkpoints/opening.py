"""Opens a day of an archive: the floor of that day, with what its sources said on all days before.

The floor at the end of each day played is kept as a checkpoint. The next time, the newest that still fits is
taken, and only what came after it is played.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from itertools import groupby
from operator import attrgetter

from console.floor.entities.site import zone
from console.floor.floor import EventBatch, Floor
from console.floor.state import HORIZON_HOURS
from console.history.archive import Archive, ArchivedDay
from console.history.archived_log import ArchivedLog, ReadTo, day_logs, no_such_day
from console.history.checkpoints.chain import Chain, version
from console.history.checkpoints.checkpoint_file import (
    UNREADABLE,
    CheckpointFile,
    CheckpointHead,
    frames_of,
    write_checkpoint,
)
from console.history.checkpoints.day_marks import DayMark, DayReading
from console.history.checkpoints.floor_records import FloorRecords, can_be_written, floor_parts
from console.history.days.day_file import AboutDay, DayFile
from console.history.merging import Rejected, batches_of
from feeds.instants import from_datetime
from feeds.protocol.decoding import Invalid

# An archived day is opened with as much of the time before it as a live floor holds before each instant.
OPENED_MS = 2 * HORIZON_HOURS * 3_600_000
# So many bytes of lines in a row are worth a checkpoint of a day that is not over.
WORTHWHILE_BYTES = 8_000_000
_PAUSE = EventBatch((), (), (), "")
_FILL = 20_000  # contacts made known again at a time


def open_day(archive: Archive, day: str, source: str | None = None) -> DayOpening:
    """Open *day* (a date such as 2026-06-16) of *source*, or of all sources of that day together.

    This is the one door to a past day. `archive.days(source)` lists the days there are, and
    `archive.entries(source)` their spans and sizes too. What it returns is given to `RecordingSource` or
    `load` (`console.sources`) in place of recordings; the floor that they fill can then be read at any
    instant from `floor.shown_from` to `floor.latest`. Raises ArchiveError if there is no such day.
    """
    days = archive.days(source)
    names = list(dict.fromkeys(found.source for found in days if found.day == day))
    if not names:
        raise no_such_day(archive, day, source)
    return DayOpening([found for found in days if found.source in names and found.day <= day])


class DayOpening:
    """A day of an archive on its way into a floor. Made by `open_day`, for one floor.

    `size` and `position` are bytes, for progress. `cuts` are remarks on days that are not whole.
    """

    def __init__(self, days: Sequence[ArchivedDay]) -> None:
        """*days* are those of the sources up to the day to open, which is the last."""
        self._days = sorted(days, key=attrgetter("day", "source"))
        self._streams: dict[tuple[str, str], None] = {}
        self._marks: list[DayMark] | None = []
        self._logs: list[ArchivedLog] = []
        self._read = 0
        self._unsaved = 0
        self.size = 0
        self.cuts: list[str] = []

    @property
    def name(self) -> str:
        """The source and the day to open."""
        return f"{self._days[-1].source} {self._days[-1].day}"

    @property
    def position(self) -> int:
        """The bytes read so far, of `size`."""
        return self._read + sum(log.position for log in self._logs)

    @property
    def day(self) -> ArchivedDay:
        """The day to open; of several sources, that of the last."""
        return self._days[-1]

    def logs(self) -> list[ArchivedLog]:
        """The logs of the day to open, without what came before. Raises ArchiveError."""
        last = self._days[-1].day
        return day_logs([day for day in self._days if day.day == last])

    def begin(self, floor: Floor) -> None:
        """Prepare to fill *floor*, which is new; called once, before `batches`."""
        self._chain = Chain(self._days, floor.site.fixed)
        self._usable = self._chain.usable()
        self._found = next(self._usable, None)
        self._measure()

    @property
    def start(self) -> int:
        """When the day to open began, ms; of several sources, the first."""
        last = self._days[-1].day
        return min(_start_of(day) for day in self._days if day.day == last)

    def batches(self, floor: Floor, rejected: Rejected) -> Iterator[EventBatch]:
        """All events, to be applied to *floor* in this order; *rejected* gets what is no event.

        Empty batches are pauses, in which *floor* must not be changed. Meanwhile it holds what a checkpoint
        holds, whatever its own horizon.
        """
        own, floor.horizon_ms = floor.horizon_ms, OPENED_MS
        try:
            yield from self._batches(floor, rejected)
        finally:
            floor.horizon_ms = own

    def _batches(self, floor: Floor, rejected: Rejected) -> Iterator[EventBatch]:
        after: ReadTo | None = None
        while self._found is not None:
            file, is_grown = self._found
            try:
                yield from self._restore(file, floor)
            except UNREADABLE:
                self._found = next(self._usable, None)
                self._measure()
                continue
            after = self._take(file.head, rejected, is_grown)
            while self._to_play() and floor.store.fill(_FILL):
                yield _PAUSE
            break
        for _, group in groupby(self._to_play(), attrgetter("day")):
            yield from self._play(list(group), after, rejected)
            if self._is_worth_keeping(floor, is_read_on=after is not None):
                yield from self._keep(floor, rejected)
            after = None

    # Checkpoints -----------------------------------------------------------------------------------

    def _restore(self, file: CheckpointFile, floor: Floor) -> Iterator[EventBatch]:
        """Fill *floor* from *file*. Raises one of UNREADABLE, and leaves *floor* as it is."""
        records = FloorRecords(floor)
        for part, length in file.parts():
            records.take(part)
            self._read += length
            yield _PAUSE
        for _ in records.restore():
            yield _PAUSE

    def _take(self, head: CheckpointHead, rejected: Rejected, is_grown: bool) -> ReadTo | None:
        """Take what was found on the way to *head*; returns where its last day is read on."""
        rejected.invalid_count, rejected.unknown = head.invalid_count, head.unknown
        rejected.invalid += [
            (stream, Invalid(line, reason, raw)) for stream, line, reason, raw in head.invalid
        ]
        self._streams.update(dict.fromkeys(head.streams))
        self.cuts += head.cuts
        self._marks = head.days[:-1] if is_grown else list(head.days)
        return head.days[-1].read_to if is_grown else None

    def _is_worth_keeping(self, floor: Floor, is_read_on: bool) -> bool:
        """Whether to write a checkpoint of the day just played; one *is_read_on* only after many lines."""
        is_worthwhile = not is_read_on or self._unsaved >= WORTHWHILE_BYTES
        return is_worthwhile and self._marks is not None and can_be_written(floor)

    def _keep(self, floor: Floor, rejected: Rejected) -> Iterator[EventBatch]:
        """Write a checkpoint of *floor*; where that is not possible, there is none."""
        assert self._marks is not None
        floor.retention.run()
        day = self._marks[-1].day
        head = CheckpointHead(
            version(),
            self._chain.site,
            day,
            self._marks,
            list(self._streams),
            rejected.invalid_count,
            rejected.unknown,
            [(stream, found.line, found.reason, found.raw) for stream, found in rejected.invalid],
            self.cuts,
        )
        with suppress(OSError, ValueError, OverflowError):
            frames = []
            for frame in frames_of(floor_parts(floor)):
                frames.append(frame)
                yield _PAUSE
            for _ in write_checkpoint(self._chain.path(day), head, frames):
                yield _PAUSE
            self._unsaved = 0

    # Playing ---------------------------------------------------------------------------------------

    def _to_play(self) -> list[ArchivedDay]:
        """The days not played yet; one that has grown is the first of them."""
        if self._found is None:
            return self._days
        last, is_grown = self._found.file.head.day, self._found.is_grown
        return [day for day in self._days if day.day > last or (is_grown and day.day == last)]

    def _play(
        self, days: list[ArchivedDay], after: ReadTo | None, rejected: Rejected
    ) -> Iterator[EventBatch]:
        """The events of *days*, of the same date, and their marks."""
        readings = [DayReading(day) for day in days]
        logs = day_logs(days, self._streams, after)
        self._logs = logs
        self._streams.update(dict.fromkeys((log.source, log.name) for log in logs))
        yield from batches_of(logs, rejected)
        self.cuts += [log.cut_words for log in logs if log.cut is not None]
        played = sum(log.position for log in logs)
        self._logs, self._read, self._unsaved = [], self._read + played, self._unsaved + played
        for day, reading in zip(days, readings, strict=True):
            mark = reading.mark([log for log in logs if log.source == day.source])
            if mark is None or self._marks is None:
                self._marks = None
            else:
                self._marks.append(mark)

    def _measure(self) -> None:
        """Find how many bytes there are to read."""
        found = 0 if self._found is None else self._found.file.size
        self.size = self._read + found + sum(map(_size_of, self._to_play()))


def _size_of(day: ArchivedDay) -> int:
    with DayFile(day.path) as file:
        return file.totals().size


def _start_of(day: ArchivedDay) -> int:
    with DayFile(day.path) as file:
        return start_of_day(file.about)


def start_of_day(about: AboutDay) -> int:
    """The instant (ms) at which a day began, by its source's clock.

    >>> start_of_day(AboutDay("lisbon", "2025-06-16", "Europe/London", "06:00"))
    1750050000000
    """
    wall = datetime.combine(date.fromisoformat(about.day), time.fromisoformat(about.day_start))
    return from_datetime(wall.replace(tzinfo=zone(about.time_zone)))
