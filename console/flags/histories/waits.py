"""Spans in which a contact waited long, or something happened often."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from console.flags.histories.block_digests import BlockDigests, Rows
from console.floor.ledgers.codes import Ints
from console.metrics.reading.reading import Reading, began_at, opened_at

_BACK_MS = 900_000
_NO_WAITS = np.empty((3, 0), dtype=np.int64)


class _Ended(NamedTuple):
    """Ended waits by queue: where each queue's begin, and the start, effective instant and end of each."""

    first: Ints
    waits: Ints

    def of(self, queue: int) -> Ints:
        if queue + 1 >= len(self.first):
            return _NO_WAITS
        return self.waits[:, self.first[queue] : self.first[queue + 1]]


def _ended(ends: Rows) -> _Ended:
    kept = np.flatnonzero(ends["outbound"] == 0)
    queue = ends["queue"][kept]
    # NumPy sorts narrow integers much faster.
    is_small = not len(queue) or int(queue.max()) <= np.iinfo(np.int16).max
    order = np.argsort(queue.astype(np.int16) if is_small else queue, kind="stable")
    mine = kept[order]
    chosen = {name: ends[name][mine].astype(np.int64) for name in ("at", "wait", "shift", "late_start")}
    highest = int(queue.max()) if len(queue) else -1
    first = np.searchsorted(queue[order], np.arange(highest + 2))
    return _Ended(first, np.stack((began_at(chosen), opened_at(chosen), chosen["at"])))


class EndedWaits:
    """The ended waits of each queue. Owned by a watch; keeps those of packed rows by queue."""

    def __init__(self) -> None:
        self._digests = BlockDigests(_ended)

    def between(self, reading: Reading, after: int) -> list[_Ended]:
        """Those that may have ended after *after* (ms), and others."""
        return list(self._digests.between(reading.books.ends, after, reading.window.until))


class PastWaits:
    """The waits that ended by the end of *reading*'s window, read once.

    Created for one reading.
    """

    def __init__(self, reading: Reading, ended: EndedWaits | None = None) -> None:
        self._reading = reading
        self._kept = EndedWaits() if ended is None else ended
        self._read: dict[int, list[_Ended]] = {}

    def since(self, queues: Iterable[int], limit: int = 0) -> int:
        """Since when (ms), without a break, a contact in one of *queues* has waited for at least *limit* ms.

        A contact must have waited that long at the end of the window. Searches back as far as needed, so that
        the result is stable as time advances.
        """
        queues = list(queues)
        is_asked = np.zeros(len(self._reading.floor.queues.by_index), dtype=bool)
        is_asked[queues] = True
        waiting, now = self._reading.open, self._reading.window.until
        asked = is_asked[waiting["queue"]]
        since = int(_long_from(waiting["start"][asked], waiting["opened"][asked], limit).min())
        back = _BACK_MS
        while True:
            while now - back >= since:  # waits that ended by then are not read yet
                back *= 2
            start, opened, end = self._ended(queues, back)
            long = _long_from(start, opened, limit)
            # Only a wait that began earlier can extend the span, if one reaches it.
            earlier = (long < since) & (long <= end)
            began = since
            if (end[earlier] >= since).any():
                began = joined(long[earlier], end[earlier], since)
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
        back = _BACK_MS
        while now - back >= began:
            back *= 2
        start, opened, end = self._ended([queue], back)
        long = _long_from(start, opened, enter)
        rose = np.concatenate((long[long <= end], _long_from(starts, opened_now, enter)))
        rose = rose[(rose >= began) & (rose <= now)]
        return int(rose.min()) if len(rose) else None

    def _ended(self, queues: list[int], back: int) -> Ints:
        """Start, effective instant and end of the waits in *queues* that ended in the last *back* ms."""
        now = self._reading.window.until
        if back not in self._read:
            self._read[back] = self._kept.between(self._reading, now - back)
        waits = np.concatenate(
            [ended.of(queue) for ended in self._read[back] for queue in queues] or [_NO_WAITS], 1
        )
        kept: Ints = waits[:, (waits[2] > now - back) & (waits[2] <= now)]
        return kept


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
