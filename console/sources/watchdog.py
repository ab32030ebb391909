"""The watchdog: how old a live floor's data is, by the heartbeats that were applied and by nothing else."""

from __future__ import annotations

from feeds.protocol.session import MISSED_STALE

_YOUNG_MS = 5_000
_PAUSE_SECONDS = 0.5


class Watchdog:
    """Knows the newest heartbeat that was applied after all that came before it. Owned by a live source.

    What the feed says of itself does not count, so the age grows whatever has become of the feed. It counts
    from when that heartbeat came: one that has waited in the inbox is as old as its wait. Seconds are of a
    clock that never steps back.

    After each hello a source may tell its past first; heartbeats amid that say nothing of the present. The
    past is told when what comes is about as young as the source's now, or when a pause is made. A pause may
    deceive, so until a heartbeat follows it, more of the past takes it back.
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
        """A hello that came at second *at*, on a new connection, is applied."""
        self.heartbeat_seconds = heartbeat_seconds
        self.has_caught_up = self._is_sure = False
        self._newest = self._moved_at = None
        if self._whole_at is None:
            self._whole_at = at

    def moved(self, now: float) -> None:
        """Events have been applied."""
        self._moved_at = now

    def check(self, now: float, behind_ms: float | None, speed: float) -> None:
        """Find out whether the past is told.

        The newest event is *behind_ms* older than the source's now, None where nobody can say, or where more
        waits to be applied; *speed* is how fast that now goes.
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
        """A heartbeat that came at second *at* is applied, and so is all before it."""
        self._newest = at
        self._is_sure = self.has_caught_up
        if self._moved_at is None:  # with nothing before it: there is no past to tell, or not yet
            self.has_caught_up = self.has_been_whole = True
        if self.has_caught_up:
            self._count()

    def age(self, now: float) -> float:
        """How old the data is at second *now*; 0 before any hello."""
        return 0.0 if self._whole_at is None else max(0.0, now - self._whole_at)

    def is_stale(self, now: float) -> bool:
        """Whether two heartbeats are missed at second *now*."""
        return self.age(now) >= self.limit

    @property
    def limit(self) -> float:
        """From which age on data is stale, in seconds."""
        return MISSED_STALE * self.heartbeat_seconds

    def is_moving(self, now: float) -> bool:
        """Whether anything has been applied lately: the past is still being told."""
        return self._moved_at is not None and now - self._moved_at < self.limit

    def _count(self) -> None:
        if self._newest is not None:
            self._whole_at = self._newest
