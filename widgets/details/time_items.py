"""What assistive technology reads of the time bar's plot: a slider over the day, its value in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.views.rows import Link
from widgets.accessibility.items import AccessibleItems, AccessibleRange

if TYPE_CHECKING:
    from widgets.details.time_plot import TimePlot

_STEP = 60.0  # seconds an arrow key moves
_LINKS = {
    Link.LIVE: "live",
    Link.STALE: "stale",
    Link.RECONNECTING: "stale",
    Link.REWOUND: "rewound",
    Link.REPLAY: "replay",
    Link.LOADING: "loading",
}


class TimeItems(AccessibleItems):
    """The instant shown, in seconds since the day's line begins."""

    def __init__(self, plot: TimePlot) -> None:
        self._plot = plot

    def range(self) -> AccessibleRange:
        plot, line = self._plot, self._plot.line
        words = f"{plot.instant_text(line.now)}, {_LINKS[plot.link]}" if line.end > line.start else "no data"
        return AccessibleRange(
            (line.now - line.start) / 1000,
            0.0,
            (line.end - line.start) / 1000,
            _STEP,
            words,
            lambda seconds: plot.seek_requested.emit(line.start + round(seconds * 1000)),
        )
