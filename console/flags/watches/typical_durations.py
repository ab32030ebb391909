"""Typical durations: the time within which most contacts of a queue, or of an agent in it, end."""

from __future__ import annotations

import numpy as np

from console.floor.ledgers.codes import Ints
from console.metrics.reading.reading import Floats, Reading

_OF_AGENT, _OF_QUEUE = 10, 20  # minimum counts for a typical duration
_OF_GOAL = 3.0  # a goal is a mean; nearly all contacts end within three times the mean
_BACK_MS = 8 * 3_600_000
_STEP_MS = 900_000


class TypicalDurations:
    """The time within which 95 % of the legs completed in eight hours had their talk and hold.

    The longer of the agent's own in the queue, if there are ten, and the queue's, if there are twenty: a
    contact must be long by both. Without data, three times the queue's handle-time goal. The eight hours end
    at the last quarter of an hour before the given instant, so that contacts finished since have no effect.
    Created for one reading; reads the books on demand.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def seconds(self, agent: Ints, queue: Ints, at: Ints) -> Floats:
        """The typical duration at each *at* (ms) for *agent* in *queue*, both by number; NaN if unknown."""
        usual = np.full(len(agent), np.nan)
        if not len(agent):
            return usual
        until = at - at % _STEP_MS
        asked = np.unique(queue)
        ended, of_agent, of_queue, lasted = self._legs(int(until.min()) - _BACK_MS, int(until.max()), asked)
        cases = np.unique(np.column_stack((queue, until)), axis=0)
        for lane, edge in cases.tolist():
            first, last = np.searchsorted(of_queue, (lane, lane + 1))
            inside = (ended[first:last] > edge - _BACK_MS) & (ended[first:last] <= edge)
            lengths, agents = lasted[first:last][inside], of_agent[first:last][inside]
            here = np.flatnonzero((queue == lane) & (until == edge))
            usual[here] = _longest_of_most(lengths, _OF_QUEUE)
            for row in here.tolist():
                own = _longest_of_most(lengths[agents == agent[row]], _OF_AGENT)
                usual[row] = np.fmax(usual[row], own)
        return self._or_goal(usual, queue, at)

    def _legs(self, after: int, until: int, queues: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Instant, agent, queue, length (ms) of the legs of *queues* completed in (after, until], by queue.

        Of some hundred thousand rows it reads only the needed columns, in their narrow types.
        """
        ledger = self._reading.books.legs
        places = [ledger.fields.index(name) for name in ("at", "tenure", "queue", "talk", "hold")]
        is_asked = np.zeros(len(self._reading.floor.queues.by_index) + 1, dtype=bool)  # the last: no queue
        is_asked[queues] = True
        tables = [block.columns for block in ledger.blocks if block.high > after and block.low <= until]
        parts = []
        for columns in (*tables, list(ledger.tail_table().T)):
            at, tenure, queue, talk, hold = (columns[place] for place in places)
            kept = np.flatnonzero((at > after) & (at <= until) & is_asked[queue])
            parts.append((at[kept], tenure[kept], queue[kept], talk[kept].astype(np.int64) + hold[kept]))
        at, tenure, queue, lasted = (np.concatenate(column) for column in zip(*parts, strict=True))
        # NumPy sorts narrow integers much faster.
        small = len(is_asked) <= np.iinfo(np.int16).max
        order = np.argsort(queue.astype(np.int16) if small else queue, kind="stable")
        agent = self._reading.tenure_agent[tenure[order]]
        return at[order].astype(np.int64), agent, queue[order].astype(np.int64), lasted[order]

    def _or_goal(self, usual: Floats, queue: Ints, at: Ints) -> Floats:
        by_index = self._reading.floor.queues.by_index
        for row in np.flatnonzero(np.isnan(usual)).tolist():
            goal = by_index[int(queue[row])].profiles.at(int(at[row])).handle_goal_seconds
            usual[row] = np.nan if goal is None else goal * _OF_GOAL
        return usual


def _longest_of_most(lasted: Ints, enough: int) -> float:
    """The shortest length in seconds that 95 % of *lasted* (ms) do not exceed; NaN if fewer than *enough*.

    >>> _longest_of_most(np.arange(1, 21) * 1000, 20), _longest_of_most(np.arange(1, 21) * 1000, 21)
    (19.0, nan)
    """
    if len(lasted) < enough:
        return float("nan")
    place = -(-len(lasted) * 95 // 100) - 1
    return float(np.partition(lasted, place)[place]) / 1000
