"""Opens a day of an archive: the floor of that day, with what its sources said on all days before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby
from operator import attrgetter

from console.floor.entities.site import zone
from console.floor.floor import EventBatch, Floor
from console.floor.state import HORIZON_HOURS
from console.history.archive import Archive, ArchivedDay
from console.history.archived_log import ArchivedLog, day_logs, no_such_day
from console.history.days.day_file import AboutDay, DayFile
from console.history.merging import Note, batches_of
from feeds.instants import from_datetime

# An archived day is opened with as much of the time before it as a live floor holds before each instant.
OPENED_HOURS = 2 * HORIZON_HOURS


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

    All days of its sources up to it are played, one after the other. `size` and `position` are bytes of
    text, for progress.
    """

    def __init__(self, days: Sequence[ArchivedDay]) -> None:
        """*days* are those of the sources up to the day to open, which is the last."""
        self._days = sorted(days, key=attrgetter("day", "source"))
        self._played: set[tuple[str, str]] = set()
        self._logs: list[ArchivedLog] = []
        self.size = 0
        self.cuts: list[str] = []

    @property
    def position(self) -> int:
        """The bytes played so far, of `size`."""
        return sum(log.position for log in self._logs)

    def begin(self, floor: Floor) -> None:
        """Prepare to fill *floor*, which is new; called once, before `batches`."""
        floor.opened_from = self._start()
        self.size = sum(_size_of(day) for day in self._days)

    def batches(self, floor: Floor, note: Note) -> Iterator[EventBatch]:
        """All events, to be applied to *floor* in this order; *note* takes what is no event."""
        for _, days in groupby(self._days, attrgetter("day")):
            logs = day_logs(list(days), self._played)
            self._logs += logs
            self._played.update((log.source, log.name) for log in logs)
            yield from batches_of(logs, note)
            self.cuts += [log.cut_words for log in logs if log.cut is not None]

    def _start(self) -> int:
        """When the last day began, ms; of several sources, the first."""
        last = self._days[-1].day
        return min(_start_of(day) for day in self._days if day.day == last)


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
