"""What assistive technology reads of the time bar's plot: a slider over the day, its value in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from console.views.rows import Link, TimeLine
from widgets.accessibility.items import AccessibleItems, AccessibleRange

_STEP = 60.0  # seconds an arrow key moves
_LINKS = {
    Link.LIVE: "live",
    Link.STALE: "stale",
    Link.RECONNECTING: "stale",
    Link.REWOUND: "rewound",
    Link.REPLAY: "replay",
    Link.LOADING: "loading",
}


class HasTime(Protocol):
    """What is read of a line of time."""

    line: TimeLine
    link: Link

    def instant_text(self, at: int) -> str: ...


class TimeItems(AccessibleItems):
    """The instant shown, in seconds since the day's line begins."""

    def __init__(self, plot: HasTime, seeks: Callable[[int], object]) -> None:
        self._plot, self._seeks = plot, seeks

    def range(self) -> AccessibleRange:
        plot, line = self._plot, self._plot.line
        words = f"{plot.instant_text(line.now)}, {_LINKS[plot.link]}" if line.end > line.start else "no data"
        return AccessibleRange(
            (line.now - line.start) / 1000,
            0.0,
            (line.end - line.start) / 1000,
            _STEP,
            words,
            lambda seconds: self._seeks(line.start + round(seconds * 1000)),
        )
