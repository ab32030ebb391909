"""The source's clock, as it is told by hellos and heartbeats, whatever the machine's own clock says."""

from __future__ import annotations

from collections import deque

_TOLD = 12
_STEP_SECONDS = 2.0


class SourceClock:
    """Now at the source, from what it says and from seconds that pass here. Owned by the session.

    What is told is late by its way here; the quickest of the last dozen is the nearest to the truth. A clock
    that steps (set anew, a replay that is paused) is followed at once. `speed` is how fast it runs: 1, or the
    rate of a replay.

    >>> clock = SourceClock()
    >>> clock.start(60_000, speed=100.0, now=5.0)
    >>> clock.at(5.5)
    110000
    """

    def __init__(self) -> None:
        self.speed = 1.0
        self._offsets: deque[float] = deque(maxlen=_TOLD)
        self._offset: float | None = None

    def start(self, at: int, speed: float, now: float) -> None:
        """A hello: it is *at* (ms) there at the second *now* here."""
        self.speed = speed
        self._offsets.clear()
        self.hear(at, now)

    def hear(self, at: int, now: float) -> None:
        """A heartbeat: it is *at* (ms) there at the second *now* here."""
        offset = at - now * 1000 * self.speed
        step = _STEP_SECONDS * 1000 * self.speed
        if self._offsets and abs(offset - max(self._offsets)) > step:
            self._offsets.clear()
        self._offsets.append(offset)
        self._offset = max(self._offsets)

    def at(self, now: float) -> int | None:
        """The instant there (ms) at the second *now* here; None before it was ever told."""
        return None if self._offset is None else round(self._offset + now * 1000 * self.speed)
