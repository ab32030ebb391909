"""Who of a queue was available during a wait, and for how long."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import Ints, State, states_of


class Available(NamedTuple):
    """An agent, by number, who was available, and for how long of the time asked about (ms)."""

    agent: int
    lasted: int


class Availability:
    """The spells in which agents were available in [first, now] (ms). Reads the floor; single use."""

    def __init__(self, floor: Floor, first: int, now: int) -> None:
        self._floor = floor
        timeline = floor.books.timeline
        before = timeline.as_of(first - 1, first, known_at=now)
        rows = timeline.rows.window(first - 1, now)
        size = len(before.code)
        tenure = np.concatenate((np.arange(size), rows["tenure"]))
        at = np.concatenate((np.full(size, first), rows["at"]))
        code = np.concatenate((before.code, rows["code"]))
        order = np.lexsort((np.arange(len(at)), tenure))  # in order of arrival in each tenure
        tenure, at, code = tenure[order], at[order], code[order]
        ends = np.append(at[1:], now + 1)  # a state holds before its end, the last one up to now
        ends[:-1][tenure[1:] != tenure[:-1]] = now + 1
        is_available = (states_of(code) == State.AVAILABLE) & (ends > at)
        self._agent: Ints = floor.books.tenures.columns().agent[tenure[is_available]]
        self._start, self._end = at[is_available], ends[is_available]
        self._changes = sorted({at for agent in floor.roster.by_index for at, _ in agent.profiles.declared})
        self._people: dict[tuple[int, int], Ints] = {}

    def during(self, queue: int, start: int, end: int) -> list[Available]:
        """Who serves *queue* (by number, at *start*) and was available in [start, end] (ms): longest first.

        Someone who was available for an instant only counts, with 0 ms.
        """
        touching = np.flatnonzero((self._start <= end) & (self._end > start))
        mine = touching[np.isin(self._agent[touching], self._members(queue, start))]
        if not len(mine):
            return []
        lasted = np.minimum(self._end[mine], end) - np.maximum(self._start[mine], start)
        agents, place = np.unique(self._agent[mine], return_inverse=True)
        sums = np.bincount(place, weights=lasted).astype(np.int64)
        order = np.argsort(-sums, kind="stable")
        return [Available(int(agents[one]), int(sums[one])) for one in order]

    def _members(self, queue: int, at: int) -> Ints:
        version = bisect_right(self._changes, at)
        found = self._people.get((version, queue))
        if found is None:
            agents, queues = self._floor.roster.memberships(at, self._floor.queues.queues)
            for known in np.unique(queues).tolist():
                self._people[version, known] = agents[queues == known]
            found = self._people.setdefault((version, queue), agents[queues == queue])
        return found
