"""Health of the program, measured at its tick, as a line of JSON a second."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from console.clock import Clock
from console.desk.desk import Desk
from console.sources.source import Source
from feeds.events import instant_text


class Health:
    """Measures ticks and frames. Owned by the tick.

    A block is a time in which the window could not respond: the duration of a tick or a frame, or the delay
    of a tick or of the response to an arrival because something else ran. All in seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = 0.0
        self._due: float | None = None
        self.newest: dict[str, Any] = {}
        self.reset()

    def reset(self) -> None:
        """Begin a new second."""
        self.longest_block = 0.0
        self.ticks: list[float] = []
        self.frames: list[float] = []

    def tick_begins(self, at: float) -> None:
        if self._due is not None:
            self.longest_block = max(self.longest_block, at - self._due)
        self._began, self._due = at, None

    def tick_ends(self, at: float, next_due: float) -> None:
        """Note that a tick ended *at*, and the next is due at *next_due*."""
        spent = at - self._began
        self.ticks.append(spent)
        self.longest_block = max(self.longest_block, spent)
        self._due = max(at, next_due)

    def tick_due(self, at: float) -> None:
        """Note that a tick is due *at*, unless one is due sooner."""
        self._due = at if self._due is None else min(self._due, at)

    def waited(self, seconds: float) -> None:
        """Note that the response to an arrival took *seconds* to begin."""
        self.longest_block = max(self.longest_block, seconds)

    def frame_drawn(self, seconds: float) -> None:
        """Note that the window painted a frame, which took *seconds*."""
        self.frames.append(seconds)
        self.longest_block = max(self.longest_block, seconds)

    def sample(self, desk: Desk, source: Source) -> dict[str, Any]:
        """One sample for the health log, also stored as `newest`; starts a new second."""
        floor, link = desk.floor, desk.link
        found = {
            "at": instant_text(self._clock.now()),
            "connection": link.link.name.lower(),
            "age_seconds": link.age_seconds,
            "floor_at": instant_text(desk.playhead.now) if floor.applied else None,
            "applied": floor.applied,
            "late": floor.late,
            "duplicates": floor.duplicates,
            "trouble": source.trouble or (str(source.failure) if source.failure else None),
            **source.counters(),
            "ticks": len(self.ticks),
            "tick_ms": _lengths(self.ticks),
            "frames": len(self.frames),
            "frame_ms": _lengths(self.frames),
            "longest_block_ms": _ms(self.longest_block),
            "resident_bytes": resident_bytes(),
        }
        self.reset()
        self.newest = found
        return found

    def line(self) -> str:
        """The newest sample as one line of JSON."""
        return json.dumps(self.newest, separators=(",", ":"))


def _lengths(taken: Sequence[float]) -> dict[str, float]:
    return {"mean": _ms(sum(taken) / max(1, len(taken))), "longest": _ms(max(taken, default=0.0))}


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def resident_bytes() -> int | None:
    """The resident memory of this process in bytes; None if unknown."""
    try:
        if sys.platform == "linux":
            with open("/proc/self/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        import resource  # not on Windows

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    except (ImportError, OSError, ValueError, IndexError):
        return None
