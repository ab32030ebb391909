"""Where a desk's events come from: a recording being opened, or a live feed. Both are pumped in slices."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from console.clock import Clock
from console.desk import Desk
from console.floor.floor import Floor
from console.floor.state import HORIZON_HOURS
from console.floor.timeline import NEVER
from console.loading import Loading
from console.views.floor_view import LinkState
from console.views.rows import Link
from feeds.client import SourceClient
from feeds.decoding import Invalid
from feeds.errors import UserError
from feeds.events import SiteSettings, instant_text
from feeds.session import Request, Session, State

if TYPE_CHECKING:
    from feeds.live import LiveFeed

_SLICE = 100
_KEPT = 10_000
_CLOSING_SECONDS = 0.05
# A live source has told its past when what it tells is about as young as this, or when it pauses so long.
_YOUNG_MS = 5_000
_PAUSE_SECONDS = 0.5


class Source(Protocol):
    """What fills a floor. `failure` ends it; `progress` is (done, total) while there is an end to see."""

    floor: Floor

    @property
    def failure(self) -> UserError | None: ...

    @property
    def progress(self) -> tuple[int, int] | None: ...

    def pump(self, desk: Desk, clock: Clock, until: float) -> bool:
        """Bring events to *desk* until `clock.passed()` is *until*; whether there are more now."""

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

    def pump(self, desk: Desk, clock: Clock, until: float) -> bool:
        while self._steps is not None:
            try:
                next(self._steps)
            except StopIteration:
                self.stop()
            except UserError as failure:
                self.failure = failure
                self.stop()
            desk.touch()
            if clock.passed() >= until:
                break
        return self._steps is not None

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


def session_of(clock: Clock) -> Session:
    """A session that asks a source for as much of the past as a floor holds."""
    return Session(Request(since=instant_text(clock.now() - HORIZON_HOURS * 3_600_000)))


class LiveSource:
    """A live feed, from the moment it is asked for. `raw` are the newest objects as they came.

    *reach* makes the client. It may take its time (a server has to start, a keyring has to answer), so it is
    called in a thread of its own; what it raises, a UserError, is the source's failure. *doing* are the words
    for what is done meanwhile, such as "Connecting to wss://…".

    Until the source has told its past, the floor is shown as it was when the newest of that happened; only
    then does its edge move with the source's clock.
    """

    def __init__(
        self, doing: str, reach: Callable[[], SourceClient], site: SiteSettings | None = None
    ) -> None:
        self.floor = Floor(site)
        self.raw: deque[bytes] = deque(maxlen=_KEPT)
        self.feed: LiveFeed | None = None
        self._doing = doing
        self._reach = reach
        self._refused: UserError | None = None
        self._has_caught_up = False
        self._told_at: float | None = None
        self._is_stopped = False
        self._lock = threading.Lock()
        threading.Thread(target=self._reach_out, name="reaching a source", daemon=True).start()

    @property
    def failure(self) -> UserError | None:
        return self._refused if self.feed is None else self.feed.failure

    @property
    def progress(self) -> tuple[int, int] | None:
        return None

    @property
    def waiting(self) -> str:
        """What is being waited for, in words; empty where events have come, or none will."""
        feed = self.feed
        if self.failure is not None:
            return ""
        if feed is None or not feed.client.session.counters.connections:
            return self._doing
        if self.floor.latest == NEVER:
            return f"Connected to {feed.client.address.url}: its floor has told nothing yet"
        return "" if self._has_caught_up else f"Catching up ({self.floor.applied:,} events)"

    @property
    def quarantine(self) -> Sequence[Invalid]:
        """What came and was no event."""
        return () if self.feed is None else self.feed.client.session.quarantine

    def pump(self, desk: Desk, clock: Clock, until: float) -> bool:
        if self.feed is None:
            return False
        inbox, stream = self.feed.inbox, self.feed.client.address.url
        while inbox.behind:
            arrivals = list(inbox.take(_SLICE))
            known = [arrival for arrival in arrivals if arrival.event is not None]
            self.raw.extend(arrival.raw for arrival in arrivals)
            desk.take(
                [arrival.event for arrival in known if arrival.event is not None],
                [arrival.at for arrival in known],
                [0] * len(known),
                stream,
            )
            self._told_at = clock.passed()
            if self._told_at >= until:
                break
        self._has_caught_up = self._has_caught_up or self._has_told_its_past(self.feed, clock)
        return bool(inbox.behind)

    def edge(self, clock: Clock) -> int | None:
        if self.feed is None or not self._has_caught_up:
            return None
        return self.feed.client.session.source_now(clock.passed())

    def link(self, desk: Desk, clock: Clock) -> LinkState:
        if self.feed is None or self.feed.standing.state in (State.CONNECTING, State.AWAITING_HELLO):
            return LinkState(Link.LOADING)
        state, session = self.feed.standing.state, self.feed.client.session
        age = session.age(clock.passed())
        if self.failure is not None:  # it was there, and refuses now: nobody tries again
            return LinkState(Link.STALE, age_seconds=age)
        if state is State.LOST:
            self._has_caught_up = False
            left = None if session.retry_at is None else max(0.0, session.retry_at - clock.passed())
            return LinkState(Link.RECONNECTING, age_seconds=age, retry_in=left)
        if state is State.STALE:
            return LinkState(Link.STALE, age_seconds=age)
        if not self._has_caught_up:
            return LinkState(Link.LOADING)
        if not desk.playhead.at_edge:
            return LinkState(Link.REWOUND, age_seconds=age, speed=desk.playhead.speed)
        return LinkState(Link.LIVE, age_seconds=age)

    def counters(self) -> dict[str, int]:
        if self.feed is None:
            return dict.fromkeys(("received", "behind", "dropped", "invalid", "unknown"), 0)
        inbox, counted = self.feed.inbox, self.feed.client.session.counters
        return {
            "received": inbox.received,
            "behind": inbox.behind,
            "dropped": counted.duplicates,
            "invalid": counted.invalid,
            "unknown": counted.unknown,
        }

    def stop(self) -> None:
        """Let go of the source. A connection that is slow to close is left to do so by itself."""
        with self._lock:
            self._is_stopped = True
            feed = self.feed
        if feed is not None:
            closing = threading.Thread(target=feed.stop, name="leaving a source")
            closing.start()
            closing.join(_CLOSING_SECONDS)

    def _has_told_its_past(self, feed: LiveFeed, clock: Clock) -> bool:
        session, now = feed.client.session, clock.passed()
        edge = session.source_now(now)
        if self._told_at is None or edge is None or feed.inbox.behind or self.floor.latest == NEVER:
            return False
        is_young = edge - self.floor.latest <= _YOUNG_MS * max(1.0, session.clock.speed)
        return is_young or now - self._told_at >= _PAUSE_SECONDS

    def _reach_out(self) -> None:
        try:
            client = self._reach()
        except UserError as refused:
            self._refused = refused
            return
        from feeds.live import LiveFeed  # here, since a recording needs no network

        feed = LiveFeed(client)
        with self._lock:
            if not self._is_stopped:  # nobody wants it any more otherwise
                feed.start()
                self.feed = feed
