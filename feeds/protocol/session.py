"""The session: the console's half of the protocol, without I/O.

A shell opens a connection, passes each frame with its second of arrival, and acts on `fault`. One session
lasts through all reconnections: it knows what has been received, and requests the rest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from feeds.events import PROTOCOL, CommandResult, Hello, ResumePoint, Snapshot, Subscribe, instant
from feeds.limits import FRAME_BYTES, HELLO_SECONDS, PART_SECONDS, QUARANTINED
from feeds.protocol.decoding import Invalid, fields_said, shown
from feeds.protocol.frames import Arrival, taking_apart
from feeds.protocol.objects import OversizedError
from feeds.protocol.sequence import EventSequences, SequencePlace
from feeds.protocol.snapshot_parts import PartError, SnapshotParts
from feeds.protocol.source_clock import SourceClock

MISSED_STALE, MISSED_LOST = 2, 4
AHEAD_SECONDS = 60.0  # how far ahead of the source's clock an event may be, in seconds that pass here
TOO_LARGE = 1009
RESULTS_KEPT = 10_000
_PROTOCOL_ERROR, _GOING = 1002, 1000


class SessionState(Enum):
    """The state of a console's connection to its source."""

    CONNECTING = "connecting"
    AWAITING_HELLO = "awaiting hello"
    LIVE = "live"
    STALE = "stale"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Fault:
    """The reason and code for closing the connection. After a final fault there is no retry."""

    code: int
    reason: str
    final: bool = False


@dataclass(slots=True)
class Counters:
    """Counters over all connections. `missing` are events never received, by their numbers."""

    frames: int = 0
    received: int = 0
    events: int = 0
    control: int = 0
    unknown: int = 0
    invalid: int = 0
    duplicates: int = 0
    gaps: int = 0
    missing: int = 0
    snapshots: int = 0
    connections: int = 0
    unresumed: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """The request to a source that cannot resume: all events since an instant, or a snapshot (None)."""

    since: str | None = None
    teams: tuple[str, ...] | None = None
    queues: tuple[str, ...] | None = None


