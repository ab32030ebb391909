"""Trends: each queue's service level at every whole minute of the last half hour, and now."""

from __future__ import annotations

from console.floor.floor import Floor
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


def queue_trends(floor: Floor, now: int, window_ms: int) -> list[Trend]:
    """Each queue's trend, by number: shares, oldest first, None where nothing is counted."""
    shares = queue_curves(floor, trend_instants(now), window_ms).share.tolist()
    return [tuple(None if share != share else share for share in row) for row in shares]
