"""The source's clock, from hellos and heartbeats, independent of this machine's clock."""

from __future__ import annotations

from collections import deque

_OFFSETS_KEPT = 12
_STEP_SECONDS = 2.0


class SourceClock:
    """The source's current time, from its messages and seconds elapsed here. Owned by the session.

    Messages are delayed by transport; the fastest of the last dozen is the most accurate. A clock that steps
    (adjusted, or a paused replay) is followed at once. `speed` is its rate: 1, or the speed of a replay.

    >>> clock = SourceClock()
    >>> clock.start(60_000, speed=100.0, now=5.0)
    >>> clock.at(5.5)
    110000
    """

    def __init__(self) -> None:
        self.speed = 1.0
        self._offsets: deque[float] = deque(maxlen=_OFFSETS_KEPT)
        self._offset: float | None = None

    def start(self, at: int, speed: float, now: float) -> None:
        """Handle a hello: the source's time is *at* (ms) at the second *now* here."""
        self.speed = speed
        self._offsets.clear()
        self.hear(at, now)

    def hear(self, at: int, now: float) -> None:
        """Handle a heartbeat: the source's time is *at* (ms) at the second *now* here."""
        offset = at - now * 1000 * self.speed
        step = _STEP_SECONDS * 1000 * self.speed
        if self._offsets and abs(offset - max(self._offsets)) > step:
            self._offsets.clear()
        self._offsets.append(offset)
        self._offset = max(self._offsets)

    def at(self, now: float) -> int | None:
        """The source's time (ms) at the second *now* here; None before the first message."""
        return None if self._offset is None else round(self._offset + now * 1000 * self.speed)
