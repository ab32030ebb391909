"""Sweeping: Python's collector of cycles, run in small pieces while a window has nothing else to do.

Left to itself it goes through all of a large floor now and then: that stops the window for a tenth of a
second, and finds nothing, since a floor that is shown makes no garbage cycles. So it rests, and what was made
since the last time is gone through once a second, then left alone while that floor is shown. A floor that is
shown no longer is such a cycle itself: it is let go of before the next one grows.
"""

from __future__ import annotations

import gc

_PAUSE_SECONDS = 1.0


class CycleCollector:
    """Owned by the bridge, which tells it the seconds of its clock."""

    def __init__(self) -> None:
        self._swept = 0.0
        self._has_begun = False

    def begin(self) -> None:
        """Let the collector rest from here on."""
        gc.disable()

    def end(self) -> None:
        """Let it run by itself again, over everything."""
        gc.unfreeze()
        gc.enable()

    def skip(self) -> None:
        """Never mind what there is by now: a floor that was taken in is no garbage."""
        if not self._has_begun:  # what showed the floor before, if any, Qt has deleted by now
            self._has_begun = True
            gc.collect()
        gc.freeze()

    def sweep(self, now: float) -> None:
        """Go through what is new, if it is time to."""
        if now - self._swept >= _PAUSE_SECONDS:
            self._swept = now
            self._has_begun = True
            gc.collect()
            gc.freeze()
