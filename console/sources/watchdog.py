"""The watchdog: the age of a live floor's data, by applied heartbeats only."""

from __future__ import annotations

from feeds.protocol.session import MISSED_STALE

_YOUNG_MS = 5_000
_PAUSE_SECONDS = 0.5


class Watchdog:
    """Tracks the newest applied heartbeat. Owned by a live source.

    The feed's own state does not count, so the age grows however the feed fails. It counts from the arrival
    of that heartbeat: one that waited in the inbox is as old as its wait. Seconds are from a monotonic clock.

    After each hello a source may send its past first; heartbeats in between do not count. The past is
    complete when events are about as recent as the source's clock, or at a pause. A pause may be misleading,
    so until a heartbeat follows it, more of the past revokes it.
    """

    def __init__(self) -> None:
        self.heartbeat_seconds = 5.0
        self.has_caught_up = False
        self.has_been_whole = False
        self._whole_at: float | None = None
        self._newest: float | None = None
        self._moved_at: float | None = None
        self._is_sure = False

    @property
    def has_begun(self) -> bool:
        """Whether a source has said hello."""
        return self._whole_at is not None

    def hello(self, at: float, heartbeat_seconds: float) -> None:
        """Note an applied hello that arrived at second *at*, on a new connection."""
        self.heartbeat_seconds = heartbeat_seconds
        self.has_caught_up = self._is_sure = False
        self._newest = self._moved_at = None
        if self._whole_at is None:
            self._whole_at = at

    def moved(self, now: float) -> None:
        """Note that events were applied."""
        self._moved_at = now

    def check(self, now: float, behind_ms: float | None, speed: float) -> None:
        """Check whether the past is complete.

        The newest event is *behind_ms* older than the source's clock, None if unknown or if more events wait
        to be applied; *speed* is the speed of that clock.
        """
        if self._is_sure:
            return
        if self._moved_at is None:
            self.has_caught_up = self._newest is not None
        elif behind_ms is None:
            self.has_caught_up = False
        else:
            is_young = behind_ms <= _YOUNG_MS * max(1.0, speed)
            self.has_caught_up = is_young or now - self._moved_at >= _PAUSE_SECONDS
        if self.has_caught_up:
            self.has_been_whole = True
            self._count()

    def beat(self, at: float) -> None:
        """Note an applied heartbeat that arrived at second *at*, with everything before it applied."""
        self._newest = at
        self._is_sure = self.has_caught_up
        if self._moved_at is None:  # nothing before it: there is no past, or not yet
            self.has_caught_up = self.has_been_whole = True
        if self.has_caught_up:
            self._count()

    def age(self, now: float) -> float:
        """The age of the data in seconds at second *now*; 0 before any hello."""
        return 0.0 if self._whole_at is None else max(0.0, now - self._whole_at)

    def is_stale(self, now: float) -> bool:
        """Whether two heartbeats are missed at second *now*."""
        return self.age(now) >= self.limit

    @property
    def limit(self) -> float:
        """The age in seconds from which data is stale."""
        return MISSED_STALE * self.heartbeat_seconds

    def due_seconds(self, now: float) -> float:
        """The seconds until the data is stale, or else a whole second older, or its past seems complete."""
        age = self.age(now)
        waits = [self.limit - age if age < self.limit else 1.0 - age % 1.0]
        if not self.has_caught_up:
            waits.append(1.0 - age % 1.0)
            if self._moved_at is not None:
                waits.append(self._moved_at + _PAUSE_SECONDS - now)
        return min(wait for wait in waits if wait > 0)

    def is_moving(self, now: float) -> bool:
        """Whether anything was applied recently: the past is still arriving."""
        return self._moved_at is not None and now - self._moved_at < self.limit

    def _count(self) -> None:
        if self._newest is not None:
            self._whole_at = self._newest
