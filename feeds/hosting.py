"""Hosting: the source's half of the protocol for one console, with no input or output of its own.

A shell hands over what the console sends (`receive`), opens the stream it asks for (`start`), and sends what
`next_frame` gives for as long as it gives any. No input whatever raises.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import msgspec

from feeds.broadcast import Broadcast, Stream
from feeds.decoding import EVENT_LIMIT, RefusedError, decode
from feeds.events import PROTOCOL, Command, Subscribe, instant
from feeds.instants import instant_text
from feeds.scope import Scope

HEARTBEAT_SECONDS = 5.0
SUBSCRIBE_SECONDS = 10.0
REFUSED, WRONG_PROTOCOL, NOT_FIRST, TOO_SLOW = 4400, 4406, 4409, 4408
_TOLD_AHEAD_MS = 20_000
_COMMANDS_WAITING = 1_000
_NAMES = 10_000

# What each verb must say, beside the agent or the contact it is about.
_NEEDED: dict[str, tuple[str, ...]] = {
    "monitor": ("agent", "device"),
    "whisper": ("agent", "device"),
    "barge": ("agent", "device"),
    "stop_supervision": ("agent",),
    "message": ("agent", "text"),
    "set_state": ("agent", "state"),
    "set_queues": ("agent", "queues"),
    "requeue": ("contact", "queue"),
    "end_wrap_up": ("agent", "contact"),
    "log_out": ("agent",),
}


@dataclass(frozen=True, slots=True)
class Closing:
    """Why the connection is to be closed, and with which code."""

    code: int
    reason: str


@dataclass(slots=True)
class Hosting:
    """One console's session. Owned by the shell that moves its bytes.

    `asked` is its subscription once it came; `start` then gives it a stream. `closing` says that the shell
    must close. `sent` is the seq of the last event sent. `orders` are the commands within `grants` that the
    shell must take away and carry out, and `answer`.
    """

    broadcast: Broadcast
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    grants: tuple[str, ...] = ()
    orders: list[Command] = field(default_factory=list)
    asked: Subscribe | None = None
    closing: Closing | None = None
    stream: Stream | None = None
    sent: int = 0
    ignored: int = 0
    _place: int = 0
    _skip_to: int = 0
    _told_at: int = 0
    _ready: list[bytes] = field(default_factory=list)

    # What the console says ---------------------------------------------------------------------------

    def receive(self, frame: bytes) -> None:
        """Take in a frame of the console's."""
        if self.closing is not None:
            return
        for text in _objects(frame):
            try:
                event = decode(text)
            except (RefusedError, RecursionError) as refusal:
                self._take_refused(text, str(refusal))
                continue
            if isinstance(event, Subscribe):
                self._subscribed(event)
            elif self.asked is None:
                self._close(NOT_FIRST, "the first word of a console is subscribe")
            elif isinstance(event, Command):
                self._command(event)
            else:
                self.ignored += 1
            if self.closing is not None:
                return

    def _take_refused(self, text: bytes, reason: str) -> None:
        """What is no object of the protocol: before a subscription final, after it no harm."""
        fields = _fields(text)
        if self.asked is None:
            if fields.get("type") == "subscribe" and fields.get("protocol") not in (None, PROTOCOL):
                said = str(fields["protocol"])[:20]
                self._close(WRONG_PROTOCOL, f"protocol {said} is not spoken here, but {PROTOCOL}")
            else:
                self._close(REFUSED, f"this is no subscription: {reason}")
        elif fields.get("type") == "command" and isinstance(name := fields.get("id"), str):
            self.answer(name, f"not understood: {reason}"[:200])
        else:
            self.ignored += 1

    def _subscribed(self, event: Subscribe) -> None:
        if event.protocol != PROTOCOL:
            self._close(WRONG_PROTOCOL, f"protocol {event.protocol} is not spoken here, but {PROTOCOL}")
        elif self.asked is not None:
            self._close(REFUSED, "subscribed already")
        elif len(event.teams or ()) + len(event.queues or ()) > _NAMES:
            self._close(REFUSED, f"a scope has at most {_NAMES:,} names")
        else:
            self.asked = event

    def silent(self) -> None:
        """The console has not subscribed in time."""
        if self.asked is None and self.closing is None:
            self._close(TOO_SLOW, f"no subscribe within {SUBSCRIBE_SECONDS:g} s")

    def _close(self, code: int, reason: str) -> None:
        # A reason on the wire has at most 123 bytes.
        self.closing = Closing(code, reason.encode()[:120].decode("utf-8", "ignore"))

    def _command(self, command: Command) -> None:
        if (refusal := _refusal(command, self.grants)) is not None:
            self.answer(command.id, refusal)
        elif len(self.orders) >= _COMMANDS_WAITING:
            self._close(REFUSED, "too many commands at once")
        else:
            self.orders.append(command)

    def answer(self, name: str, error: str | None) -> None:
        """Tell the console that its command *name* was carried out, or why not."""
        if len(self._ready) >= _COMMANDS_WAITING:
            self._close(REFUSED, "too many commands without reading the answers")
            return
        told = {"type": "command_result", "id": name[:128], "ok": error is None, "error": error}
        self._ready.append(msgspec.json.encode(told))

    @property
    def scope(self) -> Scope:
        """What the console asked to see."""
        if self.asked is None:
            return Scope()
        teams, queues = self.asked.teams, self.asked.queues
        return Scope(
            None if teams is None else frozenset(teams), None if queues is None else frozenset(queues)
        )

    @property
    def has_all(self) -> bool:
        """Whether all there is has been handed out to be sent."""
        if self.stream is None or self._ready or self.stream.following is not None:
            return False
        return self._place >= self.stream.journal.end

    # What it is told ---------------------------------------------------------------------------------

    def start(self, stream: Stream, now: int) -> None:
        """Begin to tell *stream*, at the point the console asked for; it is *now* (ms) at the source."""
        resumed = self._resume(stream)
        first: list[bytes] = []
        if not resumed:
            self.stream = stream
            first = self._first(stream, now)
        assert self.stream is not None
        self._ready[:0] = [self._hello(self.stream, resumed, now), *first]

    def _hello(self, stream: Stream, resumed: bool, now: int) -> bytes:
        self._told_at = now
        return msgspec.json.encode(
            {
                "type": "hello",
                "protocol": PROTOCOL,
                "source": self.broadcast.source,
                "epoch": stream.journal.epoch,
                "at": instant_text(now),
                "heartbeat_seconds": self.heartbeat_seconds,
                "resumed": resumed,
                "grants": self.grants,
                "speed": self.broadcast.speed,
            }
        )

    def _resume(self, stream: Stream) -> bool:
        """Go on after the point that the console has; whether that can be done."""
        point = None if self.asked is None else self.asked.resume_after
        found: Stream | None = stream
        while point is not None and found is not None:
            journal = found.journal
            if journal.epoch == point.epoch:
                if point.seq > journal.last and journal.is_closed:
                    return False
                # What has not been told again yet is waited for: it will be the same.
                place = journal.end if point.seq > journal.last else journal.after(point.seq)
                if place is None:
                    return False
                self.stream, self._place, self.sent = found, place, point.seq
                self._skip_to = point.seq
                return True
            found = found.previous
        return False

    def _first(self, stream: Stream, now: int) -> list[bytes]:
        """What comes before the first event of a console that did not resume."""
        journal = stream.journal
        if self.asked is not None and self.asked.since is not None:
            since = instant(self.asked.since)
            if journal.is_whole and (journal.first_at is None or since <= journal.first_at):
                self._place = self.sent = 0
                return []
            place = journal.since(since)
            if place is not None:
                self._place = place
                self.sent = journal.seq_before(place)
                return []
        return [self._snapshot(stream, now)]

    def _snapshot(self, stream: Stream, now: int) -> bytes:
        picture = self.broadcast.picture(stream, now)
        self._place, self.sent = picture.place, picture.seq
        return picture.text

    def next_frame(self, now: int) -> bytes | None:
        """The next frame to send, None when there is none for now; it is *now* (ms) at the source."""
        if self.stream is None:
            return None
        if self._ready:
            return self._ready.pop(0)
        while True:
            journal = self.stream.journal
            if self._place < journal.first_place:
                # Too far behind: what it has missed is gone, so it is told the present.
                return self._snapshot(self.stream, now)
            if self._place < journal.end:
                if (frame := self._batch(self.stream, now)) is not None:
                    return frame
                continue
            if self.stream.following is None:
                return None
            self.stream = self.stream.following
            self._place = self.sent = self._skip_to = 0
            return self._hello(self.stream, False, now)

    def _batch(self, stream: Stream, now: int) -> bytes | None:
        """Some events as one frame; None when all of them are to be passed over."""
        page = stream.journal.read(self._place)
        self._place = page.following
        if page.before < self._skip_to:
            page = page.after(self._skip_to)
        texts = page.texts
        if not texts:
            return None
        self.sent = page.last
        if self.broadcast.is_unpaced and now > self._told_at + _TOLD_AHEAD_MS:
            # Its clock follows what is told, so it is told before it.
            texts = [self.heartbeat(now, page.before), *texts]
        return texts[0] if len(texts) == 1 else b"[" + b",".join(texts) + b"]"

    def heartbeat(self, now: int, seq: int | None = None) -> bytes:
        """A sign of life at *now* (ms), with the last seq that was sent."""
        self._told_at = now
        return b'{"type":"heartbeat","at":"%s","seq":%d}' % (
            instant_text(now).encode(),
            self.sent if seq is None else seq,
        )


def _refusal(command: Command, grants: tuple[str, ...]) -> str | None:
    """Why *command* is not carried out; None where it may be."""
    missing = [name for name in _NEEDED[command.verb] if getattr(command, name) is None]
    if missing:
        return f"{command.verb} needs {' and '.join(missing)}"
    if command.verb in grants:
        return None
    may = f"granted are {', '.join(grants)}" if grants else "this source carries out no commands"
    return f"{command.verb} is not granted: {may}"


def _objects(frame: bytes) -> list[bytes]:
    """The objects of *frame*, one or an array of them; what is neither is left as it is."""
    text = frame.strip(b" \t\r\n")
    if text[:1] != b"[":
        return [text]
    try:
        return [bytes(raw) for raw in msgspec.json.decode(text, type=list[msgspec.Raw])]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return [text]


def _fields(text: bytes) -> dict[str, object]:
    if len(text) > EVENT_LIMIT:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
