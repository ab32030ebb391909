"""Schedules: each agent's scheduled activities, and the scheduled time before any instant.

A schedule applies to the span it names, even a past one, so nothing derived from it is stored with the
agents' moments: adherence is computed from both on reading.
"""

from __future__ import annotations

from bisect import bisect_right, insort_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from console.floor.ledgers.codes import Activity, Ints

FOREVER = 2**61
_CLASSES = len(Activity)
_INSTANT_BITS = 42
_VERSIONS_KEPT = 4
_MANY = 2_000


class ScheduleSpan(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One activity scheduled in [start, end), ms."""

    start: int
    end: int
    activity: Activity


@dataclass(frozen=True, slots=True)
class AgentSchedule:
    """One agent's schedule: disjoint spans in order, and the approved exceptions as (start, end)."""

    spans: tuple[ScheduleSpan, ...] = ()
    exceptions: tuple[tuple[int, int], ...] = ()
    _pieces_since: dict[int, Ints] = field(default_factory=dict, init=False, compare=False, repr=False)

    def published(self, start: int, end: int, activities: Iterable[ScheduleSpan]) -> AgentSchedule:
        """This schedule with [start, end) replaced; where *activities* overlap, the later wins."""
        kept = _without(self.spans, start, end)
        fresh: list[ScheduleSpan] = []
        for wanted in activities:
            low, high = max(wanted.start, start), min(wanted.end, end)
            if low < high:
                fresh = [*_without(fresh, low, high), ScheduleSpan(low, high, wanted.activity)]
        spans = _joined(sorted([*kept, *fresh], key=lambda span: span.start))
        return AgentSchedule(tuple(spans), self.exceptions)

    def excepted(self, start: int, end: int) -> AgentSchedule:
        """This schedule with [start, end) counted as adherent in the adjusted figure."""
        if start >= end:
            return self
        return AgentSchedule(self.spans, (*self.exceptions, (start, end)))

    def index_at(self, at: int) -> int | None:
        """The index of the span scheduled at *at*; None if nothing but `off` is."""
        index = bisect_right(self.spans, at, key=_start) - 1
        if index < 0 or self.spans[index].end <= at:
            return None
        return None if self.spans[index].activity is Activity.OFF else index

    def activity_at(self, at: int) -> Activity:
        index = self.index_at(at)
        return Activity.NONE if index is None else self.spans[index].activity

    def scheduled_within(self, start: int, end: int) -> list[ScheduleSpan]:
        """The spans other than `off` that overlap [start, end)."""
        return [
            span
            for span in self.spans
            if span.activity is not Activity.OFF and span.start < end and span.end > start
        ]

    def pieces(self, since: int) -> Ints:
        """Rows of (start, activity, excepted) from *since* on, each lasting to the next, the last one empty.

        Cached, since a table of many schedules is rebuilt whenever one of them changes.
        """
        kept = self._pieces_since.get(since)
        if kept is None:
            self._pieces_since.clear()
            kept = self._pieces_since[since] = np.array(self._pieces(since), dtype=np.int64)
        return kept

    def _pieces(self, since: int) -> list[tuple[int, int, bool]]:
        edges = {since}
        for span in self.spans:
            edges.update((span.start, span.end))
        for start, end in self.exceptions:
            edges.update((start, end))
        pieces = []
        for edge in sorted(edge for edge in edges if edge >= since):
            excepted = any(start <= edge < end for start, end in self.exceptions)
            pieces.append((edge, int(self.activity_at(edge)), excepted))
        return pieces


def _start(span: ScheduleSpan) -> int:
    return span.start


def _without(spans: Iterable[ScheduleSpan], start: int, end: int) -> list[ScheduleSpan]:
    kept = []
    for span in spans:
        if span.start < min(span.end, start):
            kept.append(ScheduleSpan(span.start, min(span.end, start), span.activity))
        if max(span.start, end) < span.end:
            kept.append(ScheduleSpan(max(span.start, end), span.end, span.activity))
    return kept


def _joined(spans: list[ScheduleSpan]) -> list[ScheduleSpan]:
    joined: list[ScheduleSpan] = []
    for span in spans:
        if joined and joined[-1].end == span.start and joined[-1].activity is span.activity:
            joined[-1] = ScheduleSpan(joined[-1].start, span.end, span.activity)
        else:
            joined.append(span)
    return joined


class ScheduleTable:
    """All schedules as sorted columns, for reading many agents at many instants at once.

    Every figure is a running sum in ms from the start of the data: the difference of two readings is the time
    between them.
    """

    def __init__(self, schedules: dict[int, AgentSchedule], since: int) -> None:
        agents = sorted(schedules)
        pieces = [np.zeros((0, 3), dtype=np.int64), *(schedules[agent].pieces(since) for agent in agents)]
        lengths = [len(rows) for rows in pieces[1:]]
        self._agent = np.repeat(np.array(agents, dtype=np.int64), lengths)
        table = np.concatenate(pieces)
        self._start = table[:, 0].copy()
        self._activity = table[:, 1].copy()
        self._excepted = table[:, 2].astype(bool)
        self._base = int(self._start.min()) if len(table) else 0
        self._keys = (self._agent << _INSTANT_BITS) + (self._start - self._base)
        lasting = np.diff(self._start, append=self._start[-1:])
        lasting[np.flatnonzero(np.diff(self._agent, append=-1))] = 0
        asked = self._activity > Activity.NONE
        self._scheduled = self._before(lasting * asked)
        self._fitting = np.zeros((_CLASSES, len(table)), dtype=np.int64)
        self._adjusted = np.zeros((_CLASSES, len(table)), dtype=np.int64)
        for activity in Activity:
            fits = asked & (self._activity == activity)
            self._fitting[activity] = self._before(lasting * fits)
            self._adjusted[activity] = self._before(lasting * (fits | (asked & self._excepted)))

    def _before(self, amounts: Ints) -> Ints:
        """The sum of the same agent's earlier *amounts*, for each piece."""
        running = np.cumsum(amounts) - amounts
        if not len(running):
            return running
        first = np.flatnonzero(np.diff(self._agent, prepend=-1))
        return running - np.repeat(running[first], np.diff(first, append=len(running)))

    def look_up(self, agents: Ints, instants: Ints) -> Moments:
        """Find *agents* at *instants* in their schedules (two arrays of equal length)."""
        if len(agents) > _MANY and len(self._keys):
            piece = self._walk(agents, instants)
        else:
            piece = self._search(agents, instants)
        known = piece >= 0
        known[known] = self._agent[piece[known]] == agents[known]
        return Moments(self, np.where(known, piece, -1), instants)

    def _search(self, agents: Ints, instants: Ints) -> Ints:
        """The last piece that begins no later, by bisection; another agent's, or −1, if there is none."""
        offsets = np.clip(instants - self._base, -1, (1 << _INSTANT_BITS) - 1)
        return np.searchsorted(self._keys, (agents << _INSTANT_BITS) + offsets, side="right") - 1

    def _walk(self, agents: Ints, instants: Ints) -> Ints:
        """The same, in steps from each agent's piece at the earliest instant: few if instants are close."""
        everyone = np.arange(int(agents.max()) + 1)
        piece: Ints = self._search(everyone, np.full(len(everyone), int(instants.min())))[agents]
        moving = np.arange(len(agents))
        last = len(self._keys) - 1
        while len(moving):
            following = np.minimum(piece[moving] + 1, last)
            goes_on = (
                (following > piece[moving])
                & (self._agent[following] == agents[moving])
                & (self._start[following] <= instants[moving])
            )
            moving = moving[goes_on]
            piece[moving] = following[goes_on]
        return piece


class Moments:
    """Agents at instants, located in their schedules; each reading is one array of their length."""

    def __init__(self, table: ScheduleTable, piece: Ints, instants: Ints) -> None:
        self._table = table
        self.known = piece >= 0
        self._piece = np.where(self.known, piece, 0)
        if len(table._start):
            self.start = table._start[self._piece]
            self._elapsed = np.where(self.known, instants - self.start, 0)
            self.activity = np.where(self.known, table._activity[self._piece], 0)
            self._excepted = table._excepted[self._piece]
        else:
            self._piece = np.zeros(0, dtype=np.int64)
            self.start = self._elapsed = self.activity = np.zeros(len(instants), dtype=np.int64)
            self._excepted = np.zeros(len(instants), dtype=bool)

    def scheduled(self) -> Ints:
        """Scheduled time so far."""
        return self._read(self._table._scheduled, self.activity > 0)

    def fitting(self, fits: Ints | int) -> Ints:
        """Scheduled time so far of the activities *fits*, one per agent or one for all."""
        grows = (self.activity == fits) & (self.activity > 0)
        return self._read_classes(self._table._fitting, fits, grows)

    def adjusted(self, fits: Ints) -> Ints:
        """The same plus the time of approved exceptions."""
        grows = ((self.activity == fits) | self._excepted) & (self.activity > 0)
        return self._read_classes(self._table._adjusted, fits, grows)

    def _read(self, sums: Ints, grows: NDArray[np.bool_]) -> Ints:
        if not len(self._piece):
            return self._elapsed
        so_far: Ints = np.where(self.known, sums[self._piece], 0) + self._elapsed * grows
        return so_far

    def _read_classes(self, sums: NDArray[np.int64], fits: Ints | int, grows: NDArray[np.bool_]) -> Ints:
        if not len(self._piece):
            return self._elapsed
        so_far: Ints = np.where(self.known, sums[fits, self._piece], 0) + self._elapsed * grows
        return so_far


class Publication(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A publication for one agent's schedule at `at`: activities, or (None) an exception."""

    at: int
    agent: int
    start: int
    end: int
    activities: tuple[ScheduleSpan, ...] | None


class SchedulesThen:
    """All schedules after the first `number` publications."""

    def __init__(self, number: int, of: dict[int, AgentSchedule]) -> None:
        self.number = number
        self._of = of
        self._table_since: dict[int, ScheduleTable] = {}

    def __bool__(self) -> bool:
        return bool(self._of)

    def of(self, agent: int) -> AgentSchedule | None:
        return self._of.get(agent)

    def table(self, since: int) -> ScheduleTable:
        """The schedules from *since*, the start of the data, on."""
        table = self._table_since.get(since)
        if table is None:
            self._table_since.clear()
            table = self._table_since[since] = ScheduleTable(self._of, since)
        return table

    def followed_by(self, publications: Sequence[Publication]) -> SchedulesThen:
        of = dict(self._of)
        for publication in publications:
            schedule = of.get(publication.agent, AgentSchedule())
            if publication.activities is None:
                of[publication.agent] = schedule.excepted(publication.start, publication.end)
            else:
                of[publication.agent] = schedule.published(
                    publication.start, publication.end, publication.activities
                )
        return SchedulesThen(self.number + len(publications), of)


class Schedules:
    """All publications. Owned by the floor; metrics read `as_of`.

    A publication applies to the span it names, past or future, from when it was published: a reading of an
    earlier instant does not include it.
    """

    def __init__(self) -> None:
        self._published: list[Publication] = []
        self._nothing = SchedulesThen(0, {})
        self._kept: dict[int, SchedulesThen] = {}
        self.revision = 0

    @property
    def published(self) -> Sequence[Publication]:
        """All publications, in the order they took effect."""
        return self._published

    def publish(self, publication: Publication) -> None:
        if not self._published or publication.at >= self._published[-1].at:
            self._published.append(publication)
            return
        insort_right(self._published, publication, key=_published_at)
        self._forget()

    def as_of(self, instant: int) -> SchedulesThen:
        """The schedules as known at *instant*."""
        number = bisect_right(self._published, instant, key=_published_at)
        found = self._kept.pop(number, None)
        if found is None:
            known = max((key for key in self._kept if key <= number), default=0)
            start = self._kept.get(known, self._nothing)
            found = start.followed_by(self._published[known:number])
            while len(self._kept) >= _VERSIONS_KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[number] = found
        return found

    def changed_between(self, first: int, last: int) -> int:
        """The earliest instant at which the schedules after *first* and *last* publications may differ."""
        return min((each.start for each in self._published[first:last]), default=FOREVER)

    def drop_before(self, instant: int) -> None:
        """Forget publications for spans that ended before *instant*.

        One that replaced a part of another that is kept stays too: the replaced part must not reappear.
        """
        kept: list[Publication] = []
        spans: dict[int, list[tuple[int, int]]] = {}
        for publication in self._published:
            others = spans.setdefault(publication.agent, [])
            if publication.end < instant and not (
                publication.activities is not None
                and any(start < publication.end and publication.start < end for start, end in others)
            ):
                continue
            kept.append(publication)
            others.append((publication.start, publication.end))
        if len(kept) < len(self._published):
            self._published = kept
            self._forget()

    def _forget(self) -> None:
        self._kept.clear()
        self.revision += 1


def _published_at(publication: Publication) -> int:
    return publication.at
