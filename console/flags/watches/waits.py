"""Spans: stretches of time in which something was so: somebody waited long, something came often."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from console.floor.ledgers.codes import Ints
from console.metrics.reading.reading import Reading, began_at, opened_at

_LOOK_MS = 900_000


class PastWaits:
    """The waits that ended up to the end of *reading*'s window, taken up once for all who ask about them.

    Made for one reading.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._looks: dict[int, tuple[Ints, Ints, Ints, Ints]] = {}

    def since(self, queues: Iterable[int], limit: int = 0) -> int:
        """Since when (ms), without a break, somebody in one of *queues* has waited for *limit* ms or more.

        Somebody who has waited so long must wait in one of them at the end of the window. Looks back as far
        as it takes, so that the answer stays as time goes on.
        """
        is_asked = np.zeros(len(self._reading.floor.queues.by_index), dtype=bool)
        is_asked[list(queues)] = True
        waiting, now = self._reading.open, self._reading.window.until
        asked = is_asked[waiting["queue"]]
        since = int(_long_from(waiting["start"][asked], waiting["opened"][asked], limit).min())
        look = _LOOK_MS
        while True:
            while now - look >= since:  # what ended at or before then is not looked at yet
                look *= 2
            queue, start, opened, end = self._ended(look)
            long = _long_from(start, opened, limit)
            # Only what began earlier can hang together with it and make it longer.
            own = np.flatnonzero((long < since) & (long <= end) & is_asked[queue])
            began = joined(long[own], end[own], since)
            if now - look < began:
                return began
            since = began

    def rose(self, queue: int, enter: int, stay: int) -> int | None:
        """Since when (ms) a wait of *queue* has been long: *enter* ms, and from then on never under *stay*.

        None where nobody has waited *stay* ms, or nobody *enter* since somebody last did without a break.
        """
        now, waiting = self._reading.window.until, self._reading.open
        mine = waiting["queue"] == queue
        starts, opened_now = waiting["start"][mine], waiting["opened"][mine]
        if not len(starts) or now - int(starts.min()) < stay:
            return None
        began = self.since([queue], stay)
        if enter == stay:
            return began
        look = _LOOK_MS
        while now - look >= began:
            look *= 2
        of, start, opened, end = self._ended(look)
        long = _long_from(start, opened, enter)
        own = np.flatnonzero((of == queue) & (long <= end))
        rose = np.concatenate((long[own], _long_from(starts, opened_now, enter)))
        rose = rose[(rose >= began) & (rose <= now)]
        return int(rose.min()) if len(rose) else None

    def _ended(self, look: int) -> tuple[Ints, Ints, Ints, Ints]:
        """Queue, start, taking effect and end of the entries that ended in the last *look* ms."""
        if look not in self._looks:
            now = self._reading.window.until
            ends = self._reading.books.ends.window(now - look, now)
            kept = np.flatnonzero(ends["outbound"] == 0)
            stays = {name: column[kept] for name, column in ends.items()}
            self._looks[look] = stays["queue"], began_at(stays), opened_at(stays), stays["at"]
        return self._looks[look]


def _long_from(start: Ints, opened: Ints, limit: int) -> Ints:
    """From when on each wait was seen to be *limit* ms or longer."""
    return np.maximum(start + limit, opened)


def joined(begin: Ints, end: Ints, since: int) -> int:
    """The begin of the spans that hang together with what began at *since*."""
    order = np.argsort(-end, kind="stable")
    lowest = np.minimum(np.minimum.accumulate(begin[order]), since)
    before = np.concatenate(([since], lowest))
    over = np.flatnonzero(end[order] < before[:-1])
    return int(before[over[0]] if len(over) else before[-1])


def often(at: Ints, enough: int, window: int) -> tuple[Ints, Ints]:
    """From when to when *enough* of the instants *at* (ms, in order) lay within *window* ms before.

    A span a time that makes it enough, each until the oldest it counts has left the window.
    """
    if len(at) < enough:
        return at[:0], at[:0]
    last, oldest = at[enough - 1 :], at[: len(at) - enough + 1]
    met = last - oldest < window
    return last[met], oldest[met] + window
