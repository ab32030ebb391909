"""A source with a desk, a platform that sets queues, and a clock that tests move."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.commands import ANYONE, Caller
from feeds.control import Command
from feeds.events import ADAPTER
from feeds.instants import instant, instant_text
from feeds.recordings.replay import DueEvent
from feeds.shared_desk.desk import SharedDesk
from feeds.shared_desk.desk_file import DeskFile
from feeds.shared_desk.moves import Moves
from feeds.shared_desk.source_commands import SourceCommands
from tests.feeds import encoded

START = instant("2026-11-22T10:00:00Z")
MINUTE = 60_000
RUI, LEA = Caller("rui"), Caller("lea")


class SetQueues:
    """A platform that sets queues, and tells of it by a profile, as switches do."""

    grants: tuple[str, ...] = ("set_queues", "message", "log_out")

    def __init__(self, source: Source) -> None:
        self.outage: str | None = None
        self.source = source
        self.refused: dict[str, str] = {}
        self.sent: list[Command] = []

    async def carry_out(self, command: Command, caller: Caller = ANYONE) -> str | None:
        self.sent.append(command)
        await asyncio.sleep(0)
        name = command.agent or ""
        if name in self.refused:
            return self.refused[name]
        if command.verb == "set_queues":
            self.source.profile(name, *(command.queues or ()))
        return None


class Source:
    """One run of a source. `told` are the desk's events, `remarks` its lines for the user."""

    def __init__(
        self, path: Path | None = None, now: int = START, repeats: bool = False, is_replay: bool = False
    ) -> None:
        self.clock = now
        self.remarks: list[str] = []
        self.broadcast = Broadcast("lisbon", "e1")
        self.platform = SetQueues(self)
        self.teams: dict[str, str] = {}
        self.floor()
        file = DeskFile(path) if path else None
        self.desk = SharedDesk(self.broadcast, lambda: self.clock, file, self.remarks.append, is_replay)
        self.moves = Moves(self.desk, self.platform, self.remarks.append, repeats)
        self.commands = SourceCommands(self.desk, self.moves, self.platform)
        self.moves.restore(self.desk.open())
        self.desk.tell_due()

    def floor(self) -> None:
        for queue in ("billing", "help", "sales"):
            self.send("queue.profile", queue=queue)
        for name in ("ana", "bob"):
            self.profile(name, "help", "sales")
            self.send("agent.state", agent=name, state="available")

    def send(self, kind: str, **fields: Any) -> None:
        text = encoded({"type": kind, "at": instant_text(self.clock), **fields})
        self.broadcast.take(DueEvent(self.clock, self.clock, text, ADAPTER.validate_json(text), "lisbon"))

    def profile(self, agent: str, *queues: str) -> None:
        self.send("agent.profile", agent=agent, team=self.teams.get(agent, "north"), queues=list(queues))

    def queues(self, agent: str) -> tuple[str, ...]:
        found = self.broadcast.known.find(agent)
        assert found is not None
        return found.queues

    async def ask(self, verb: str, caller: Caller = RUI, **fields: Any) -> str | None:
        """The answer to a command: None when done, else why not."""
        name = fields.pop(
            "id", f"{verb} {len(self.events())} {len(self.platform.sent)} {caller.user} {fields}"[:128]
        )
        command = Command.model_validate_json(json.dumps({"id": name, "verb": verb, **fields}))
        return await self.commands.carry_out(command, caller)

    async def pass_time(self, minutes: float) -> None:
        self.clock += round(minutes * MINUTE)
        await self.moves.end_due()

    def events(self) -> list[dict[str, Any]]:
        """All events of the stream, in order."""
        journal, place, found = self.broadcast.everything.journal, 0, []
        while place < journal.end:
            page = journal.read(place)
            found += [json.loads(text) for text in page.texts]
            place = page.following
        return found

    def told(self, *kinds: str) -> list[dict[str, Any]]:
        return [event for event in self.events() if event["type"] in kinds]

    def snapshot(self) -> list[dict[str, Any]]:
        """The events of a snapshot for a console that connects now."""
        picture = self.broadcast.picture_now(self.broadcast.everything, self.clock)
        return [event for part in picture for event in json.loads(part)["events"]]

    def close(self) -> None:
        self.desk.close()


@contextmanager
def source(path: Path | None = None, **settings: Any) -> Iterator[Source]:
    found = Source(path, **settings)
    try:
        yield found
    finally:
        found.close()
