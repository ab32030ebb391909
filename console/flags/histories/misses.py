"""Missed offers: how many each agent missed in a window, and since when it has been too many."""

from __future__ import annotations

import numpy as np

from console.flags.histories.block_digests import BlockDigests, Rows
from console.flags.histories.waits import joined, often
from console.floor.ledgers.codes import Ints
from console.metrics.reading.reading import Reading


def _missed(offers: Rows) -> Ints:
    """Tenure and instant of the offers that were missed."""
    kept = np.flatnonzero(offers["missed"] == 1)
    return np.stack((offers["tenure"][kept].astype(np.int64), offers["at"][kept].astype(np.int64)))


class Misses:
    """All missed offers. Owned by the watch of agents; keeps those of packed rows."""

    def __init__(self) -> None:
        self._digests = BlockDigests(_missed)

    def before(self, reading: Reading, back: int) -> tuple[Ints, Ints]:
        """Agent and instant of the offers missed in the last *back* ms, by agent, then in order."""
        now = reading.window.until
        parts = list(self._digests.between(reading.books.offers, now - back, now))
        if not parts:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        tenure, at = np.concatenate(parts, axis=1)
        kept = np.flatnonzero((at > now - back) & (at <= now))
        agent, at = reading.tenure_agent[tenure[kept]], at[kept]
        order = np.lexsort((at, agent))
        return agent[order], at[order]


class PastMisses:
    """The offers missed by the end of *reading*'s window. Created for one reading."""

    def __init__(self, reading: Reading, kept: Misses) -> None:
        self._reading = reading
        self._kept = kept
        self._read: dict[int, tuple[Ints, Ints]] = {}

    def counts(self, window: int) -> tuple[list[int], list[int]]:
        """The agents who missed any offer in the last *window* ms, and how many."""
        agents, counts = np.unique(self._before(window)[0], return_counts=True)
        return agents.tolist(), counts.tolist()

    def since(self, agent: int, enter: int, stay: int, window: int) -> int | None:
        """Since when *agent* has had *enter* misses within the preceding *window* ms, and *stay* ever since.

        There must be *stay* misses now. None if there were never *enter* in that time.
        """
        now, back = self._reading.window.until, 4 * window
        while True:
            agents, all_at = self._before(back)
            first, last = np.searchsorted(agents, (agent, agent + 1))
            at = all_at[first:last]
            begin, end = often(at, stay, window)
            began = joined(begin, end, int(begin[-1]))
            if began - 2 * window > now - back or now - back < self._reading.floor.since:
                begin, _ = often(at, enter, window)
                begin = begin[begin >= began]
                return int(begin[0]) if len(begin) else None
            back *= 4

    def _before(self, back: int) -> tuple[Ints, Ints]:
        if back not in self._read:
            self._read[back] = self._kept.before(self._reading, back)
        return self._read[back]