class Session:
    """One console's session with one source. Owned by the shell that transfers the bytes.

    Time is an argument: `now` is seconds of a monotonic clock. Never raises on input. `quarantine` holds the
    first ten thousand invalid objects with their frame numbers. `retry_at` is the second of the next retry of
    a lost connection, None if the shell does not set it. `results` are answers to commands, for their sender,
    which may be in another thread. *source* is the expected source; a hello of another is a final fault.
    `continues` says that the source was reached before, by an earlier session: the shell then tries again if
    it cannot be reached now.
    """

    def __init__(
        self, request: Request, numberings: EventSequences | None = None, source: str | None = None
    ) -> None:
        self.request = request
        self.numberings = numberings or EventSequences()
        self.state = SessionState.CONNECTING
        self.fault: Fault | None = None
        self.retry_at: float | None = None
        self.continues = False
        self.hello: Hello | None = None
        self.clock = SourceClock()
        self.counters = Counters()
        self.quarantine: list[Invalid] = []
        self.results: deque[CommandResult] = deque(maxlen=RESULTS_KEPT)
        self._expected_source = source
        self._beat = 0.0
        self._silent_since = 0.0
        self._parts = SnapshotParts(keeps=False)
        self._part_at = 0.0
        self._asked: tuple[str, int] | None = None
        self._starts_over = False
        self._may_jump = True
        self._unreadable = 0
        self._excused: tuple[tuple[str, int] | None, int] | None = None

    # Calls of the shell ----------------------------------------------------------------------------

    def connecting(self) -> None:
        """Note that the shell is opening a connection."""
        self.state, self.fault = SessionState.CONNECTING, None

    def opened(self, now: float) -> bytes:
        """Note that the connection is open; returns what to send first."""
        self.state, self.fault = SessionState.AWAITING_HELLO, None
        self._silent_since, self._unreadable = now, 0
        if not self.counters.connections:
            self._beat = now
        self._parts.forget()
        starts_over, self._starts_over = self._starts_over, False
        self._asked = self.numberings.resume
        point = None if self._asked is None else ResumePoint(epoch=self._asked[0], seq=self._asked[1])
        wanted = Subscribe(
            protocol=PROTOCOL,
            resume_after=point,
            since=None if point or starts_over else self.request.since,
            teams=self.request.teams,
            queues=self.request.queues,
        )
        return wanted.model_dump_json().encode()

    def receive(self, frame: bytes, now: float) -> list[Arrival]:
        """The arrivals in *frame* at second *now*, without repeats, and nothing after a fault."""
        return [arrival for kept in self.receive_in_slices(frame, now) for arrival in kept]

    def receive_in_slices(self, frame: bytes, now: float) -> Iterator[list[Arrival]]:
        """Like `receive`, in slices between which other work may run; an empty slice is only a pause."""
        self.counters.frames += 1
        try:
            for arrivals in taking_apart(frame, self.counters.frames):
                yield [arrival for arrival in arrivals if self._receives(arrival, now)]
                if self.fault is not None:
                    return
        except OversizedError as refusal:
            self._refuse_frame(str(refusal), frame)

    def _receives(self, arrival: Arrival, now: float) -> bool:
        if self.fault is not None:
            return False
        self.counters.received += 1
        return self._take(arrival, now)

    def oversized(self, beginning: bytes = b"") -> None:
        """Handle an oversized frame, of which the shell need not have kept anything."""
        self.counters.frames += 1
        self._refuse_frame(f"too large: a frame of more than {FRAME_BYTES:,} bytes", beginning)

    def _refuse_frame(self, reason: str, beginning: bytes) -> None:
        self._set_aside(Invalid(self.counters.frames, reason, shown(beginning)))
        self.fault = Fault(TOO_LARGE, reason)

    def tick(self, now: float) -> None:
        """Advance the time: a source may fall silent."""
        if self.fault is not None:
            return
        silent = now - self._silent_since
        if self._is_late_with_a_part(now):
            return
        if self.state is SessionState.AWAITING_HELLO and silent >= HELLO_SECONDS:
            self.fault = Fault(_PROTOCOL_ERROR, f"no hello within {HELLO_SECONDS:g} s")
        elif self.state in (SessionState.LIVE, SessionState.STALE):
            beat = self.heartbeat_seconds
            self.state = SessionState.STALE if silent >= MISSED_STALE * beat else SessionState.LIVE
            if silent >= MISSED_LOST * beat:
                self.fault = Fault(_GOING, f"{MISSED_LOST} heartbeats missed: none for {silent:.0f} s")

    def start_over(self) -> None:
        """Give up what was not received: this connection ends, and the next one asks for a snapshot."""
        self.numberings = EventSequences()
        self._starts_over = True
        if self.state in (SessionState.AWAITING_HELLO, SessionState.LIVE, SessionState.STALE):
            self.fault = Fault(_GOING, "too far behind: a snapshot is asked for")

    def waited(self, seconds: float) -> None:
        """Note that nothing was read for *seconds* because of a full inbox, not a silent source."""
        self._silent_since += seconds
        self._part_at += seconds

    def lost(self) -> None:
        """Note that the connection is closed."""
        self.state = SessionState.LOST

    # State -----------------------------------------------------------------------------------------

    @property
    def heartbeat_seconds(self) -> float:
        """Seconds between the source's heartbeats."""
        return 5.0 if self.hello is None else self.hello.heartbeat_seconds

    @property
    def resume(self) -> tuple[str, int] | None:
        """(epoch, seq) after which the next connection resumes; None to start over."""
        return self.numberings.resume

    def age(self, now: float) -> float:
        """Seconds since the newest heartbeat; before any, since the first hello."""
        return max(0.0, now - self._beat)

    def source_now(self, now: float) -> int | None:
        """The instant at the source (ms) at second *now*; None before its first hello."""
        return self.clock.at(now)

    # One object ------------------------------------------------------------------------------------

    def _take(self, arrival: Arrival, now: float) -> bool:
        """Whether *arrival* is passed on."""
        event = arrival.event
        if self._is_late_with_a_part(now):
            return False
        if self.state is SessionState.AWAITING_HELLO and event_type(arrival) != "hello":
            self.fault = Fault(_PROTOCOL_ERROR, _first_was(arrival))
        elif event_type(arrival) == "hello" and not self._welcome(arrival, now):
            return False
        if arrival.invalid is not None:
            self._set_aside(arrival.invalid)
            self._unreadable += arrival.seq is None
        if self.fault is not None:
            return False
        if event is not None and arrival.is_control:
            self.counters.control += 1
            # By type: the fast reader has its own classes.
            if isinstance(event, Snapshot):
                return self._take_snapshot(event, len(arrival.raw), now)
            if event.type == "command_result":
                self.results.append(event)
            if event.type == "heartbeat":
                self.clock.hear(arrival.at, now)
                self._hear_beat(arrival, now)
                return self._tail_is_here(event.seq)
            return True
        if self._parts.is_open:
            self.fault = Fault(_PROTOCOL_ERROR, "an event came between the parts of a snapshot")
            return False
        if (seq := arrival.seq) is not None and not self._number(seq):
            return False
        if event is not None:
            self._quarantine_if_ahead(arrival, now)
        if arrival.event is not None:
            self.counters.events += 1
        elif arrival.invalid is None:
            self.counters.unknown += 1
        return True

    def _is_late_with_a_part(self, now: float) -> bool:
        if self._parts.is_open and now - self._part_at >= PART_SECONDS:
            self.fault = Fault(_PROTOCOL_ERROR, f"no further part of a snapshot within {PART_SECONDS:g} s")
        return self.fault is not None

    def _take_snapshot(self, part: Snapshot, size: int, now: float) -> bool:
        """Handle a snapshot or a part of one, which takes effect with the last part."""
        self._part_at = now
        try:
            whole = self._parts.take(part, size)
        except PartError as wrong:
            self.fault = Fault(_PROTOCOL_ERROR, str(wrong))
            return False
        if whole is not None:
            self.counters.snapshots += 1
            self.numberings.skip_to(whole.seq)
            self._may_jump, self._unreadable = False, 0
        return True

    def _hear_beat(self, arrival: Arrival, now: float) -> None:
        """Only heartbeats keep a source live; during a snapshot they do not refresh the data."""
        self._silent_since = now
        if not self._parts.is_open:
            arrival.heard = self._beat = now
        if self.state is SessionState.STALE:
            self.state = SessionState.LIVE

    def _welcome(self, arrival: Arrival, now: float) -> bool:
        """Accept a hello, or set a fault."""
        event = arrival.event
        said = (arrival.fields or fields_said(arrival.raw) or {}).get("protocol")
        if said != PROTOCOL or isinstance(said, bool):
            reason = f"it uses protocol {str(said)[:20]}, this program uses {PROTOCOL}"
            self.fault = Fault(_PROTOCOL_ERROR, reason, final=True)
        elif event is None or event.type != "hello":
            reason = arrival.invalid.reason if arrival.invalid else "it is none"
            self.fault = Fault(_PROTOCOL_ERROR, f"its hello is invalid: {reason}")
        elif self._expected_source not in (None, event.source):
            reason = f"it is the source {event.source!r}, not {self._expected_source!r}"
            self.fault = Fault(_PROTOCOL_ERROR, reason, final=True)
        else:
            self._open(event, arrival, now)
        return self.fault is None

    def _open(self, hello: Hello, arrival: Arrival, now: float) -> None:
        arrival.heard = self._silent_since = now
        if not self.counters.connections:
            self._beat = now
        if self.state is SessionState.AWAITING_HELLO:
            self.counters.connections += 1
            resumed = hello.resumed and self._asked is not None and self._asked[0] == hello.epoch
            self.counters.unresumed += self._asked is not None and not resumed
            self._may_jump = not resumed
        else:
            self._may_jump = True
        self._expected_source = None
        self._parts.forget()
        self.hello, self.state = hello, SessionState.LIVE
        self.numberings.open(hello.source, hello.epoch)
        self.clock.start(instant(hello.at), _speed(arrival.raw), now)

    def _number(self, seq: int) -> bool:
        """Record number *seq*; False if it is a repeat, or if missing numbers must come first."""
        current = self.numberings.current
        place = current.place(seq)
        if place is SequencePlace.REPEATED:
            self.counters.duplicates += 1
            return False
        if place is SequencePlace.AFTER_A_GAP:
            # An invalid object has a number too; it was received, and would be no better a second time.
            missing = seq - current.last - 1 - self._unreadable
            if missing > 0 and not self._is_excused(current.last + 1):
                self._gap(current.last + 1, seq - 1)
                return False
            self.counters.missing += max(0, missing)
            self.counters.gaps += missing > 0 and self._may_jump
        self.numberings.take(seq)
        self._may_jump, self._unreadable = False, 0
        return True

    def _tail_is_here(self, seq: int) -> bool:
        current = self.numberings.current
        missing = seq - current.last - self._unreadable
        if current.started and missing > 0 and not self._is_excused(current.last + 1):
            self._gap(current.last + 1, seq)
            return False
        return True

    def _is_excused(self, first: int) -> bool:
        """Whether requesting number *first* again is pointless: it could not resume, or the gap remained."""
        return self._may_jump or self._excused == (self._asked, first)

    def _gap(self, first: int, last: int) -> None:
        self.counters.gaps += 1
        self._excused = (self.numberings.resume, first)
        what = f"event {first:,} is" if first == last else f"events {first:,} to {last:,} are"
        self.fault = Fault(_PROTOCOL_ERROR, f"a gap: {what} missing")

    # Quarantine ------------------------------------------------------------------------------------

    def _quarantine_if_ahead(self, arrival: Arrival, now: float) -> None:
        """Pass on an event too far ahead of the source's clock as invalid."""
        there = self.clock.at(now)
        if there is None or arrival.at - there <= AHEAD_SECONDS * 1000 * max(1.0, self.clock.speed):
            return
        reason = f"at: {(arrival.at - there) / 1000:,.0f} s ahead of the source's clock"
        arrival.invalid = Invalid(self.counters.frames, reason, shown(arrival.raw))
        arrival.event, arrival.fields = None, fields_said(arrival.raw)
        self._set_aside(arrival.invalid)

    def _set_aside(self, invalid: Invalid) -> None:
        self.counters.invalid += 1
        if len(self.quarantine) < QUARANTINED:
            self.quarantine.append(invalid)


def event_type(arrival: Arrival) -> str | None:
    """The type named in *arrival*; None without one."""
    if arrival.event is not None:
        return arrival.event.type
    found = None if arrival.fields is None else arrival.fields.get("type")
    return found if isinstance(found, str) else None


def _first_was(arrival: Arrival) -> str:
    name = event_type(arrival)
    what = repr(name[:40]) if name else "not an object of the protocol"
    return f"its first object was not a hello but {what}"


def _speed(raw: bytes) -> float:
    """The speed of the source's clock, given by a replay in its hello."""
    found = (fields_said(raw) or {}).get("speed", 1.0)
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found <= 1e6:
        return 1.0
    return float(found)
