"""Reports of consecutive intervals, each reusing the lookups of the one before.

Many intervals of a long span are idle: no events, no waits, no schedule changes. Consecutive idle intervals
have the same figures, which are computed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import Ints
from console.floor.ledgers.ledger import STRUCK
from console.floor.ledgers.schedule import AgentSchedule, SchedulesThen
from console.metrics.adherence import OUT
from console.metrics.reading.reading import Reading, opened_at
from console.metrics.reading.windows import Window
from console.metrics.report import JSON, Intake, report_of
from feeds.events import instant_text


def interval_reports(floor: Floor, windows: Iterable[Window], intake: Intake) -> Iterator[JSON]:
    """The report of each of the consecutive *windows*: the same figures as `report` returns."""
    stillness = _Stillness(floor)
    before: Reading | None = None
    last: JSON | None = None
    was_still = False
    for window in windows:
        reading = Reading(floor, window, before)
        is_still = stillness.is_idle(reading)
        if last is not None and was_still and is_still and _repeats(last, reading, before):
            last = {**last, "at": instant_text(window.end)}
        else:
            last = report_of(reading, intake)
        yield last
        before, was_still = reading, is_still
        reading.forget()


def _repeats(last: JSON, reading: Reading, before: Reading | None) -> bool:
    """Whether the reading of an idle window equals that of the idle window *before* it.

    The cause of being out of adherence depends on the time of day, even when idle.
    """
    return (
        before is not None
        and before.meets(reading.window)
        and before.window.seconds == reading.window.seconds
        and before.schedules.number == reading.schedules.number
        and all(row["adherence_now"] != OUT for row in last["agents"].values())
    )


class _Stillness:
    """Finds the windows of a floor in which nothing changes. Single use: the floor must not change."""

    def __init__(self, floor: Floor) -> None:
        self._changes = _changes(floor)
        self._agents = len(floor.roster.by_index)
        ends = floor.books.ends.window(-STRUCK, STRUCK - 1)
        waiting = [entry.opened for entry in floor.contacts.waiting.values()]
        self._begun = np.sort(np.concatenate((opened_at(ends), np.array(waiting, dtype=np.int64))))
        self._over = np.sort(ends["at"])
        self._edges: tuple[int, Ints] = (-1, np.empty(0, dtype=np.int64))

    def is_idle(self, reading: Reading) -> bool:
        """Whether nothing changes in the window of *reading*, and nobody waits at its end."""
        window = reading.window
        return (
            not _any_within(self._changes, window)
            and _count(self._begun, window.until) == _count(self._over, window.until)
            and not _any_within(self._schedule_edges(reading.schedules), window)
        )

    def _schedule_edges(self, schedules: SchedulesThen) -> Ints:
        """The instants at which *schedules* change the activity, in order."""
        if self._edges[0] != schedules.number:
            known = (schedules.of(agent) for agent in range(self._agents))
            edges = [edge for one in known if one is not None for edge in _edges_of(one)]
            self._edges = (schedules.number, np.unique(np.array(edges, dtype=np.int64)))
        return self._edges[1]


def _edges_of(schedule: AgentSchedule) -> Iterator[int]:
    for span in schedule.spans:
        yield from (span.start, span.end)
    yield from chain.from_iterable(schedule.exceptions)


def _changes(floor: Floor) -> Ints:
    """The instants of all events and declarations, in order."""
    books, roster = floor.books, floor.roster
    written = [ledger.window(-STRUCK, STRUCK - 1)["at"] for ledger in (*books.ledgers, books.timeline.rows)]
    named = [agent.first_at for agent in roster.by_index]
    named += [queue.first_at for queue in floor.queues.by_index]
    named += roster.team_first_at
    named += [at for agent in roster.by_index for at, _ in agent.profiles.declared]
    named += [at for queue in floor.queues.by_index for at, _ in queue.profiles.declared]
    named += [at for at, _ in floor.site.profiles.declared]
    tenures = books.tenures.columns()
    named += [*tenures.start.tolist(), *tenures.end.tolist()]
    return np.sort(np.concatenate((*written, np.array(named, dtype=np.int64))))


def _any_within(instants: Ints, window: Window) -> bool:
    return _count(instants, window.after) != _count(instants, window.until)


def _count(instants: Ints, until: int) -> int:
    """How many of the sorted *instants* are no later than *until*."""
    return int(np.searchsorted(instants, until, side="right"))
