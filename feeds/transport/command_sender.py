"""Sends commands to a source from the owner's thread, and follows each to its outcome.

Only a window that may act builds one: a wallboard, a replay and a viewer's window have none.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import ValidationError

from feeds.events import Command
from feeds.protocol.session import SessionState
from feeds.transport.failures import LostError
from feeds.transport.feed_thread import LiveFeed

ANSWER_SECONDS = 15.0
# Verbs that ring a supervisor's phone, which may take half a minute.
RING_SECONDS = 45.0
_RINGING = ("monitor", "whisper", "barge")
_OUTCOMES_KEPT = 1_000


class CommandState(Enum):
    """What is known of a command."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"
    TIMED_OUT = "timed out"


@dataclass(frozen=True, slots=True)
class SentCommand:
    """One command. `reason` is the source's, of a refusal; `sent` and `until` are seconds of the clock."""

    id: str
    verb: str
    arguments: Mapping[str, Any]
    sent: float
    until: float
    state: CommandState = CommandState.PENDING
    reason: str = ""

    @property
    def is_over(self) -> bool:
        return self.state is not CommandState.PENDING


class CommandSender:
    """Sends commands through *feed*. Owned by the window's thread, which calls every method.

    `send` never blocks. `poll`, called at each tick, returns the commands whose state has changed since the
    last call: from pending to done, refused (with the source's words) or timed out. A command is also timed
    out when the connection is lost before its answer: whether it was carried out is then unknown, and the
    source's events show it. *passed* is a monotonic clock, in seconds.

        sender = CommandSender(feed)
        name = sender.send("claim", {"flag": "help-request contact:c1 1000"})
        for command in sender.poll():
            print(command.id == name, command.state, command.reason)
    """

    def __init__(self, feed: LiveFeed, passed: Callable[[], float] = time.monotonic) -> None:
        self._feed = feed
        self._passed = passed
        self._commands: dict[str, SentCommand] = {}
        self._changed: dict[str, None] = {}
        self._sending: dict[str, Future[None]] = {}
        self._connections = feed.client.session.counters.connections

    @property
    def grants(self) -> tuple[str, ...]:
        """The verbs the source grants; none before its hello."""
        hello = self._feed.client.session.hello
        return () if hello is None else hello.grants

    def find(self, name: str) -> SentCommand | None:
        """The command with the id *name*; None if there is none, or it was long ago."""
        return self._commands.get(name)

    def send(self, verb: str, arguments: Mapping[str, Any]) -> str:
        """Send *verb* with its fields, and return the command's id, a UUID.

        What the source does not grant, and what is no valid command, is refused without being sent.
        """
        now, name = self._passed(), str(uuid.uuid4())
        seconds = RING_SECONDS if verb in _RINGING else ANSWER_SECONDS
        self._note(SentCommand(name, verb, dict(arguments), now, now + seconds), is_news=False)
        try:
            text = _text(name, verb, arguments)
        except ValidationError as error:
            found = error.errors(include_url=False)[0]
            where = ".".join(str(part) for part in found["loc"])
            self._end(name, CommandState.REFUSED, f"{where}: {found['msg']}")
            return name
        if verb not in self.grants:
            self._end(name, CommandState.REFUSED, f"the source does not grant {verb}")
            return name
        try:
            self._sending[name] = self._feed.send(text)
        except LostError as lost:
            self._end(name, CommandState.REFUSED, str(lost))
        return name

    def poll(self) -> list[SentCommand]:
        """The commands that have changed since the last call, oldest change first."""
        session, now = self._feed.client.session, self._passed()
        for name in [name for name, sending in self._sending.items() if sending.done()]:
            self._sent(name, self._sending.pop(name))
        while session.results:
            result = session.results.popleft()
            state = CommandState.DONE if result.ok else CommandState.REFUSED
            self._end(result.id, state, result.error or ("" if result.ok else "the source gives no reason"))
        self._give_up(now, session.state is SessionState.LOST, session.counters.connections)
        changed, self._changed = self._changed, {}
        return [self._commands[name] for name in changed if name in self._commands]

    def _sent(self, name: str, sending: Future[None]) -> None:
        try:
            sending.result()
        except (LostError, asyncio.CancelledError) as lost:
            self._end(name, CommandState.REFUSED, str(lost) or "not connected to the source")

    def _give_up(self, now: float, is_lost: bool, connections: int) -> None:
        is_other, self._connections = connections != self._connections, connections
        for command in list(self._commands.values()):
            if command.is_over:
                continue
            if is_lost or is_other:
                self._end(command.id, CommandState.TIMED_OUT, "the connection was lost before an answer")
            elif now >= command.until:
                waited = command.until - command.sent
                self._end(command.id, CommandState.TIMED_OUT, f"no answer within {waited:.0f} s")

    def _end(self, name: str, state: CommandState, reason: str) -> None:
        command = self._commands.get(name)
        # An answer may be repeated, or come after its command was given up, which it then corrects.
        if command is None or command.state in (CommandState.DONE, CommandState.REFUSED):
            return
        said = (command.id, command.verb, command.arguments, command.sent, command.until)
        self._note(SentCommand(*said, state, reason), is_news=True)

    def _note(self, command: SentCommand, is_news: bool) -> None:
        self._commands[command.id] = command
        if is_news:
            self._changed.pop(command.id, None)
            self._changed[command.id] = None
        if len(self._commands) > _OUTCOMES_KEPT:
            over = next((name for name, each in self._commands.items() if each.is_over), None)
            if over is not None and over != command.id:
                del self._commands[over]


def _text(name: str, verb: str, arguments: Mapping[str, Any]) -> bytes:
    """The command as JSON. Raises ValidationError."""
    fields = {"type": "command", **arguments, "id": name, "verb": verb}
    command = Command.model_validate_json(json.dumps(fields))
    return command.model_dump_json(exclude_none=True).encode()
