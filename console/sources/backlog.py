"""The backlog: what a live source has sent and the floor has not taken yet."""

from __future__ import annotations

from collections.abc import Sequence

from feeds.limits import BACKLOG_SECONDS
from feeds.protocol.frames import Arrival

LEAST_SECONDS = 1.0  # a shorter backlog is not worth a word


class Backlog:
    """Measures the backlog, and leaves it out once it is too long. Owned by a live source.

    Seconds are of a monotonic clock. `left_out` counts the events not taken.
    """

    def __init__(self) -> None:
        self.left_out = 0
        self._since: float | None = None
        self._is_left_out = False

    def check(self, waiting: int, now: float) -> None:
        """Note that *waiting* arrivals are not taken yet at second *now*."""
        if not waiting:
            self._since = None
        elif self._since is None:
            self._since = now

    def seconds(self, behind_ms: int | None, speed: float, now: float) -> float | None:
        """How far the floor is behind at second *now*; None if it is not.

        Its newest event is *behind_ms* older than the source's clock (None: unknown), which has this *speed*.
        """
        if self._since is None or behind_ms is None:
            return None
        behind = min(now - self._since, behind_ms / 1000 / speed)
        return behind if behind >= LEAST_SECONDS else None

    @staticmethod
    def is_too_long(seconds: float | None) -> bool:
        """Whether a backlog of so many *seconds* is left out rather than taken."""
        return seconds is not None and seconds >= BACKLOG_SECONDS

    def leave_out(self) -> None:
        """Leave out what comes until the source begins again."""
        self._is_left_out = True

    def taken(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Those of *arrivals* that are taken."""
        if not self._is_left_out:
            return arrivals
        for place, arrival in enumerate(arrivals):
            if arrival.event is not None and arrival.event.type == "hello":
                self._is_left_out, self._since = False, None
                return arrivals[place:]
            self.left_out += arrival.seq is not None
        return ()
