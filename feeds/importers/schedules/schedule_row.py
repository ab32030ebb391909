"""Converts one row of a schedule to one activity: its span in its own zone, and its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from feeds.importers.calls.call_times import RowError
from feeds.importers.cell_patterns import CELL_LIMIT, CellPattern
from feeds.importers.column_maps import folded
from feeds.importers.delimited import DelimitedRow, DelimitedTable
from feeds.importers.local_time import Formats, duration, shown, to_instant, zone_named
from feeds.importers.schedules.schedule_map import ScheduleMap
from feeds.instants import as_datetime

_FIELDS = ("agent", "state", "start", "end", "date", "team", "site", "zone", "duration")
_DAY = timedelta(days=1)
_ZONES_KEPT = 1_000
NAMED_STATES = 50


@dataclass(frozen=True, slots=True)
class Planned:
    """One activity of one agent; `start` and `end` in ms, `day` the row's own day as an ordinal."""

    agent: str
    team: str
    site: str
    zone: str
    activity: str
    day: int
    start: int
    end: int
    is_full_day: bool


class States:
    """Maps states to activities, and remembers unknown states. Owned by one import."""

    def __init__(self, schedule_map: ScheduleMap) -> None:
        self.rules = schedule_map.states
        self.patterns = {
            rule.pattern: CellPattern(rule.pattern, ignores_case=True)
            for rule in self.rules
            if rule.pattern is not None
        }
        self.unmapped = schedule_map.unmapped
        self.known: dict[str, str | None] = {}
        self.unknown: dict[str, int] = {}

    def activity(self, state: str) -> str | None:
        """The activity of *state* by the first matching rule; None without one."""
        text = state.casefold()
        if text not in self.known:
            if len(self.known) > 10_000:
                self.known.clear()
            self.known[text] = self._by_rules(state)
        found = self.known[text]
        if found is None:
            name = state[:60]
            if name in self.unknown or len(self.unknown) < NAMED_STATES:
                self.unknown[name] = self.unknown.get(name, 0) + 1
        return found

    def _by_rules(self, state: str) -> str | None:
        text = state.casefold()
        for rule in self.rules:
            if rule.state is not None:
                fits = rule.state.strip().casefold() == text
            elif rule.prefix is not None:
                fits = text.startswith(rule.prefix.strip().casefold())
            else:
                fits = self.patterns[rule.pattern or ""].parts(state[:CELL_LIMIT]) is not None
            if fits:
                return rule.activity
        return None


class ScheduleRows:
    """Reads the rows of one file."""

    def __init__(self, schedule_map: ScheduleMap, table: DelimitedTable, states: States) -> None:
        columns, times = schedule_map.columns, schedule_map.times
        self.rules = times
        self.states = states
        self.sub_totals = tuple(folded(schedule_map.sub_totals))
        self.formats = Formats(times.formats)
        self.dates = Formats(times.date_formats)
        self.full_day = folded(times.full_day)
        self.zones: dict[str, ZoneInfo] = {}
        self.places = {name: table.places(getattr(columns, name)) for name in _FIELDS}

    def read(self, row: DelimitedRow, odd: list[str]) -> Planned:
        """The activity in *row*; contradictions are added to *odd*. Raises RowError."""
        if self.sub_totals and any(cell.casefold().startswith(self.sub_totals) for cell in row.cells):
            raise RowError("a sub-total")
        cells = {name: row.text(places) for name, places in self.places.items()}
        for what in ("agent", "team"):
            if len(cells[what]) > 128:
                raise RowError(f"{what} is longer than 128 characters")
        if not cells["agent"] or not cells["state"]:
            raise RowError("no agent" if not cells["agent"] else "no state")
        zone = self._zone(cells["zone"])
        start, end, day, is_full = self._span(cells, zone, odd)
        activity = self.states.activity(cells["state"])
        if activity is None:
            reason = f"state {self._named(cells['state'])}is not in the map"
            if self.states.unmapped == "leave-out":
                raise RowError(reason)
            activity = "other"
            odd.append(f"{reason}: imported as other")
        if not is_full:
            self._check_duration(cells["duration"], end - start, odd)
        return Planned(
            cells["agent"], cells["team"], cells["site"], zone.key, activity, day, start, end, is_full
        )

    def _named(self, state: str) -> str:
        return f"{state[:60]!r} " if state[:60] in self.states.unknown else ""

    def _zone(self, name: str) -> ZoneInfo:
        key = name or self.rules.zone
        if not key:
            raise RowError("no time zone")
        found = self.zones.get(key)
        if found is None:
            if len(self.zones) >= _ZONES_KEPT:
                self.zones.clear()
            try:
                found = self.zones[key] = zone_named(key)
            except ValueError as error:
                raise RowError(f"zone {error}") from None
        return found

    def _span(self, cells: dict[str, str], zone: ZoneInfo, odd: list[str]) -> tuple[int, int, int, bool]:
        """Start, end, day, and whether it is a full day."""
        day = self._day(cells["date"])
        texts = (cells["start"].casefold(), cells["end"].casefold())
        if any(text in self.full_day for text in texts):
            if not all(text in self.full_day or not text for text in texts):
                raise RowError("a full day at one end only")
            if day is None:
                raise RowError("a full day, but no date")
            start, end = to_instant(day, zone)[0], to_instant(day + _DAY, zone)[0]
            return start, end, day.toordinal(), True
        start, own_day, _ = self._instant("start", cells["start"], day, zone, None, odd)
        end, _, moment = self._instant("end", cells["end"], day, zone, start, odd)
        if end <= start and moment is not None:
            length = self._length(cells["duration"])
            if end < start or length == 86_400_000:
                end = to_instant(moment + _DAY, zone, start)[0]
        if end < start:
            raise RowError("its end is before its start")
        if end == start:
            raise RowError("it has no length")
        return start, end, own_day, False

    def _day(self, text: str) -> datetime | None:
        if not self.places["date"]:
            return None
        try:
            found = self.dates.read(text)
        except ValueError as error:
            raise RowError(f"date {shown(text)} {error}" if text else "no date") from None
        if not isinstance(found, datetime):
            raise RowError(f"date {shown(text)} is an instant, not a calendar date")
        return found.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)

    def _instant(
        self,
        what: str,
        text: str,
        day: datetime | None,
        zone: ZoneInfo,
        not_before: int | None,
        odd: list[str],
    ) -> tuple[int, int, datetime | None]:
        """The instant, its local day, and the local time if *text* is a time of day only."""
        try:
            moment = self.formats.read(text)
        except ValueError as error:
            raise RowError(f"{what} {shown(text)} {error}" if text else f"no {what}") from None
        if isinstance(moment, int):
            return moment, (day or as_datetime(moment).astimezone(zone)).toordinal(), None
        clock = None
        if isinstance(moment, timedelta):
            if day is None:
                raise RowError(f"{what} is a time of day, and the map names no date column")
            moment = clock = day + moment
        at, oddity = to_instant(moment, zone, not_before)
        if oddity:
            odd.append(f"{what} is {oddity}")
        return at, moment.toordinal(), clock

    def _length(self, text: str) -> int | None:
        try:
            return duration(text, self.rules.two_part_durations) if text else None
        except ValueError:
            return None

    def _check_duration(self, text: str, took: int, odd: list[str]) -> None:
        if not text:
            return
        length = self._length(text)
        if length is None:
            odd.append("its duration is invalid")
        elif abs(length - took) > self.rules.tolerance_seconds * 1000:
            odd.append("its duration differs from end − start")
