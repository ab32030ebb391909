"""Converts planned activities, one per row under any column names, to published schedules."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

import msgspec

from feeds.events import ActivityName
from feeds.importers import column_maps
from feeds.importers.calls.call_times import RowError
from feeds.importers.delimited import DelimitedRow, DelimitedTable
from feeds.importers.import_report import ImportReport
from feeds.importers.ordering import Timed
from feeds.importers.schedules.schedule_map import ScheduleMap
from feeds.importers.schedules.schedule_row import Planned, ScheduleRows, States
from feeds.importers.source_file import SourceFile
from feeds.instants import instant_text

# Most activities in an agent's day, since events have a size limit.
ACTIVITIES_OF_A_DAY = 300
_ACTIVITIES = get_args(ActivityName)
_encode = msgspec.json.Encoder().encode


def read_map(path: str | Path) -> ScheduleMap:
    """The map at *path*, or the built-in one of that name. Raises MapError."""
    return column_maps.read(path, ScheduleMap)


def read(files: Sequence[SourceFile], findings: ImportReport, schedule_map: ScheduleMap) -> Iterator[Timed]:
    """The profiles and schedules in *files*, all published at the earliest planned instant.

    A reading knows only schedules published by its instant, so all are published at the start. Memory: 48
    bytes per row. Raises UserError.
    """
    plan = _ScheduleImport(findings, schedule_map)
    states = States(schedule_map)
    for number, file in enumerate(files):
        table = DelimitedTable(file, schedule_map.file, findings)
        rows = ScheduleRows(schedule_map, table, states)
        for row in table.rows():
            odd: list[str] = []
            try:
                plan.add(rows.read(row, odd), number, row)
            except RowError as error:
                findings.left_out.add(row.file, row.line, str(error))
            else:
                findings.used += 1
            for reason in odd:
                findings.contradictory.add(row.file, row.line, reason)
        findings.notes.extend(table.notes())
    yield from plan.events([file.name for file in files])
    if states.unknown:
        treatment = "left out" if schedule_map.unmapped == "leave-out" else "imported as other"
        names = ", ".join(f"{name} ({count})" for name, count in sorted(states.unknown.items()))
        findings.notes.append(f"States that the map does not know, {treatment}: {names}.")


class _Activity(NamedTuple):
    """One activity of an agent's day as numbers: span (ms), kind, and row."""

    start: int
    end: int
    activity: int
    is_full_day: int
    file: int
    line: int

    @classmethod
    def all_of(cls, day: array[int]) -> list[_Activity]:
        """The activities in *day*, in row order."""
        return [cls(*day[place : place + _WIDTH]) for place in range(0, len(day), _WIDTH)]


_WIDTH = len(_Activity._fields)


class _ScheduleImport:
    """All activities: per agent and day one array of consecutive `_Activity` numbers."""

    def __init__(self, findings: ImportReport, schedule_map: ScheduleMap) -> None:
        self.findings = findings
        self.map = schedule_map
        self.days: dict[str, dict[int, array[int]]] = {}
        self.teams: dict[str, str] = {}
        self.zones: Counter[str] = Counter()
        self.zone_of: dict[str, str] = {}
        self.in_two_zones: set[str] = set()
        self.sites: dict[str, None] = {}

    def add(self, planned: Planned, file: int, row: DelimitedRow) -> None:
        """Store *planned*. Raises RowError if the agent's day is full."""
        agent = planned.agent
        day = self.days.setdefault(agent, {}).setdefault(planned.day, array("q"))
        if len(day) >= ACTIVITIES_OF_A_DAY * _WIDTH:
            raise RowError(f"more than {ACTIVITIES_OF_A_DAY} activities of one agent on one day")
        code = _ACTIVITIES.index(planned.activity)
        day.extend(_Activity(planned.start, planned.end, code, int(planned.is_full_day), file, row.line))
        if planned.team and self.teams.setdefault(agent, planned.team) != planned.team:
            self.findings.contradictory.add(row.file, row.line, "its agent was in a different team before")
        self.zones[planned.zone] += 1
        if self.zone_of.setdefault(agent, planned.zone) != planned.zone:
            self.in_two_zones.add(agent)
        if planned.site and len(self.sites) < 10:
            self.sites[planned.site] = None

    def events(self, files: list[str]) -> Iterator[Timed]:
        """All events, in valid order, at one instant."""
        if not self.days:
            return
        first = min(min(day[0::_WIDTH]) for of in self.days.values() for day in of.values())
        at = instant_text(first)
        for event in (*self._profiles(), *self._schedules(files)):
            event["at"] = at
            yield first, _encode(event)
        self.findings.notes.append(f"All schedules are published at {at}, the earliest that they plan.")
        if self.in_two_zones:
            names = ", ".join(sorted(self.in_two_zones)[:10])
            self.findings.notes.append(
                f"{len(self.in_two_zones):,} agents have rows in more than one time zone: {names}."
            )

    def _profiles(self) -> Iterator[dict[str, Any]]:
        zone, _ = max(self.zones.items(), key=lambda item: (item[1], item[0]))
        if self.map.times.zone is not None:
            zone = self.map.times.zone
        elif len(self.zones) > 1:
            named = ", ".join(f"{name} ({count:,})" for name, count in self.zones.most_common(10))
            self.findings.notes.append(
                f"Rows are in {len(self.zones)} time zones: {named}; the site's is {zone}."
            )
        site: dict[str, Any] = {"type": "site.profile", "at": "", "time_zone": zone}
        name = self.map.site or (next(iter(self.sites)) if len(self.sites) == 1 else None)
        if name:
            site["name"] = name
        yield site
        for team in sorted(set(self.teams.values())):
            yield {"type": "team.profile", "at": "", "team": team, "name": team}
        for agent in self.days:
            profile = {"type": "agent.profile", "at": "", "agent": agent, "name": agent}
            if agent in self.teams:
                profile["team"] = self.teams[agent]
            yield profile

    def _schedules(self, files: list[str]) -> Iterator[dict[str, Any]]:
        for agent, days in self.days.items():
            busy_until = 0
            for _, day in sorted(days.items()):
                # A full day is the default: it comes first, so the others take precedence.
                rows = sorted(_Activity.all_of(day), key=lambda row: not row.is_full_day)
                rows = list(self._fitted(rows, busy_until, files))
                if not rows:
                    continue
                busy_until = max(busy_until, max(row.end for row in rows))
                yield {
                    "type": "schedule.published",
                    "at": "",
                    "agent": agent,
                    "start": instant_text(min(row.start for row in rows)),
                    "end": instant_text(max(row.end for row in rows)),
                    "activities": [
                        {
                            "activity": _ACTIVITIES[row.activity],
                            "start": instant_text(row.start),
                            "end": instant_text(row.end),
                        }
                        for row in rows
                    ],
                }

    def _fitted(self, rows: list[_Activity], busy_until: int, files: list[str]) -> Iterator[_Activity]:
        """*rows*, with overlaps reported; a full day starts where the day before ends."""
        fitted: list[_Activity] = []
        for row in rows:
            if row.start < busy_until or any(row.start < one.end and one.start < row.end for one in fitted):
                what = "overlaps an earlier activity of its agent: the later in the file takes precedence"
                self.findings.contradictory.add(files[row.file], row.line, what)
            if row.is_full_day and row.start < busy_until:
                row = row._replace(start=min(busy_until, row.end))
            if row.start < row.end:
                fitted.append(row)
                yield row
