"""The usual: how long a contact of a queue takes an agent, by those that were completed before."""

from __future__ import annotations

import numpy as np

from console.metrics.reading import Reading

_OF_AGENT, _OF_QUEUE = 5, 10  # how many it takes to call something usual
_BACK_MS = 8 * 3_600_000


class Usual:
    """Mean talk and hold of the legs completed in the eight hours before an instant. Made for one reading.

    An agent's own in the queue if there are five, else the queue's if there are ten, else what the queue's
    profile has for a goal.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        now = reading.window.until
        rows = reading.books.legs.window(now - 2 * _BACK_MS, now)
        order = np.argsort(rows["at"], kind="stable")
        self._at = rows["at"][order]
        self._queue = rows["queue"][order]
        self._agent = reading.tenure_agent[rows["tenure"][order]]
        self._seconds = (rows["talk"] + rows["hold"])[order] / 1000

    def seconds(self, agent: int, queue: int, at: int) -> float | None:
        """What was usual at *at* (ms) for *agent* in *queue*, both by number; None for nothing known."""
        low, high = np.searchsorted(self._at, (at - _BACK_MS, at), side="right")
        of_queue = low + np.flatnonzero(self._queue[low:high] == queue)
        own = of_queue[self._agent[of_queue] == agent]
        if len(own) >= _OF_AGENT:
            return float(self._seconds[own].mean())
        if len(of_queue) >= _OF_QUEUE:
            return float(self._seconds[of_queue].mean())
        return self._reading.floor.queues.by_index[queue].profiles.at(at).handle_goal_seconds
