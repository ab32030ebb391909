"""The part of the past that counts, and what is made of numbers in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.oracle.contacts import Leg
from tests.oracle.floor import Floor
from tests.oracle.reading import SECOND
from tests.oracle.schedules import day_of

Figures = dict[str, Any]


@dataclass(frozen=True)
class Window:
    """The part of the past that counts."""

    begin: int
    now: int
    begin_counts: bool

    def holds(self, instant: int | None) -> bool:
        """Whether something that happened at an instant counts."""
        if instant is None or instant > self.now:
            return False
        return instant >= self.begin if self.begin_counts else instant > self.begin


def window_of(floor: Floor, window_ms: int | None) -> Window:
    """A rolling window, or the site's day so far."""
    if window_ms is None:
        return Window(day_of(floor, floor.now)[0], floor.now, begin_counts=True)
    return Window(floor.now - window_ms, floor.now, begin_counts=False)


def ratio(part: float, whole: float) -> float | None:
    """A ratio, none of nothing."""
    return part / whole if whole else None


def mean(values: Iterable[float]) -> float | None:
    """The mean of some values, none of none."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else None


def mean_seconds(durations: Iterable[int]) -> float | None:
    """The mean of some durations, in seconds."""
    found = mean(durations)
    return None if found is None else found / SECOND


def handled_figures(legs: list[Leg]) -> Figures:
    """How many legs, and how long they took."""
    times = [leg.spent("talking") + leg.spent("held") + leg.spent("wrapping") for leg in legs]
    return {"handled": len(legs), "average_handle_time_seconds": mean_seconds(times)}
