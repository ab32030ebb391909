"""Spans in which a contact waited long, or something happened often."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from console.floor.ledgers.codes import Ints
from console.metrics.reading.reading import Reading, began_at, opened_at

_LOOK_MS = 900_000


class PastWaits:
    """The waits that ended by the end of *reading*'s window, read once.

    Created for one reading.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._looks: dict[int, tuple[Ints, Ints, Ints, Ints]] = {}

    def since(self, queues: Iterable[int], limit: int = 0) -> int:
        """Since when (ms), without a break, a contact in one of *queues* has waited for at least *limit* ms.

        A contact must have waited that long at the end of the window. Searches back as far as needed, so that
        the result is stable as time advances.
        """
        is_asked = np.zeros(len(self._reading.floor.queues.by_index), dtype=bool)
        is_asked[list(queues)] = True
        waiting, now = self._reading.open, self._reading.window.until
        asked = is_asked[waiting["queue"]]
        since = int(_long_from(waiting["start"][asked], waiting["opened"][asked], limit).min())
        back = _LOOK_MS
        while True:
            while now - back >= since:  # waits that ended by then are not read yet
                back *= 2
            queue, start, opened, end = self._ended(back)
            long = _long_from(start, opened, limit)
            # Only a wait that began earlier can extend the span.
            own = np.flatnonzero((long < since) & (long <= end) & is_asked[queue])
            began = joined(long[own], end[own], since)
            if now - back < began:
                return began
            since = began

    def rose(self, queue: int, enter: int, stay: int) -> int | None:
        """Since when (ms) the longest wait of *queue* was at least *enter* ms, and at least *stay* since.

        None if no contact has waited *stay* ms, or none *enter* ms in the current span.
        """
        now, waiting = self._reading.window.until, self._reading.open
        mine = waiting["queue"] == queue
        starts, opened_now = waiting["start"][mine], waiting["opened"][mine]
        if not len(starts) or now - int(starts.min()) < stay:
            return None
        began = self.since([queue], stay)
        if enter == stay:
            return began
        back = _LOOK_MS
        while now - back >= began:
            back *= 2
        of, start, opened, end = self._ended(back)
        long = _long_from(start, opened, enter)
        own = np.flatnonzero((of == queue) & (long <= end))
        rose = np.concatenate((long[own], _long_from(starts, opened_now, enter)))
        rose = rose[(rose >= began) & (rose <= now)]
        return int(rose.min()) if len(rose) else None

    def _ended(self, back: int) -> tuple[Ints, Ints, Ints, Ints]:
        """Queue, start, effective instant and end of the entries that ended in the last *back* ms."""
        if back not in self._looks:
            now = self._reading.window.until
            ends = self._reading.books.ends.window(now - back, now)
            kept = np.flatnonzero(ends["outbound"] == 0)
            stays = {name: column[kept] for name, column in ends.items()}
            self._looks[back] = stays["queue"], began_at(stays), opened_at(stays), stays["at"]
        return self._looks[back]


def _long_from(start: Ints, opened: Ints, limit: int) -> Ints:
    """The instant from which each wait was known to be *limit* ms or longer."""
    return np.maximum(start + limit, opened)


def joined(begin: Ints, end: Ints, since: int) -> int:
    """The start of the contiguous spans that lead to *since*."""
    order = np.argsort(-end, kind="stable")
    lowest = np.minimum(np.minimum.accumulate(begin[order]), since)
    before = np.concatenate(([since], lowest))
    over = np.flatnonzero(end[order] < before[:-1])
    return int(before[over[0]] if len(over) else before[-1])


def often(at: Ints, enough: int, window: int) -> tuple[Ints, Ints]:
    """The spans in which *enough* of the instants *at* (ms, in order) lay within the preceding *window* ms.

    One span per instant that completes the count, until the oldest counted has left the window.
    """
    if len(at) < enough:
        return at[:0], at[:0]
    last, oldest = at[enough - 1 :], at[: len(at) - enough + 1]
    met = last - oldest < window
    return last[met], oldest[met] + window
