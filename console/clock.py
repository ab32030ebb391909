"""Clocks: the one place that asks what time it is. All else is told."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """What tells the time, and how much of it has passed."""

    def now(self) -> int:
        """The time of day in ms since 1970 UTC; it may jump."""

    def passed(self) -> float:
        """Seconds since some instant; never steps back."""


class WallClock:
    """The machine's own clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def passed(self) -> float:
        return time.monotonic()


class ManualClock:
    """A clock that stands until it is moved: for tests, and for pictures of an instant.

    >>> clock = ManualClock(1_000)
    >>> clock.move(2.5)
    >>> clock.now(), clock.passed()
    (3500, 2.5)
    """

    def __init__(self, now: int = 0) -> None:
        self._started = now
        self._passed = 0.0

    def now(self) -> int:
        return self._started + round(self._passed * 1000)

    def passed(self) -> float:
        return self._passed

    def move(self, seconds: float) -> None:
        self._passed += seconds
