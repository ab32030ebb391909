"""The source's half of the protocol for one console, without I/O.

A shell passes the console's frames to `receive`, opens the requested stream (`start`), and sends the frames
of `next_frame` until it returns None. Never raises on input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import msgspec

from feeds.broadcast.broadcast import Broadcast, Stream
from feeds.broadcast.commands import ANYONE, Caller, missing_fields
from feeds.broadcast.scope import ConsoleScope
from feeds.broadcast.snapshot_encoding import EncodedSnapshot
from feeds.control import VERBS
from feeds.events import PROTOCOL, Command, Subscribe, instant
from feeds.instants import instant_text
from feeds.limits import (
    COMMANDS_IN_FLIGHT,
    IGNORED_OBJECTS,
    SCOPE_NAMES,
    SCOPES,
    SUBSCRIBE_BYTES,
    SUBSCRIBE_SECONDS,
)
from feeds.protocol.decoding import EVENT_LIMIT, RefusedError, decode, fields_said
from feeds.protocol.objects import NoFrameError, OversizedError, objects_of
from feeds.unicode_text import close_reason

HEARTBEAT_SECONDS = 5.0
REFUSED, WRONG_PROTOCOL, NOT_FIRST, TOO_SLOW = 4400, 4406, 4409, 4408
TOO_LARGE, TOO_BUSY, RESTARTING, WITHDRAWN = 1009, 1013, 1012, 4401
_CLOCK_AHEAD_MS = 20_000


@dataclass(frozen=True, slots=True)
class Closing:
    """The reason and code for closing the connection."""

    code: int
    reason: str


@dataclass(slots=True)
class ConsoleSession:
    """One console's session. Owned by the shell that transfers its bytes.

    `asked` is its subscription once received, without its names, which are the `scope`; `start` then assigns
    a stream. When `closing` is set, the shell must close. `sent` is the seq of the last event sent. `orders`
    are the commands within `grants` that the shell must remove, execute, and `answer`.
    """

    broadcast: Broadcast
    heartbeat_seconds: float = HEARTBEAT_SECONDS
    grants: tuple[str, ...] = ()
    caller: Caller = ANYONE
    commands: list[Command] = field(default_factory=list)
    asked: Subscribe | None = None
    scope: ConsoleScope = field(default_factory=ConsoleScope)
    closing: Closing | None = None
    stream: Stream | None = None
    sent: int = 0
    ignored: int = 0
    _place: int = 0
    _skip_to: int = 0
    _clock_sent_at: int = 0
    _alias: str | None = None
    _in_flight: int = 0
    _ready: list[bytes] = field(default_factory=list)
    _picture: EncodedSnapshot | None = None
    _next_part: int = 0

    # Input from the console --------------------------------------------------------------------------

    def receive(self, frame: bytes) -> None:
        """Process a frame from the console."""
        for _ in self.receive_in_slices(frame):
            pass

    def receive_in_slices(self, frame: bytes) -> Iterator[None]:
        """Like `receive`, with pauses for other work. Before a subscription, little is examined."""
        if self.closing is not None:
            return
        if self.asked is None and len(frame) > SUBSCRIBE_BYTES:
            self._close(TOO_LARGE, f"subscribe has at most {SUBSCRIBE_BYTES:,} bytes")
            return
        try:
            for texts in objects_of(frame):
                self._take_all(texts)
                if self.closing is not None:
                    return
                yield
        except OversizedError as refusal:
            self._close(TOO_LARGE, str(refusal))
        except NoFrameError as refusal:
            self._take_refused(b"", str(refusal))

    def _take_all(self, texts: Iterable[bytes]) -> None:
        for text in texts:
            self._take(text)
            if self.ignored > IGNORED_OBJECTS and self.closing is None:
                self._close(REFUSED, f"more than {IGNORED_OBJECTS:,} objects that are not commands")
            if self.closing is not None:
                return

    def _take(self, text: bytes) -> None:
        if self.asked is not None and len(text) > EVENT_LIMIT:
            self.ignored += 1
            return
        try:
            event = decode(text)
        except (RefusedError, RecursionError) as refusal:
            self._take_refused(text, str(refusal))
            return
        if isinstance(event, Subscribe):
            self._subscribed(event)
        elif self.asked is None:
            self._close(NOT_FIRST, "a console must subscribe first")
        elif isinstance(event, Command):
            self._command(event)
        else:
            self.ignored += 1

    def _take_refused(self, text: bytes, reason: str) -> None:
        """Handle a non-protocol object: fatal before a subscription, harmless after."""
        fields = fields_said(text) or {}
        if self.asked is None:
            if fields.get("type") == "subscribe" and fields.get("protocol") not in (None, PROTOCOL):
                said = str(fields["protocol"])[:20]
                self._close(WRONG_PROTOCOL, f"protocol {said} is not supported, only {PROTOCOL}")
            else:
                self._close(REFUSED, f"invalid subscription: {reason}")
        elif fields.get("type") == "command" and isinstance(name := fields.get("id"), str):
            verb = fields.get("verb")
            if isinstance(verb, str) and verb not in VERBS:
                reason = f"there is no verb {verb[:40]}"
            self._answer(name, f"invalid command: {reason}"[:200])
        else:
            self.ignored += 1

    def _subscribed(self, event: Subscribe) -> None:
        if event.protocol != PROTOCOL:
            self._close(WRONG_PROTOCOL, f"protocol {event.protocol} is not supported, only {PROTOCOL}")
        elif self.asked is not None:
            self._close(REFUSED, "subscribed already")
        elif len(event.teams or ()) + len(event.queues or ()) > SCOPE_NAMES:
            self._close(REFUSED, f"a scope has at most {SCOPE_NAMES:,} names")
        else:
            asked = ConsoleScope(_set(event.teams), _set(event.queues))
            self.scope = asked.within(self.caller.teams)
            self.asked = event.model_copy(update={"teams": None, "queues": None})

    def silent(self) -> None:
        """Close a console that has not subscribed in time."""
        if self.asked is None and self.closing is None:
            self._close(TOO_SLOW, f"no subscribe within {SUBSCRIBE_SECONDS:g} s")

    def leave(self) -> None:
        """Release everything kept for a console that has disconnected."""
        self.scope, self.stream, self._picture = ConsoleScope(), None, None
        self._ready.clear()

    def crowded_out(self) -> None:
        """Refuse: too many scopes are in use."""
        self._close(TOO_BUSY, f"{SCOPES:,} scopes are in use already; try again later")

    def expel(self, is_withdrawn: bool) -> Closing:
        """Close, as the token's rights have changed: to connect again, or for good if *is_withdrawn*."""
        if is_withdrawn:
            self._close(WITHDRAWN, "the token is no longer valid")
        else:
            self._close(RESTARTING, "the token's rights have changed; connect again")
        assert self.closing is not None
        return self.closing

    def _close(self, code: int, reason: str) -> None:
        self.closing = Closing(code, close_reason(reason))

    def _command(self, command: Command) -> None:
        refusal = _refusal(command, self.grants, self.caller) or self._hidden(command)
        if refusal is not None:
            self._answer(command.id, refusal)
        elif self._in_flight >= COMMANDS_IN_FLIGHT:
            self._close(REFUSED, "too many commands at once")
        else:
            self._in_flight += 1
            self.commands.append(command)

    def _hidden(self, command: Command) -> str | None:
        """Why *command* reaches beyond the teams this console may see; None if it does not."""
        teams = self.caller.teams
        if teams is None:
            return None
        if self.stream is None or self.stream.mask is None:
            return "try again once the floor is shown"
        sieve, mask, about = self.stream.sieve, self.stream.mask, command.about
        agents = [command.agent, *(command.agents or ()), about.agent if about else None]
        for agent in agents:
            if agent is not None and not sieve.sees_agent(agent):
                return f"{agent} is not in your teams"
        if command.team is not None and command.team not in teams:
            return f"{command.team} is not one of your teams"
        for contact in (command.contact, about.contact if about else None):
            if contact is not None and mask.hides_part_of(contact):
                return f"{contact} is with another team"
        for flag in (command.flag, about.flag if about else None):
            if flag is not None and not mask.shows_flag(flag):
                return "the flag is about somebody who is not in your teams"
        return None

    def answer(self, name: str, error: str | None) -> None:
        """Answer the console's command *name*: done, or why not."""
        self._in_flight -= 1
        self._answer(name, error)

    def _answer(self, name: str, error: str | None) -> None:
        if len(self._ready) >= COMMANDS_IN_FLIGHT:
            self._close(REFUSED, "too many commands without reading the answers")
            return
        result = {"type": "command_result", "id": name[:128], "ok": error is None, "error": error}
        self._ready.append(msgspec.json.encode(result))

    @property
    def has_all(self) -> bool:
        """Whether everything available has been passed on for sending."""
        if self.stream is None or self._ready or self._picture or self.stream.following is not None:
            return False
        return self._place >= self.stream.journal.end

    # Output to the console------------------------------------------------------------------------------

    def start(self, stream: Stream, now: int) -> None:
        """Start sending *stream* at the requested point; *now* is the source's time (ms)."""
        resumed = self._resume(stream)
        if not resumed:
            self.stream = stream
            self._begin(stream, now)
        assert self.stream is not None
        self._ready.insert(0, self._hello(self.stream, resumed, now))

    def _hello(self, stream: Stream, resumed: bool, now: int) -> bytes:
        self._clock_sent_at = now
        caller = self.caller
        return msgspec.json.encode(
            {
                "type": "hello",
                "protocol": PROTOCOL,
                "source": self.broadcast.source,
                "epoch": self._alias or stream.journal.epoch,
                "at": instant_text(now),
                "heartbeat_seconds": self.heartbeat_seconds,
                "resumed": resumed,
                "grants": self.grants,
                "user": caller.user,
                "role": caller.role,
                "teams": None if caller.teams is None else sorted(caller.teams),
                "speed": self.broadcast.speed,
            }
        )

    def _resume(self, stream: Stream) -> bool:
        """Resume after the console's last event; returns whether that is possible."""
        point = None if self.asked is None else self.asked.resume_after
        found: Stream | None = stream
        while point is not None and found is not None:
            journal = found.journal
            if point.epoch in (journal.epoch, alias := f"{journal.epoch[:100]}~{self.broadcast.run}"):
                self._alias = None if point.epoch == journal.epoch else alias
                is_ahead = point.seq > journal.last
                if is_ahead and (journal.is_closed or self._alias or point.seq > self.broadcast.total):
                    # It has more than exists here, so this stream differs from what it received.
                    self._alias = None if found is not stream else alias
                    return False
                # Wait for items not replayed yet: they will be the same.
                place = journal.end if is_ahead else journal.after(point.seq)
                if place is None:
                    return False
                self.stream, self._place, self.sent = found, place, point.seq
                self._skip_to = point.seq
                return True
            found = found.previous
        return False

    def _begin(self, stream: Stream, now: int) -> None:
        """Find the starting point of a console that did not resume."""
        journal = stream.journal
        if self.asked is not None and self.asked.since is not None:
            since = instant(self.asked.since)
            if journal.is_whole and (journal.first_at is None or since <= journal.first_at):
                self._place = self.sent = 0
                return
            place = journal.since(since)
            if place is not None:
                self._place = place
                self.sent = journal.seq_before(place)
                return
        self._show(stream, now)
        assert self._picture is not None
        self.sent = self._picture.seq  # no number is missing after its hello

    def _show(self, stream: Stream, now: int) -> None:
        """Send a snapshot next."""
        self._picture, self._next_part = self.broadcast.picture(stream, now), 0
        self._place = self._picture.place

    def _part(self, picture: EncodedSnapshot) -> bytes:
        """The next part of a snapshot, which replaces what the console missed once the last part is sent."""
        text = picture[self._next_part]
        self._next_part += 1
        if self._next_part == len(picture):
            self._picture, self.sent = None, picture.seq
        return text

    def next_frame(self, now: int) -> bytes | None:
        """The next frame to send, None if there is none now; *now* is the source's time (ms)."""
        if self.stream is None:
            return None
        if self._ready:
            return self._ready.pop(0)
        if self._picture is not None:
            return self._part(self._picture)
        while True:
            journal = self.stream.journal
            if self._place < journal.first_place:
                # Too far behind: missed items are gone, so it gets a snapshot.
                self._show(self.stream, now)
                return self.next_frame(now)
            if self._place < journal.end:
                if (frame := self._batch(self.stream, now)) is not None:
                    return frame
                continue
            if self.stream.following is None:
                return None
            self.stream = self.stream.following
            self._place = self.sent = self._skip_to = 0
            self._alias = None
            return self._hello(self.stream, False, now)

    def _batch(self, stream: Stream, now: int) -> bytes | None:
        """Some events as one frame; None if all of them are skipped."""
        page = stream.journal.read(self._place)
        self._place = page.following
        if page.before < self._skip_to:
            page = page.after(self._skip_to)
        texts = page.texts
        if not texts:
            return None
        self.sent = page.last
        if self.broadcast.is_unpaced and now > self._clock_sent_at + _CLOCK_AHEAD_MS:
            # The console's clock follows the events, so send this first.
            texts = [self.heartbeat(now, page.before), *texts]
        return texts[0] if len(texts) == 1 else b"[" + b",".join(texts) + b"]"

    def heartbeat(self, now: int, seq: int | None = None) -> bytes:
        """A heartbeat at *now* (ms), with the last seq sent."""
        self._clock_sent_at = now
        return b'{"type":"heartbeat","at":"%s","seq":%d}' % (
            instant_text(now).encode(),
            self.sent if seq is None else seq,
        )


def _refusal(command: Command, grants: tuple[str, ...], caller: Caller) -> str | None:
    """Why *command* is refused; None if it is allowed."""
    if missing := missing_fields(command):
        return f"{command.verb} needs {missing}"
    if command.verb in grants:
        return None
    may = f"granted are {', '.join(grants)}" if grants else "this source accepts no commands"
    if caller.role == "viewer":
        may = "a viewer only watches"
    return f"{command.verb} is not granted: {may}"


def _set(names: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)
