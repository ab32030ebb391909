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


class _Spells(NamedTuple):
    """Spells by their start: the agent by number, and [start, end) in ms."""

    agent: Ints
    start: Ints
    end: Ints


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
        start, agents = at[is_available], floor.books.tenures.columns().agent[tenure[is_available]]
        order = np.argsort(start, kind="stable")
        self._all = _Spells(agents[order], start[order], ends[is_available][order])
        self._changes = sorted({at for agent in floor.roster.by_index for at, _ in agent.profiles.declared})
        self._by_queue: dict[tuple[int, int], _Spells] = {}

    def during(self, queue: int, start: int, end: int) -> list[Available]:
        """Who serves *queue* (by number, at *start*) and was available in [start, end] (ms): longest first.

        Someone who was available for an instant only counts, with 0 ms.
        """
        spells = self._of_queue(queue, start)
        before = spells.start.searchsorted(end, side="right")
        mine = np.flatnonzero(spells.end[:before] > start)
        if not len(mine):
            return []
        lasted = np.minimum(spells.end[mine], end) - np.maximum(spells.start[mine], start)
        agents, place = np.unique(spells.agent[mine], return_inverse=True)
        sums = np.bincount(place, weights=lasted).astype(np.int64)
        order = np.argsort(-sums, kind="stable")
        return [Available(int(agents[one]), int(sums[one])) for one in order]

    def _of_queue(self, queue: int, at: int) -> _Spells:
        """The spells of the agents who serve *queue* at the instant *at* (ms), found once for each change of
        profiles."""
        key = bisect_right(self._changes, at), queue
        if key not in self._by_queue:
            agents, queues = self._floor.roster.memberships(at, self._floor.queues.queues)
            mine = np.isin(self._all.agent, agents[queues == queue])
            self._by_queue[key] = _Spells(*(column[mine] for column in self._all))
        return self._by_queue[key]
