"""A live feed: processes arrivals in slices, restarts after failures, and reports its state."""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from console.clock import Clock
from console.floor.floor import EventBatch, Floor
from console.floor.ledgers.timeline import NEVER
from console.sources.archived_past import ArchivedPast
from console.sources.backlog import Backlog
from console.sources.source import Phase, SourceState, log_broken
from console.sources.watchdog import Watchdog
from console.views.terminal.connection_text import broken_text, error_text
from feeds.errors import UserError
from feeds.events import SiteSettings
from feeds.limits import BACKLOG_SECONDS
from feeds.protocol.decoding import Invalid
from feeds.protocol.frames import Arrival
from feeds.protocol.sequence import EventSequences
from feeds.protocol.session import SessionState
from feeds.transport.backoff import BackOff
from feeds.transport.client import SourceClient

if TYPE_CHECKING:
    from console.sources.live_archive import LiveArchive
    from feeds.transport.feed_thread import LiveFeed

_SLICE = 100
_KEPT = 10_000
_CLOSING_SECONDS = 0.05


class LiveSource:
    """A live feed, from the moment it is requested. `raw` are the newest objects as received.

    *connect* creates the client. It may be slow (a server starts, a keyring answers), so it runs in its own
    thread; an error it raises is the source's failure. *doing* describes the wait, such as "Connecting to
    wss://…". *ended* returns why the source can never return, empty while it can.

    Until the source has sent its past, the floor is shown as of the newest event; only then does its edge
    move with the source's clock. The watchdog decides whether it is live, by what was applied. A broken feed
    is restarted with increasing delays, and `trouble` reports it.

    With an *archive*, what it has of the source is shown first, as old as it is; then the source is asked for
    what comes after it, and all of that is kept.
    """

    def __init__(
        self,
        doing: str,
        connect: Callable[[], SourceClient],
        site: SiteSettings | None = None,
        ended: Callable[[], str] = lambda: "",
        archive: LiveArchive | None = None,
    ) -> None:
        self.archive = archive
        self._past = ArchivedPast()
        self.floor = Floor(site)
        self.raw: deque[bytes] = deque(maxlen=_KEPT)
        self.feed: LiveFeed | None = None
        self.trouble = ""
        self.notify: Callable[[], object] = lambda: None
        self._doing = doing
        self._make_client = connect
        self._ended = ended
        self._refused: UserError | None = None
        self._watchdog = Watchdog()
        self._backlog = Backlog()
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
    def shows_early(self) -> bool:
        return True

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
        if self._past.is_reading:
            return f"Reading the archive ({self.floor.applied:,} events)"
        if feed is None or not feed.client.session.counters.connections:
            lost = None if feed is None else feed.standing.reason
            return f"Trying again: {lost}" if lost else self._doing
        if self.floor.latest == NEVER:
            return f"Connected to {feed.client.address.url}: no events yet"
        return "" if self._watchdog.has_caught_up else f"Catching up ({self.floor.applied:,} events)"

    @property
    def quarantine(self) -> Sequence[Invalid]:
        """Quarantined input."""
        return () if self.feed is None else self.feed.client.session.quarantine

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong with its archive, in words."""
        found = () if self.archive is None else self.archive.troubles
        return (self._past.trouble, *found) if self._past.trouble else found

    @property
    def aside(self) -> str:
        return "" if self.archive is None else self.archive.aside

    @property
    def has_more(self) -> bool:
        if self._past.is_reading:
            return True
        return self.feed is not None and self._refused is None and bool(self.feed.inbox.behind)

    def take(self, clock: Clock, until: float) -> Iterator[EventBatch]:
        yield from self._past.take(self.floor, clock, until)
        feed = self.feed
        if feed is None or self._refused is not None:
            return
        self._check(feed, clock.passed())
        while feed.inbox.behind:
            arrivals = self._backlog.taken(list(feed.inbox.take(_SLICE)))
            self.raw.extend(arrival.raw for arrival in arrivals)
            known = [arrival for arrival in arrivals if arrival.event is not None]
            yield EventBatch(
                [arrival.event for arrival in known if arrival.event is not None],
                [arrival.at for arrival in known],
                [0] * len(known),
                feed.client.address.url,
            )
            self._note_applied(feed, known, clock.passed())
            if clock.passed() >= until:
                break
        self._watch(feed, clock.passed())
        self._backlog.check(feed.inbox.behind, clock.passed())
        if self._backlog.is_too_long(self._behind(feed, clock.passed())):
            self._start_over(feed)

    def give_up(self, error: Exception) -> None:
        """Fail: the floor may lack what came, so its data ages and never looks live."""
        self._fail(f"Events from {self.name} could not be applied: {error_text(error)}", error)

    def edge(self, clock: Clock) -> int | None:
        if self.feed is None or not self._watchdog.has_caught_up:
            return None
        return self.feed.client.session.source_now(clock.passed())

    def state(self, clock: Clock) -> SourceState:
        feed, dog, now = self.feed, self._watchdog, clock.passed()
        if feed is None or not dog.has_begun:
            return self._state_of_past(clock)
        age = dog.age(now)
        if self.failure is not None:  # it was there, and refuses now: nobody tries again
            return SourceState(Phase.STALE, age_seconds=age)
        is_lost = feed.is_alive and feed.standing.state is SessionState.LOST
        is_broken = self.trouble != "" and not dog.is_stale(now)
        if self._retry_at is not None or is_lost or is_broken:
            retry_at = feed.client.session.retry_at if self._retry_at is None else self._retry_at
            left = None if retry_at is None else max(0.0, retry_at - now)
            return SourceState(Phase.RECONNECTING, age_seconds=age, retry_in=left)
        if not dog.has_caught_up:
            is_first = not dog.has_been_whole and (dog.is_moving(now) or not dog.is_stale(now))
            return SourceState(Phase.LOADING if is_first else Phase.STALE, age_seconds=age, catches_up=True)
        if dog.is_stale(now):
            return SourceState(Phase.STALE, age_seconds=age, behind_seconds=self._behind(feed, now))
        return SourceState(Phase.LIVE, age_seconds=age, behind_seconds=self._behind(feed, now))

    def retry_now(self) -> None:
        """Try a lost connection at once; one refused for good, too."""
        if self.feed is None or self._refused is not None or self._is_stopped:
            return
        self._retry_at = None if self._retry_at is None else 0.0
        if self.feed.failure is not None:
            self.feed.failure = None
            self.feed.start()
        self.feed.retry_now()
        self.notify()

    def _state_of_past(self, clock: Clock) -> SourceState:
        """The state before the source is reached: what the archive has is as old as its newest event."""
        if not self._past.has_been_read or self.floor.latest == NEVER:
            return SourceState(Phase.LOADING, catches_up=True)
        age = max(0.0, (clock.now() - self.floor.latest) / 1000)
        feed = self.feed
        if feed is None or self.failure is not None or feed.standing.state is not SessionState.LOST:
            return SourceState(Phase.STALE, age_seconds=age)
        retry_at = feed.client.session.retry_at
        left = None if retry_at is None else max(0.0, retry_at - clock.passed())
        return SourceState(Phase.RECONNECTING, age_seconds=age, retry_in=left)

    def due_seconds(self, clock: Clock) -> float | None:
        feed, dog, now = self.feed, self._watchdog, clock.passed()
        waits = [] if self._retry_at is None else [max(0.0, self._retry_at - now)]
        if self._past.has_been_read and not dog.has_begun:
            waits.append(1.0 - clock.now() % 1000 / 1000)
        if feed is not None and dog.has_begun:
            waits.append(dog.due_seconds(now))
            edge, state = self.edge(clock), self.state(clock)
            if state.phase is Phase.LIVE and edge is not None:
                waits.append((1000 - edge % 1000) / 1000 / feed.client.session.clock.speed)
            elif state.age_seconds is not None:
                waits.append(1.0 - state.age_seconds % 1.0)
        return min(waits, default=None)

    def counters(self) -> dict[str, int]:
        if self.feed is None:
            return dict.fromkeys(("received", "behind", "dropped", "invalid", "unknown"), 0)
        inbox, counted = self.feed.inbox, self.feed.client.session.counters
        kept = {} if self.archive is None else self.archive.counters()
        return {
            "received": inbox.received,
            "behind": inbox.behind,
            "dropped": counted.duplicates,
            "invalid": counted.invalid,
            "unknown": counted.unknown,
            **kept,
        }

    def stop(self) -> None:
        """Close the source. A slow connection closes in the background."""
        with self._lock:
            self._is_stopped = True
            feed = self.feed
        self._past.end()
        if feed is not None or self.archive is not None:
            closing = threading.Thread(target=self._leave, args=(feed,), name="leaving a source")
            closing.start()
            closing.join(_CLOSING_SECONDS)

    def _leave(self, feed: LiveFeed | None) -> None:
        if feed is not None:
            feed.stop()
        if self.archive is not None:
            self.archive.close()

    # Input ----------------------------------------------------------------------------------------

    def _note_applied(self, feed: LiveFeed, applied: list[Arrival], now: float) -> None:
        """Note the heartbeats among the arrivals that have been *applied*."""
        has_moved = False
        for arrival in applied:
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

    def _behind(self, feed: LiveFeed, now: float) -> float | None:
        """How far the floor is behind what has come, in seconds; None if it is not, or reads the past."""
        edge, latest = feed.client.session.source_now(now), self.floor.latest
        if edge is None or latest == NEVER or not self._watchdog.has_caught_up:
            return None
        return self._backlog.seconds(edge - latest, feed.client.session.clock.speed, now)

    def _start_over(self, feed: LiveFeed) -> None:
        """Leave out a backlog that grew too long, and ask the source for its present state."""
        self._backlog.leave_out()
        self.trouble = (
            f"More comes than can be shown: what came in the last {BACKLOG_SECONDS:.0f} s is left out, "
            "and the present state is asked for; the time bar marks the gap"
        )
        feed.start_over()

    # Failures ------------------------------------------------------------------------------------

    def _check(self, feed: LiveFeed, now: float) -> None:
        """Restart a feed that ended unexpectedly."""
        if feed.failure is None and (words := self._ended()):
            self._fail(words)
        if feed.is_alive or self.failure is not None or self._is_stopped:
            return
        if self._retry_at is None:
            broken = feed.broken or RuntimeError("its thread has ended")
            self.trouble = broken_text(self.name, broken)
            log_broken(self.trouble, broken)
            self._retry_at = now + self._waits.next()
        elif now >= self._retry_at:
            self._retry_at = None
            try:
                feed.start()
            except RuntimeError as error:  # no thread is available now
                feed.broken = error

    def _fail(self, words: str, error: BaseException | None = None) -> None:
        """Say *words*, and take nothing more: what is shown grows old."""
        log_broken(words, error)
        self._refused = UserError(words)
        self.stop()

    def _connect(self) -> None:
        try:
            client = self._make_client()
            if self.archive is not None:
                self._open(self.archive, client)
            from feeds.transport.feed_thread import LiveFeed  # imported here: a recording needs no network

            feed = LiveFeed(client, notify=lambda: self.notify(), recorder=self.archive)
            with self._lock:
                if not self._is_stopped:  # otherwise no longer needed
                    feed.start()
                    self.feed = feed
        except UserError as refused:
            self._refused = refused
        except Exception as error:
            if self._is_stopped:  # nobody wants it any more: at the program's end threads cannot even be made
                return
            words = f"Cannot connect to the source: {error_text(error)}"
            log_broken(words, error)
            self._refused = UserError(words)
        finally:
            self.notify()

    def _open(self, archive: LiveArchive, client: SourceClient) -> None:
        """Let the floor have what *archive* has, and *client* ask for the rest."""
        past = archive.open(client.session, client.address.url)
        if past is None:
            return
        self._past.offer(past, lambda: self.notify())
        if self._past.trouble:  # the floor lacks something: all of it is asked for again
            client.session.numberings = EventSequences()
