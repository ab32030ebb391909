"""Sources of a desk's events: a recording being opened, or a live feed, both read in slices."""

from __future__ import annotations

import logging
import random
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from console.clock import Clock
from console.desk.desk import Desk
from console.floor.floor import Floor
from console.floor.ledgers.timeline import NEVER
from console.floor.state import HORIZON_HOURS
from console.sources.loading import Loading
from console.sources.watchdog import Watchdog
from console.views.floor.floor_view import LinkState
from console.views.rows import Link
from console.views.terminal.connection_text import broken_text, error_text
from feeds.errors import UserError
from feeds.events import SiteSettings, instant_text
from feeds.protocol.decoding import Invalid
from feeds.protocol.frames import Arrival
from feeds.protocol.session import Request, Session, SessionState
from feeds.transport.backoff import BackOff
from feeds.transport.client import SourceClient

if TYPE_CHECKING:
    from feeds.transport.feed_thread import LiveFeed

_SLICE = 100
_KEPT = 10_000
_CLOSING_SECONDS = 0.05
_log = logging.getLogger("floorlight.feed")


class Source(Protocol):
    """Fills a floor. `failure` ends it; `progress` is (done, total) if the total is known."""

    floor: Floor

    @property
    def failure(self) -> UserError | None: ...

    @property
    def trouble(self) -> str:
        """A problem that is being repaired; empty if there is none."""

    @property
    def progress(self) -> tuple[int, int] | None: ...

    def pump(self, desk: Desk, clock: Clock, until: float) -> bool:
        """Feed events to *desk* until `clock.passed()` is *until*; returns whether there are more now."""

    def edge(self, clock: Clock) -> int | None:
        """The source's current time in ms; None if only its events define it."""

    def link(self, desk: Desk, clock: Clock) -> LinkState:
        """The state of the data's link."""

    def counters(self) -> dict[str, int]:
        """Counters of input: received, behind, dropped, invalid, unknown."""

    def stop(self) -> None: ...


class RecordingSource:
    """Recordings, opened step by step. Raises RecordingError if one cannot be read."""

    trouble = ""

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
            except Exception as error:  # what was read stays usable, marked as incomplete
                words = f"The recording could not be read to its end: {error_text(error)}"
                _log_broken(words, error)
                self.failure = UserError(words)
                self.stop()
            desk.touch()
            if clock.passed() >= until:
                break
        return self._steps is not None

    def edge(self, clock: Clock) -> int | None:
        return None

    def link(self, desk: Desk, clock: Clock) -> LinkState:
        if self._steps is not None:
            return LinkState(Link.LOADING, catches_up=True)
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
    """A session that requests as much of the past as a floor keeps."""
    return Session(Request(since=instant_text(clock.now() - HORIZON_HOURS * 3_600_000)))


