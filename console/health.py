"""Health: how the program itself is doing, measured at its tick; a line of JSON a second for whoever asks."""

from __future__ import annotations

import json
import sys
from typing import Any

from console.clock import Clock
from console.desk import Desk
from console.sources import Source
from feeds.events import instant_text


class Health:
    """Measures ticks. Owned by the bridge.

    A block is the time from the beginning of one tick to the beginning of the next, less the pause the timer
    was asked for: as long as that, the window could not answer. All in seconds.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began: float | None = None
        self.newest: dict[str, Any] = {}
        self.reset()

    def reset(self) -> None:
        """Begin a new second."""
        self.longest_tick = 0.0
        self.longest_block = 0.0
        self.ticks = 0
        self._spent = 0.0

    def tick_begins(self, at: float) -> None:
        if self._began is not None:
            self.longest_block = max(self.longest_block, at - self._began)
        self._began = at

    def tick_ends(self, at: float) -> None:
        assert self._began is not None
        spent = at - self._began
        self.ticks += 1
        self._spent += spent
        self.longest_tick = max(self.longest_tick, spent)

    def sample(self, desk: Desk, source: Source) -> dict[str, Any]:
        """What one line of the health log says, also kept as `newest`; a new second begins."""
        floor, link = desk.floor, desk.link
        found = {
            "at": instant_text(self._clock.now()),
            "connection": link.link.name.lower(),
            "age_seconds": link.age_seconds,
            "floor_at": instant_text(desk.playhead.now) if floor.applied else None,
            "applied": floor.applied,
            "late": floor.late,
            "duplicates": floor.duplicates,
            **source.counters(),
            "ticks": self.ticks,
            "tick_ms": {"mean": _ms(self._spent / max(1, self.ticks)), "longest": _ms(self.longest_tick)},
            "longest_block_ms": _ms(self.longest_block),
            "resident_bytes": resident_bytes(),
        }
        self.reset()
        self.newest = found
        return found

    def line(self) -> str:
        """The newest sample as one line of JSON."""
        return json.dumps(self.newest, separators=(",", ":"))


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)


def resident_bytes() -> int | None:
    """The memory this process has in the machine's, in bytes; None where the system does not say."""
    try:
        if sys.platform == "linux":
            with open("/proc/self/statm", encoding="ascii") as file:
                return int(file.read().split()[1]) * 4096
        import resource  # not on Windows

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    except (ImportError, OSError, ValueError, IndexError):
        return None
