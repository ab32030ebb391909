"""The times of one row of calls: local times to instants, across midnight, with contradictions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from feeds.importers.calls.call_map import CallMap
from feeds.importers.column_maps import CellPart, Column, folded
from feeds.importers.delimited import DelimitedRow, DelimitedTable, Places
from feeds.importers.local_time import Formats, duration, to_instant, zone_named

# In chronological order
STEPS = (
    "entry",
    "entry_exit",
    "queue_start",
    "queue_exit",
    "service_start",
    "service_exit",
    "wrap_up_exit",
)
# A stage's start, end, and duration
STAGES = {
    "entry": ("entry", "entry_exit", "entry_time"),
    "queue": ("queue_start", "queue_exit", "queue_time"),
    "service": ("service_start", "service_exit", "service_time"),
    "wrap_up": ("service_exit", "wrap_up_exit", "wrap_up_time"),
}
# It has only a duration.
HOLD = "hold"
_HOUR = 3_600_000
_DAY = timedelta(days=1)


class RowError(Exception):
    """Raised for an unusable row; the message is the reason."""


class RowTimes(dict[str, int]):
    """The instants (ms) of a call by step, without missing ones, and the oddities found."""

    def __init__(self) -> None:
        super().__init__()
        self.oddities: list[str] = []
        self.lengths: dict[str, int] = {}


class CallClock:
    """Reads the times of the rows of one file."""

    def __init__(self, call_map: CallMap, table: DelimitedTable) -> None:
        columns, times = call_map.columns, call_map.times
        self.rules = times
        self.zone = zone_named(times.zone)
        self.formats = Formats(times.formats)
        self.dates = Formats(times.date_formats)
        self.fixed_day = None if times.date is None else datetime.fromisoformat(times.date)
        self.never = folded(times.never) | {""}
        self.late_by = round(times.next_day_after_hours * _HOUR)
        self.date_places = table.places(columns.date)
        self.labels: dict[str, str] = {}
        self.steps: list[tuple[str, Places]] = []
        self.lengths: list[tuple[str, Places]] = []
        for step in STEPS:
            if (column := getattr(columns, step)) is not None:
                self.steps.append((step, table.places(column)))
                self.labels[step] = _label(step, column)
        for stage, (_, _, name) in STAGES.items():
            if (column := getattr(columns, name)) is not None:
                self.lengths.append((stage, table.places(column)))
                self.labels[name] = _label(name, column)
        if columns.hold_time is not None:
            self.lengths.append((HOLD, table.places(columns.hold_time)))
            self.labels["hold_time"] = _label("hold_time", columns.hold_time)
        self.waits_from_entry = columns.queue_start is None

    def read(self, row: DelimitedRow) -> RowTimes:
        """The times of *row*. Raises RowError."""
        found = RowTimes()
        day = self._day(row)
        latest: int | None = None
        rolled = set()
        for step, places in self.steps:
            parts = row.parts(places)
            if any(part.casefold() in self.never for part in parts):
                continue
            at, is_next_day = self._instant(" ".join(parts), step, day, latest, found)
            if is_next_day:
                rolled.add(step)
            found[step] = at
            latest = at if latest is None else max(latest, at)
        if self.waits_from_entry and "entry" in found:
            found["queue_start"] = found["entry"]
        self._read_lengths(row, found)
        for stage in STAGES:
            found.oddities.extend(self._settled(stage, rolled, found))
        return found

    def _day(self, row: DelimitedRow) -> datetime | None:
        if not self.date_places:
            return self.fixed_day
        try:
            found = self.dates.read(row.text(self.date_places))
        except ValueError as error:
            raise RowError(f"date {error}") from None
        if isinstance(found, datetime):
            return found.replace(hour=0, minute=0, second=0, microsecond=0)
        raise RowError("date is not a calendar date")

    def _instant(
        self, text: str, step: str, day: datetime | None, latest: int | None, found: RowTimes
    ) -> tuple[int, bool]:
        """The instant of *text*, and whether it is on the day after the row's."""
        try:
            moment = self.formats.read(text)
        except ValueError as error:
            raise RowError(f"{self.labels[step]} {error}") from None
        if isinstance(moment, int):
            return moment, False
        is_clock = isinstance(moment, timedelta)
        if isinstance(moment, timedelta):
            if day is None:
                raise RowError(
                    f"{self.labels[step]} is a time of day, and neither a column nor the map gives the date"
                )
            moment = day + moment
        at, oddity = to_instant(moment, self.zone, latest)
        is_next_day = is_clock and latest is not None and latest - at > self.late_by
        if is_next_day:
            at, oddity = to_instant(moment + _DAY, self.zone, latest)
        if oddity:
            found.oddities.append(f"{self.labels[step]} is {oddity}")
        return at, is_next_day

    def _read_lengths(self, row: DelimitedRow, found: RowTimes) -> None:
        for stage, places in self.lengths:
            label = self.labels["hold_time" if stage == HOLD else STAGES[stage][2]]
            text = row.text(places)
            if not text or (text.casefold() in self.never and not text[:1].isdigit()):
                continue
            try:
                length = duration(text, self.rules.two_part_durations)
            except ValueError as error:
                found.oddities.append(f"{label} {error}")
                continue
            if length < 0:
                found.oddities.append(f"{label} is negative")
            found.lengths[stage] = length

    def _settled(self, stage: str, rolled: set[str], found: RowTimes) -> Iterator[str]:
        """Complete a stage from its duration, or check it against the duration; yields contradictions."""
        start, stop, name = STAGES[stage]
        length = found.lengths.get(stage)
        if start not in found:
            if stage == "queue" and stop in found:
                yield f"{self._name(stop)}, but no {self._name(start)}: not in the queue"
            return
        if stop not in found:
            if length is not None and length >= 0:
                found[stop] = found[start] + length
            return
        took = found[stop] - found[start]
        is_over = stop in rolled and start not in rolled
        if took < 0:
            # A negative duration is already reported.
            if length is None or length >= 0:
                yield f"{self._name(stop)} is before {self._name(start)}"
        elif length is not None and abs(took - length) > self.rules.tolerance_seconds * 1000:
            yield f"{self._name(name)} is not {self._name(stop)} − {self._name(start)}"
        elif is_over and length is not None:
            yield (
                f"{self._name(stop)} is past midnight: {self._name(name)} is not {self._name(stop)} − "
                f"{self._name(start)} on one day, but fits as the next day"
            )
        elif is_over:
            yield f"{self._name(stop)} is past midnight: read as the next day"

    def _name(self, step: str) -> str:
        return self.labels.get(step, step)


def _label(step: str, column: Column) -> str:
    """The name of a step in a reason, with the file's own name for it."""
    parts = column if isinstance(column, list) else [column]
    names = [part.column if isinstance(part, CellPart) else part for part in parts]
    own = " ".join(f"column {name}" if isinstance(name, int) else name for name in names)
    return step if own == step else f"{step} ({own[:60]})"