class LiveSource:
    """A live feed, from the moment it is requested. `raw` are the newest objects as received.

    *connect* creates the client. It may be slow (a server starts, a keyring answers), so it runs in its own
    thread; an error it raises is the source's failure. *doing* describes the wait, such as "Connecting to
    wss://…". *ended* returns why the source can never return, empty while it can.

    Until the source has sent its past, the floor is shown as of the newest event; only then does its edge
    move with the source's clock. The watchdog decides whether it is live, by what was applied. A broken feed
    is restarted with increasing delays, and `trouble` reports it.
    """

    def __init__(
        self,
        doing: str,
        connect: Callable[[], SourceClient],
        site: SiteSettings | None = None,
        ended: Callable[[], str] = lambda: "",
    ) -> None:
        self.floor = Floor(site)
        self.raw: deque[bytes] = deque(maxlen=_KEPT)
        self.feed: LiveFeed | None = None
        self.trouble = ""
        self._doing = doing
        self._make_client = connect
        self._ended = ended
        self._refused: UserError | None = None
        self._watchdog = Watchdog()
        self._connections = 0
        self._waits = BackOff(random.Random())
        self._retry_at: float | None = None
        self._is_stopped = False
        self._lock = threading.Lock()
        threading.Thread(target=self._connect, name="connecting a source", daemon=True).start()

    @property
    def failure(self) -> UserError | None:
        return self._refused if self.feed is None else self._refused or self.feed.failure

    @property
    def progress(self) -> tuple[int, int] | None:
        return None

    @property
    def name(self) -> str:
        """The display name of the source: its own name, else its address."""
        if self.feed is None:
            return "the source"
        client = self.feed.client
        return client.address.url if client.session.hello is None else client.session.hello.source

    @property
    def waiting(self) -> str:
        """What the source waits for; empty once events have arrived, or if none will."""
        feed = self.feed
        if self.failure is not None:
            return ""
        if self.trouble and not self._watchdog.has_been_whole:
            return self.trouble
        if feed is None or not feed.client.session.counters.connections:
            return self._doing
        if self.floor.latest == NEVER:
            return f"Connected to {feed.client.address.url}: no events yet"
        return "" if self._watchdog.has_caught_up else f"Catching up ({self.floor.applied:,} events)"

    @property
    def quarantine(self) -> Sequence[Invalid]:
        """Quarantined input."""
        return () if self.feed is None else self.feed.client.session.quarantine

    def pump(self, desk: Desk, clock: Clock, until: float) -> bool:
        feed = self.feed
        if feed is None or self._refused is not None:
            return False
        self._check(feed, clock.passed())
        try:
            while feed.inbox.behind:
                self._take(feed, desk, clock)
                if clock.passed() >= until:
                    break
        except Exception as error:  # the floor may be incomplete: let it age, never show it as live
            self._give_up(f"Events from {self.name} could not be applied: {error_text(error)}", error)
            return False
        self._watch(feed, clock.passed())
        return bool(feed.inbox.behind)

    def edge(self, clock: Clock) -> int | None:
        if self.feed is None or not self._watchdog.has_caught_up:
            return None
        return self.feed.client.session.source_now(clock.passed())

    def link(self, desk: Desk, clock: Clock) -> LinkState:
        feed, dog, now = self.feed, self._watchdog, clock.passed()
        if feed is None or not dog.has_begun:
            return LinkState(Link.LOADING, catches_up=True)
        age = dog.age(now)
        if self.failure is not None:  # it was connected and refuses now: no retry
            return LinkState(Link.STALE, age_seconds=age)
        is_lost = feed.is_alive and feed.standing.state is SessionState.LOST
        is_broken = self.trouble != "" and not dog.is_stale(now)
        if self._retry_at is not None or is_lost or is_broken:
            retry_at = feed.client.session.retry_at if self._retry_at is None else self._retry_at
            left = None if retry_at is None else max(0.0, retry_at - now)
            return LinkState(Link.RECONNECTING, age_seconds=age, retry_in=left)
        if not dog.has_caught_up:
            is_first = not dog.has_been_whole and (dog.is_moving(now) or not dog.is_stale(now))
            return LinkState(Link.LOADING if is_first else Link.STALE, age_seconds=age, catches_up=True)
        if dog.is_stale(now):
            return LinkState(Link.STALE, age_seconds=age)
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
        """Close the source. A slow connection closes in the background."""
        with self._lock:
            self._is_stopped = True
            feed = self.feed
        if feed is not None:
            closing = threading.Thread(target=feed.stop, name="leaving a source")
            closing.start()
            closing.join(_CLOSING_SECONDS)

    # Input ----------------------------------------------------------------------------------------

    def _take(self, feed: LiveFeed, desk: Desk, clock: Clock) -> None:
        """Apply a slice of what has arrived, and note its heartbeats."""
        arrivals = list(feed.inbox.take(_SLICE))
        known = [arrival for arrival in arrivals if arrival.event is not None]
        self.raw.extend(arrival.raw for arrival in arrivals)
        desk.take(
            [arrival.event for arrival in known if arrival.event is not None],
            [arrival.at for arrival in known],
            [0] * len(known),
            feed.client.address.url,
        )
        now, has_moved = clock.passed(), False
        for arrival in known:
            if arrival.heard is None:
                has_moved = True
                continue
            if has_moved:
                self._watchdog.moved(now)
                has_moved = False
            self._hear(feed, arrival, now)
        if has_moved:
            self._watchdog.moved(now)

    def _hear(self, feed: LiveFeed, sign: Arrival, now: float) -> None:
        """Note that a hello or a heartbeat, and everything before it, has been applied."""
        at, session = now if sign.heard is None else sign.heard, feed.client.session
        if sign.event is not None and sign.event.type == "heartbeat":
            self._watch(feed, now)
            self._watchdog.beat(at)
            if self._watchdog.has_caught_up and self._retry_at is None and feed.is_alive:
                self.trouble = ""
                self._waits.reset()
        elif self._connections != session.counters.connections:
            self._connections = session.counters.connections
            self._watchdog.hello(at, session.heartbeat_seconds)

    def _watch(self, feed: LiveFeed, now: float) -> None:
        session = feed.client.session
        edge, latest = session.source_now(now), self.floor.latest
        is_known = edge is not None and latest != NEVER and not feed.inbox.behind
        behind = edge - latest if is_known and edge is not None else None
        self._watchdog.check(now, behind, session.clock.speed)

    # Failures ------------------------------------------------------------------------------------

    def _check(self, feed: LiveFeed, now: float) -> None:
        """Restart a feed that ended unexpectedly."""
        if feed.failure is None and (words := self._ended()):
            self._give_up(words)
        if feed.is_alive or self.failure is not None or self._is_stopped:
            return
        if self._retry_at is None:
            broken = feed.broken or RuntimeError("its thread has ended")
            self.trouble = broken_text(self.name, broken)
            _log_broken(self.trouble, broken)
            self._retry_at = now + self._waits.next()
        elif now >= self._retry_at:
            self._retry_at = None
            try:
                feed.start()
            except RuntimeError as error:  # no thread is available now
                feed.broken = error

    def _give_up(self, words: str, error: BaseException | None = None) -> None:
        """Report *words* and stop taking events: the data ages."""
        _log_broken(words, error)
        self._refused = UserError(words)
        self.stop()

    def _connect(self) -> None:
        try:
            client = self._make_client()
            from feeds.transport.feed_thread import LiveFeed  # imported here: a recording needs no network

            feed = LiveFeed(client)
            with self._lock:
                if not self._is_stopped:  # otherwise no longer needed
                    feed.start()
                    self.feed = feed
        except UserError as refused:
            self._refused = refused
        except Exception as error:
            if self._is_stopped:  # the interpreter may be shutting down
                return
            words = f"Cannot connect to the source: {error_text(error)}"
            _log_broken(words, error)
            self._refused = UserError(words)


def _log_broken(words: str, error: BaseException | None) -> None:
    """Log an unexpected error with its traceback."""
    _log.error("%s", words, exc_info=error)
