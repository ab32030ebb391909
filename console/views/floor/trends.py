"""Trends: each queue's service level at every whole minute of the last half hour, and now."""

from __future__ import annotations

from collections.abc import Sequence

from console.floor.floor import Floor
from console.floor.ledgers.timeline import NEVER
from console.metrics.curves import queue_curves

MINUTE = 60_000
MINUTES_SHOWN = 30

Trend = tuple[float | None, ...]


def trend_instants(now: int) -> list[int]:
    """The thirty whole minutes before *now* (ms), and *now*.

    >>> trend_instants(31 * MINUTE)[-3:] == [29 * MINUTE, 30 * MINUTE, 31 * MINUTE]
    True
    """
    last = (now - 1) // MINUTE * MINUTE
    return [*range(last - (MINUTES_SHOWN - 1) * MINUTE, last + 1, MINUTE), now]


class Trends:
    """The trends of all queues. Owned by the queue cards; keeps whole minutes until their past changes."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._key: object = None
        self._minutes: list[Trend] = []
        # The rows of the ledger when the minutes were read: how many, and the place of the last strike.
        self._count = self._struck = 0

    def read(self, now: int, window_ms: int, levels: Sequence[float | None]) -> list[Trend]:
        """Each queue's trend at *now* (ms), by number: shares, oldest first, None where nothing is counted.

        *levels* are the queues' service levels now.
        """
        queues, ends = self._floor.queues, self._floor.books.ends
        instants = trend_instants(now)[:-1]
        key = (instants[-1], window_ms, len(queues.by_index), queues.revision, ends.revision)
        if key != self._key or self._is_past_changed(instants[-1]):
            self._key, self._minutes = key, queue_trends(self._floor, instants, window_ms)
            self._count, self._struck = ends.count, ends.struck.place
        return [(*minutes, level) for minutes, level in zip(self._minutes, levels, strict=True)]

    def _is_past_changed(self, last: int) -> bool:
        """Whether an entry that ended by *last* (ms) was written or struck since the minutes were read."""
        ends = self._floor.books.ends
        struck = ends.struck.since(self._struck)
        if struck is None or any(number < self._count for number in struck):
            return True
        fresh = ends.rows_from(self._count, NEVER)
        if (fresh["at"] <= last).any():
            return True
        self._struck = ends.struck.place
        return False


def queue_trends(floor: Floor, instants: Sequence[int], window_ms: int) -> list[Trend]:
    """Each queue's service level at each of *instants* (ms), by number: None where nothing is counted."""
    shares = queue_curves(floor, instants, window_ms).share.tolist()
    return [tuple(None if share != share else share for share in row) for row in shares]
