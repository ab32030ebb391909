"""The usual: how long a contact of a queue takes an agent, by those that were completed before."""

from __future__ import annotations

import numpy as np

from console.floor.vocabulary import Ints
from console.metrics.reading import Floats, Reading

_OF_AGENT, _OF_QUEUE = 5, 10  # how many it takes to call something usual
_BACK_MS = 8 * 3_600_000
_AT_BITS = 26  # twice _BACK_MS in ms


class Usual:
    """Mean talk and hold of the legs completed in the eight hours before an instant. Made for one reading.

    An agent's own in the queue if there are five, else the queue's if there are ten, else what the queue's
    profile has for a goal.
    """

    def __init__(self, reading: Reading) -> None:
        self._floor = reading.floor
        until = reading.window.until
        self._start = until - 2 * _BACK_MS
        rows = reading.books.legs.window(self._start, until)
        kept = np.flatnonzero(rows["queue"] >= 0)
        at, queue = rows["at"][kept] - self._start, rows["queue"][kept]
        lasted = (rows["talk"] + rows["hold"])[kept]
        own = reading.tenure_agent[rows["tenure"][kept]] * len(self._floor.queues.by_index) + queue
        self._of_agent = _Lanes(own, at, lasted)
        self._of_queue = _Lanes(queue, at, lasted)

    def seconds(self, agent: Ints, queue: Ints, at: Ints) -> Floats:
        """What was usual at each *at* (ms) for *agent* in *queue*, both by number; NaN for nothing known."""
        by_index = self._floor.queues.by_index
        until = at - self._start
        own = self._of_agent.means(agent * len(by_index) + queue, until, _OF_AGENT)
        usual = np.where(np.isnan(own), self._of_queue.means(queue, until, _OF_QUEUE), own) / 1000
        for row in np.flatnonzero(np.isnan(usual)).tolist():
            goal = by_index[int(queue[row])].profiles.at(int(at[row])).handle_goal_seconds
            usual[row] = np.nan if goal is None else goal
        return usual


class _Lanes:
    """Lengths (ms) in lanes, each in order of time with running sums: any mean is two looks."""

    def __init__(self, lane: Ints, at: Ints, lasted: Ints) -> None:
        keys = (lane << _AT_BITS) + at
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._sums = np.concatenate(([0], np.cumsum(lasted[order])))

    def means(self, lane: Ints, until: Ints, enough: int) -> Floats:
        """The mean of each *lane* in the eight hours up to *until*; NaN of fewer than *enough*."""
        start = lane << _AT_BITS
        # Nothing ended at the very start of a lane, which lies outside the rows asked for.
        low = self._keys.searchsorted(start + np.maximum(0, until - _BACK_MS), side="right")
        high = self._keys.searchsorted(start + np.maximum(0, until), side="right")
        count = high - low
        sums = (self._sums[high] - self._sums[low]).astype(np.float64)
        return np.where(count >= enough, sums / np.maximum(1, count), np.nan)
