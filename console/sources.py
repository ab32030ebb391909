"""Where a desk's events come from: a recording being opened, or a live feed. Both are pumped in slices."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Protocol

from console.clock import Clock
from console.desk import Desk
from console.floor.floor import Floor
from console.loading import Loading
from console.views.floor_view import LinkState
from console.views.rows import Link
from feeds.decoding import Invalid
from feeds.errors import UserError
from feeds.events import SiteSettings
from feeds.live import LiveFeed
from feeds.session import State

_SLICE = 400
_KEPT = 10_000


class Source(Protocol):
    """What fills a floor. `failure` ends it; `progress` is (done, total) while there is an end to see."""

    floor: Floor

    @property
    def failure(self) -> UserError | None: ...

    @property
    def progress(self) -> tuple[int, int] | None: ...

    def pump(self, desk: Desk, clock: Clock, until: float) -> None:
        """Bring events to *desk* until `clock.passed()` is *until*, or there are no more now."""

    def edge(self, clock: Clock) -> int | None:
        """The source's now, in ms; None where only its events tell."""

    def link(self, desk: Desk, clock: Clock) -> LinkState:
        """How the data reaches the screen."""

    def counters(self) -> dict[str, int]:
        """What came in: received, behind, dropped, invalid, unknown."""

    def stop(self) -> None: ...


class RecordingSource:
    """Recordings, opened step by step. Raises RecordingError when one cannot be read."""

    def __init__(self, paths: list[str], site: SiteSettings | None = None) -> None:
        self.loading = Loading(paths, site)
        self.floor = self.loading.loaded.floor
        self.failure: UserError | None = None
        self._steps: Iterator[None] | None = self.loading.steps()

    @property
    def progress(self) -> tuple[int, int] | None:
        return None if self._steps is None else (self.loading.done, self.loading.size)

    def pump(self, desk: Desk, clock: Clock, until: float) -> None:
        while self._steps is not None:
            try:
                next(self._steps)
            except StopIteration:
                self._steps = None
            except UserError as failure:
                self.failure, self._steps = failure, None
            desk.touch()
            if clock.passed() >= until:
                return

    def edge(self, clock: Clock) -> int | None:
        return None

    def link(self, desk: Desk, clock: Clock) -> LinkState:
        if self._steps is not None:
            return LinkState(Link.LOADING)
        return LinkState(Link.REPLAY, speed=desk.playhead.speed if desk.playhead.playing else 0.0)

    def counters(self) -> dict[str, int]:
        loaded = self.loading.loaded
        received = self.floor.applied + self.floor.control + loaded.invalid_count + loaded.unknown
        return {
            "received": received,
            "behind": 0,
            "dropped": 0,
            "invalid": loaded.invalid_count,
            "unknown": loaded.unknown,
        }

    def stop(self) -> None:
        self._steps = None


class LiveSource:
    """A live feed. `raw` are the newest objects as they came, `quarantine` those that are none."""

    def __init__(self, feed: LiveFeed, site: SiteSettings | None = None) -> None:
        self.feed = feed
        self.floor = Floor(site)
        self.raw: deque[bytes] = deque(maxlen=_KEPT)
        self._stream = feed.client.address.url
        self._lost_at: float | None = None

    @property
    def failure(self) -> UserError | None:
        return self.feed.failure

    @property
    def progress(self) -> tuple[int, int] | None:
        return None

    @property
    def quarantine(self) -> Sequence[Invalid]:
        return self.feed.client.session.quarantine

    def pump(self, desk: Desk, clock: Clock, until: float) -> None:
        inbox = self.feed.inbox
        while inbox.behind:
            arrivals = list(inbox.take(_SLICE))
            known = [arrival for arrival in arrivals if arrival.event is not None]
            self.raw.extend(arrival.raw for arrival in arrivals)
            desk.take(
                [arrival.event for arrival in known if arrival.event is not None],
                [arrival.at for arrival in known],
                [0] * len(known),
                self._stream,
            )
            if clock.passed() >= until:
                return

    def edge(self, clock: Clock) -> int | None:
        return self.feed.client.session.source_now(clock.passed())

    def link(self, desk: Desk, clock: Clock) -> LinkState:
        standing, session = self.feed.standing, self.feed.client.session
        age = session.age(clock.passed())
        if standing.state is State.LOST:
            if self._lost_at is None:
                self._lost_at = clock.passed()
            waited = clock.passed() - self._lost_at
            return LinkState(Link.RECONNECTING, age_seconds=age, retry_in=max(0.0, standing.wait - waited))
        self._lost_at = None
        if standing.state in (State.CONNECTING, State.AWAITING_HELLO):
            return LinkState(Link.LOADING)
        if standing.state is State.STALE:
            return LinkState(Link.STALE, age_seconds=age)
        if not desk.playhead.at_edge:
            return LinkState(Link.REWOUND, age_seconds=age, speed=desk.playhead.speed)
        return LinkState(Link.LIVE, age_seconds=age)

    def counters(self) -> dict[str, int]:
        inbox, counted = self.feed.inbox, self.feed.client.session.counters
        return {
            "received": inbox.received,
            "behind": inbox.behind,
            "dropped": counted.duplicates,
            "invalid": counted.invalid,
            "unknown": counted.unknown,
        }

    def stop(self) -> None:
        self.feed.stop()
