"""Typical durations: the time within which most contacts of a queue, or of an agent in it, end."""

from __future__ import annotations

import numpy as np

from console.flags.histories.unchanged import UnchangedPast
from console.floor.ledgers.codes import Ints
from console.metrics.reading.reading import Floats, Reading

_OF_AGENT, _OF_QUEUE = 10, 20  # minimum counts for a typical duration
_OF_GOAL = 3.0  # a goal is a mean; nearly all contacts end within three times the mean
_BACK_MS = 8 * 3_600_000
_STEP_MS = 900_000
_KEPT = 20_000


class TypicalDurations:
    """The time within which 95 % of the legs completed in eight hours had their talk and hold.

    The longer of the agent's own in the queue, if there are ten, and the queue's, if there are twenty: a
    contact must be long by both. Without data, three times the queue's handle-time goal. The eight hours end
    at the last quarter of an hour before the given instant, so that contacts finished since have no effect.
    Owned by the watch of agents; keeps what it found while the past stays the same.
    """

    def __init__(self) -> None:
        self._past = UnchangedPast()
        self._kept: dict[tuple[int, int, int], float] = {}

    def seconds(self, reading: Reading, agent: Ints, queue: Ints, at: Ints) -> Floats:
        """The typical duration at each *at* (ms) for *agent* in *queue*, both by number; NaN if unknown."""
        if not len(agent):
            return np.full(0, np.nan)
        until = at - at % _STEP_MS
        if not self._past.mark(reading.books.legs, int(until.max())) or len(self._kept) > _KEPT:
            self._kept.clear()
        cases = list(zip(agent.tolist(), queue.tolist(), until.tolist(), strict=True))
        unknown = [row for row, case in enumerate(cases) if case not in self._kept]
        if unknown:
            found = _seconds(reading, agent[unknown], queue[unknown], until[unknown])
            self._kept.update(zip([cases[row] for row in unknown], found.tolist(), strict=True))
        usual = np.array([self._kept[case] for case in cases])
        return _or_goal(reading, usual, queue, at)


def _seconds(reading: Reading, agent: Ints, queue: Ints, until: Ints) -> Floats:
    """The same by the legs completed in eight hours before each *until* (ms) alone."""
    usual = np.full(len(agent), np.nan)
    ended, of_agent, of_queue, lasted = _legs(
        reading, int(until.min()) - _BACK_MS, int(until.max()), np.unique(queue)
    )
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
    return usual


def _legs(reading: Reading, after: int, until: int, queues: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Instant, agent, queue, length (ms) of the legs of *queues* completed in (after, until], by queue.

    Of some hundred thousand rows it reads only the needed columns, in their narrow types.
    """
    ledger = reading.books.legs
    places = [ledger.fields.index(name) for name in ("at", "tenure", "queue", "talk", "hold")]
    is_asked = np.zeros(len(reading.floor.queues.by_index) + 1, dtype=bool)  # the last: no queue
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
    agent = reading.tenure_agent[tenure[order]]
    return at[order].astype(np.int64), agent, queue[order].astype(np.int64), lasted[order]


def _or_goal(reading: Reading, usual: Floats, queue: Ints, at: Ints) -> Floats:
    by_index = reading.floor.queues.by_index
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
