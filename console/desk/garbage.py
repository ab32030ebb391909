"""Garbage collection in small pieces, while the window is idle.

Python's cyclic collector would sometimes scan a whole large floor, which blocks the window for a tenth of a
second and finds nothing, since a floor on display creates no cycles. So automatic collection is disabled; new
objects are collected at most once a second, then frozen while that floor is shown. A floor no longer shown
is itself a cycle, and is collected before the next one grows.
"""

from __future__ import annotations

import gc

_PAUSE_SECONDS = 1.0
_MANY_OBJECTS = 5_000  # new ones that make a collection worthwhile: it then takes about a millisecond
_MOST_OBJECTS = 4 * _MANY_OBJECTS


class CycleCollector:
    """Owned by the tick, which passes the seconds of its clock."""

    def __init__(self) -> None:
        self._swept = 0.0
        self._has_begun = False

    def begin(self) -> None:
        """Disable automatic collection."""
        gc.disable()

    def end(self) -> None:
        """Enable automatic collection again, for all objects."""
        gc.unfreeze()
        gc.enable()

    def skip(self) -> None:
        """Freeze existing objects: a floor just loaded is not garbage."""
        if not self._has_begun:  # Qt has deleted the widgets of the previous floor by now
            self._has_begun = True
            gc.collect()
        gc.freeze()

    def is_due(self, now: float) -> bool:
        """Whether to sweep at second *now*: for the first time, or when there are many new objects."""
        is_worthwhile = not self._has_begun or gc.get_count()[0] >= _MANY_OBJECTS
        return is_worthwhile and now - self._swept >= _PAUSE_SECONDS

    @property
    def is_urgent(self) -> bool:
        """Whether new objects are so many that a later sweep would block the window."""
        return gc.get_count()[0] >= _MOST_OBJECTS

    def sweep(self, now: float) -> None:
        """Collect new objects, at most once a second."""
        if now - self._swept >= _PAUSE_SECONDS:
            self._swept = now
            self._has_begun = True
            gc.collect()
            gc.freeze()
