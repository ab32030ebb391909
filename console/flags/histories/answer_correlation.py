"""How far the outcomes of a queue's contacts go together, learnt from the hours before those that are judged.

A queue that backs up misses many in a row: its outcomes say less than as many independent ones. The hours
before are read, since a fall within the window would look like correlation itself.
"""

from __future__ import annotations

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import Ints
from console.metrics.curves import counted_ends
from console.metrics.reading.normal_range import effective_counts
from console.metrics.reading.reading import Bools, Floats, Reading
from console.metrics.reading.windows import Window

HISTORY_MS = 4 * 3_600_000
STEP_MS = 300_000  # the hours before end at a multiple of this
_LEAST_OUTCOMES = 50


def independence(marks: Ints, at: Ints, starts: Ints) -> Floats:
    """For windows that begin at *starts* (ms): how many independent outcomes one of the queue's is worth.

    *marks* are its outcomes, 0 and 1, at the instants *at* (ms, in order), of `HISTORY_MS` and `STEP_MS`
    before the first start at least. It is 1 where too little is known.
    """
    ends, place = np.unique(starts // STEP_MS * STEP_MS, return_inverse=True)
    first, last = np.searchsorted(at, (ends - HISTORY_MS, ends), side="right")
    number = last - first
    with np.errstate(divide="ignore", invalid="ignore"):
        worth = effective_counts(marks, first, last) / number
    found: Floats = np.where((number >= _LEAST_OUTCOMES) & ~np.isnan(worth), worth, 1.0)[place]
    return found


class OutcomesBefore:
    """The outcomes of all queues in the hours before windows that begin in [*first*, *last*] (ms)."""

    def __init__(self, floor: Floor, first: int, last: int) -> None:
        queue, at, in_time = counted_between(floor, first - HISTORY_MS - STEP_MS, last)
        order = np.lexsort((at, queue))
        self._queue, self._at, self._marks = queue[order], at[order], in_time[order].astype(np.int64)

    def independence(self, queue: int, starts: Ints) -> Floats:
        """`independence` of *queue*, by number, for windows that begin at *starts* (ms)."""
        first, last = np.searchsorted(self._queue, (queue, queue + 1))
        return independence(self._marks[first:last], self._at[first:last], starts)


def counted_between(floor: Floor, after: int, until: int) -> tuple[Ints, Ints, Bools]:
    """Queue, instant, and whether in time, of each entry the service level counts in (after, until] ms."""
    reading = Reading(floor, Window(after, until, after, until))
    kept, in_time = counted_ends(reading)
    return reading.ends["queue"][kept], reading.ends["at"][kept], in_time
