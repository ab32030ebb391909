"""Clocks: the only module that reads the time. Everything else is passed an instant."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """The source of the current time and of elapsed time."""

    def now(self) -> int:
        """The time of day in ms since 1970 UTC; may jump."""

    def passed(self) -> float:
        """Seconds since an arbitrary instant; never decreases."""


class WallClock:
    """The machine's own clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def passed(self) -> float:
        return time.monotonic()


class ManualClock:
    """A clock that moves only when set: for tests and screenshots.

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
