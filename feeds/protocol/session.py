"""The session: the console's half of the protocol, with no input or output of its own.

A shell opens a connection, hands over each frame with the second it came at, and does what `fault` says.
One session lives through all reconnections: it knows what has come, and asks for what has not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from feeds.events import PROTOCOL, Hello, ResumePoint, Snapshot, Subscribe, instant
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
_PROTOCOL_ERROR, _GOING = 1002, 1000


class SessionState(Enum):
    """How a console stands to its source."""

    CONNECTING = "connecting"
    AWAITING_HELLO = "awaiting hello"
    LIVE = "live"
    STALE = "stale"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the connection is to be closed, and with which code. A final one is not tried again."""

    code: int
    reason: str
    final: bool = False


@dataclass(slots=True)
class Counters:
    """What came, in all connections together. `missing` are events that never came, by their numbers."""

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
    """What a console asks of a source that it cannot resume: all since an instant, or the present (None)."""

    since: str | None = None
    teams: tuple[str, ...] | None = None
    queues: tuple[str, ...] | None = None


class Session:
    """One console's standing with one source. Owned by the shell that moves the bytes.

    Time is an argument: `now` is seconds of a clock that never steps back. No input whatever raises.
    `quarantine` holds what was no event, with the number of its frame, the first ten thousand.
    `retry_at` is the second at which a lost connection is tried anew, None where the shell does not say.
    *source* is whom the console expects to meet first; another's hello is a final fault.
    """

    def __init__(
        self, request: Request, numberings: EventSequences | None = None, source: str | None = None
    ) -> None:
        self.request = request
        self.numberings = numberings or EventSequences()
        self.state = SessionState.CONNECTING
        self.fault: Fault | None = None
        self.retry_at: float | None = None
        self.hello: Hello | None = None
        self.clock = SourceClock()
        self.counters = Counters()
        self.quarantine: list[Invalid] = []
        self._expected_source = source
        self._beat = 0.0
        self._silent_since = 0.0
        self._parts = SnapshotParts(keeps=False)
        self._part_at = 0.0
        self._asked: tuple[str, int] | None = None
        self._may_jump = True
        self._unreadable = 0
        self._excused: tuple[tuple[str, int] | None, int] | None = None

    # The shell's calls -----------------------------------------------------------------------------

    def connecting(self) -> None:
        """The shell tries to open a connection."""
        self.state, self.fault = SessionState.CONNECTING, None

    def opened(self, now: float) -> bytes:
        """The connection is open; what to send first."""
        self.state, self.fault = SessionState.AWAITING_HELLO, None
        self._silent_since, self._unreadable = now, 0
        if not self.counters.connections:
            self._beat = now
        self._parts.forget()
        self._asked = self.numberings.resume
        point = None if self._asked is None else ResumePoint(epoch=self._asked[0], seq=self._asked[1])
        wanted = Subscribe(
            protocol=PROTOCOL,
            resume_after=point,
            since=None if point else self.request.since,
            teams=self.request.teams,
            queues=self.request.queues,
        )
        return wanted.model_dump_json().encode()

    def receive(self, frame: bytes, now: float) -> list[Arrival]:
        """What *frame* brought at second *now*: all but repeats, and nothing that follows a fault."""
        return [arrival for kept in self.receive_in_slices(frame, now) for arrival in kept]

    def receive_in_slices(self, frame: bytes, now: float) -> Iterator[list[Arrival]]:
        """As `receive`, in slices between which others may work; an empty one is a rest and no more."""
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
        """A frame came that is larger than any may be; the shell may have held none of it."""
        self.counters.frames += 1
        self._refuse_frame(f"too large: a frame of more than {FRAME_BYTES:,} bytes", beginning)

    def _refuse_frame(self, reason: str, beginning: bytes) -> None:
        self._set_aside(Invalid(self.counters.frames, reason, shown(beginning)))
        self.fault = Fault(TOO_LARGE, reason)

    def tick(self, now: float) -> None:
        """Time passes: a source may fall silent."""
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

    def waited(self, seconds: float) -> None:
        """For so many *seconds* nothing was read, for want of room: that is no silence of the source."""
        self._silent_since += seconds
        self._part_at += seconds

    def lost(self) -> None:
        """The connection is gone."""
        self.state = SessionState.LOST

    # What it knows ---------------------------------------------------------------------------------

    @property
    def heartbeat_seconds(self) -> float:
        """How often the source says it is there."""
        return 5.0 if self.hello is None else self.hello.heartbeat_seconds

    @property
    def resume(self) -> tuple[str, int] | None:
        """(epoch, seq) after which the next connection goes on; None asks afresh."""
        return self.numberings.resume

    def age(self, now: float) -> float:
        """Seconds since the newest heartbeat; before any, since the first hello."""
        return max(0.0, now - self._beat)

    def source_now(self, now: float) -> int | None:
        """The instant at the source (ms) at second *now*; None before its first hello."""
        return self.clock.at(now)

    # One object ------------------------------------------------------------------------------------

    def _take(self, arrival: Arrival, now: float) -> bool:
        """Whether *arrival* is to be handed on."""
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
            # By its type: the quick reader has classes of its own.
            if isinstance(event, Snapshot):
                return self._take_snapshot(event, len(arrival.raw), now)
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
        """Take a snapshot, or a part of one, which holds once its last has come."""
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
        """Heartbeats, not chatter, keep a source live; amid a snapshot they make no data young."""
        self._silent_since = now
        if not self._parts.is_open:
            arrival.heard = self._beat = now
        if self.state is SessionState.STALE:
            self.state = SessionState.LIVE

    def _welcome(self, arrival: Arrival, now: float) -> bool:
        """Take a hello, or set the fault it is."""
        event = arrival.event
        said = (arrival.fields or fields_said(arrival.raw) or {}).get("protocol")
        if said != PROTOCOL or isinstance(said, bool):
            reason = f"it speaks protocol {str(said)[:20]}, this program speaks {PROTOCOL}"
            self.fault = Fault(_PROTOCOL_ERROR, reason, final=True)
        elif event is None or event.type != "hello":
            reason = arrival.invalid.reason if arrival.invalid else "it is none"
            self.fault = Fault(_PROTOCOL_ERROR, f"its hello cannot be read: {reason}")
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
        """Take note of number *seq*: False if it was here before, or if what is missing must come first."""
        current = self.numberings.current
        place = current.place(seq)
        if place is SequencePlace.REPEATED:
            self.counters.duplicates += 1
            return False
        if place is SequencePlace.AFTER_A_GAP:
            # An object that could not be read had a number too; it came, and will not come better again.
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
        """Whether asking again for number *first* is in vain: it could not resume, or it did not heal."""
        return self._may_jump or self._excused == (self._asked, first)

    def _gap(self, first: int, last: int) -> None:
        self.counters.gaps += 1
        self._excused = (self.numberings.resume, first)
        what = f"event {first:,} is" if first == last else f"events {first:,} to {last:,} are"
        self.fault = Fault(_PROTOCOL_ERROR, f"a gap: {what} missing")

    # Quarantine ------------------------------------------------------------------------------------

    def _quarantine_if_ahead(self, arrival: Arrival, now: float) -> None:
        """An event too far ahead of the source's own clock is none; it is handed on as invalid."""
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
    """The type *arrival* says it is of; None where it says none."""
    if arrival.event is not None:
        return arrival.event.type
    found = None if arrival.fields is None else arrival.fields.get("type")
    return found if isinstance(found, str) else None


def _first_was(arrival: Arrival) -> str:
    name = event_type(arrival)
    what = repr(name[:40]) if name else "no object of the protocol"
    return f"its first word was no hello but {what}"


def _speed(raw: bytes) -> float:
    """How fast the source's clock runs: a replay says so in its hello."""
    found = (fields_said(raw) or {}).get("speed", 1.0)
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 < found <= 1e6:
        return 1.0
    return float(found)
