"""Moves of agents between queues: carried out by the platform, and undone by the source when they end.

A move is kept on disk before it is carried out, so that it is undone even if every console is closed and the
server was killed in between. Undoing restores only what the move changed, and keeps later changes.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from feeds.broadcast.commands import Caller, CommandHandler
from feeds.broadcast.known_agents import KnownAgent
from feeds.control import Command
from feeds.events import MoveStarted
from feeds.instants import instant, instant_text
from feeds.shared_desk.desk import SharedDesk
from feeds.shared_desk.desk_acts import DeskAct, NotDoneError, check_size, future
from feeds.shared_desk.desk_file import DeskError
from feeds.shared_desk.records import DeskRecord

_UNKNOWN_MS = 60_000  # how long an agent may be unknown after a restart before a move leaves them out


@dataclass(slots=True)
class Placement:
    """An agent's membership of one queue: as it was before a move, and as the move set it."""

    before: bool
    wanted: bool


@dataclass(slots=True)
class TimedMove:
    """A move that ends at `until` (ms).

    `placements` are what it changed, by agent and queue; `order` is in which order each agent's queues were.
    """

    id: str
    until: int
    event: MoveStarted
    placements: dict[str, dict[str, Placement]] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)


class Moves:
    """All moves of a source. Owned by the source's desk; used in its loop.

    With *repeats* the platform forgets its queues at a restart, so running moves are carried out again.
    """

    def __init__(
        self,
        desk: SharedDesk,
        platform: CommandHandler,
        remark: Callable[[str], None] = lambda line: None,
        repeats: bool = False,
    ) -> None:
        self._desk = desk
        self._platform = platform
        self._remark = remark
        self._repeats = repeats
        self._timed: dict[str, TimedMove] = {}
        self._again: set[str] = set()
        self._turn = asyncio.Lock()
        self._began: int | None = None

    def restore(self, records: Iterable[DeskRecord]) -> None:
        """Take up the moves that ran when the server was stopped or killed."""
        ended = {record.event.move for record in records if record.event.type == "move.ended"}
        for record in records:
            event = record.event
            if event.type == "move.started" and event.until is not None and event.move not in ended:
                self._take_up(event, record)
        self._again = set(self._timed) if self._repeats else set()

    def _take_up(self, event: MoveStarted, record: DeskRecord) -> None:
        placements = {
            agent: {queue: Placement(was, queue in event.add) for queue, was in queues.items()}
            for agent, queues in record.before.items()
        }
        self._timed[event.move] = TimedMove(
            event.move, instant(event.until or ""), event, placements, record.order
        )

    @property
    def running(self) -> list[TimedMove]:
        """The timed moves that have not ended."""
        return list(self._timed.values())

    # Moving ----------------------------------------------------------------------------------------

    async def carry_out(self, command: Command, caller: Caller) -> str | None:
        """Carry out `move_agents`; returns None when done, else why not."""
        try:
            async with self._turn:
                return await self._move(command, caller)
        except (NotDoneError, DeskError) as reason:
            return str(reason)

    async def _move(self, command: Command, caller: Caller) -> str | None:
        check_size(command)
        act = DeskAct(command, caller.user, self._desk.now(), self._desk.broadcast)
        until = future(act, "until")
        agents = [self._movable(name) for name in dict.fromkeys(command.agents or ())]
        add, remove = self._queues(command.add), self._queues(command.remove)
        if both := set(add) & set(remove):
            raise NotDoneError(f"{min(both)} is in both add and remove")
        new = {agent.id: _queues_after(agent.queues, add, remove) for agent in agents}
        named = {*add, *remove}
        moved = [each for each in agents if new[each.id] != each.queues or self._is_moved(each.id, named)]
        if not moved:
            raise NotDoneError(f"nothing to move: {_names(agents)} already there")
        if empty := [agent for agent in moved if not new[agent.id]]:
            raise NotDoneError(f"{_names(empty)} would be in no queue")
        placed = {agent.id: _placements(agent, add, remove) for agent in moved}
        for agent, queues in placed.items():
            self._inherit(agent, queues)
        fields = act.said(
            "move.started",
            move=uuid.uuid4().hex[:12],
            agents=[agent.id for agent in moved],
            add=add,
            remove=remove,
            until=until,
        )
        return await self._start(fields, moved, new, placed, caller)

    async def _start(
        self,
        fields: dict[str, Any],
        moved: list[KnownAgent],
        new: dict[str, tuple[str, ...]],
        placed: dict[str, dict[str, Placement]],
        caller: Caller,
    ) -> str | None:
        """Keep the move, carry it out agent by agent, and tell who was moved."""
        order = {agent.id: list(agent.queues) for agent in moved}
        record = await self._desk.add(fields, _before(placed), order)
        errors = {}
        for agent in moved:
            if (error := await self._set_queues(agent.id, new[agent.id], caller)) is not None:
                errors[agent.id] = error
        done = [agent.id for agent in moved if agent.id not in errors]
        said = "; ".join(f"{name}: {error}" for name, error in errors.items())
        if not done:
            # Kept as ended, so that nothing is undone later; no console was told that it started.
            await self._desk.add(self._ended(record.event.move, [], list(errors)))
            return said
        if errors:
            kept = {name: placed[name] for name in done}
            record = await self._desk.add({**fields, "agents": done}, _before(kept), order)
        self._desk.tell(record)
        for name in done:
            await self._supersede(name, placed[name], caller)
        if record.event.until is not None:
            self._take_up(record.event, record)
        return f"{said}; moved: {', '.join(done)}" if errors else None

    def _is_moved(self, agent: str, queues: set[str]) -> bool:
        """Whether a running move has put *agent* into one of *queues*, or taken them out."""
        return any(not queues.isdisjoint(move.placements.get(agent, ())) for move in self.running)

    def _movable(self, name: str) -> KnownAgent:
        agent = self._desk.broadcast.known.find(name)
        if agent is None or not agent.is_profiled:
            raise NotDoneError(f"there is no agent {name}")
        if agent.state == "offline":
            raise NotDoneError(f"{name} is logged out")
        return agent

    def _queues(self, names: Iterable[str] | None) -> list[str]:
        found = list(dict.fromkeys(names or ()))
        for name in found:
            if name not in self._desk.broadcast.known.queues:
                raise NotDoneError(f"there is no queue {name}")
        return found

    async def _set_queues(self, agent: str, queues: tuple[str, ...], caller: Caller) -> str | None:
        command = Command(id=uuid.uuid4().hex, verb="set_queues", agent=agent, queues=queues)
        return await self._platform.carry_out(command, caller)

    # Later changes ---------------------------------------------------------------------------------

    async def replaced(self, agent: str, caller: Caller) -> None:
        """Another command has set all queues of *agent*: running moves leave them as they are now."""
        async with self._turn:
            for move in self.running:
                if move.placements.pop(agent, None) is not None:
                    await self._keep_rest(move, caller)

    def _inherit(self, agent: str, placed: dict[str, Placement]) -> None:
        """A queue that a running move has changed goes back to what it was before that move."""
        for move in self._timed.values():
            for queue, earlier in move.placements.get(agent, {}).items():
                if queue in placed:
                    placed[queue].before = earlier.before

    def _claim(self, agent: str, placed: dict[str, Placement]) -> list[TimedMove]:
        """Take the queues *placed* from earlier moves of *agent*; returns the moves that held one."""
        found = []
        for move in self._timed.values():
            held = move.placements.get(agent, {})
            if mine := [queue for queue in held if queue in placed]:
                found.append(move)
            for queue in mine:
                del held[queue]
            if not held:
                move.placements.pop(agent, None)
        return found

    async def _supersede(self, agent: str, placed: dict[str, Placement], caller: Caller) -> None:
        for move in self._claim(agent, placed):
            await self._keep_rest(move, caller)

    async def _keep_rest(self, move: TimedMove, caller: Caller) -> None:
        """Keep what is left of *move* to undo; with nothing left it is over."""
        if move.placements:
            await self._desk.add(move.event.model_dump(exclude={"seq"}), _before(move.placements), move.order)
        else:
            restored = [name for name in move.event.agents if self._is_as_before(move, name)]
            await self._tell_end(move, restored, caller.user)

    def _is_as_before(self, move: TimedMove, name: str) -> bool:
        agent = self._desk.broadcast.known.find(name)
        return agent is not None and set(agent.queues) == set(move.order.get(name, ()))

    # Ending ----------------------------------------------------------------------------------------

    async def end_due(self) -> None:
        """Undo the moves whose time is over, unless the platform is out of reach."""
        if self._platform.outage is not None or not self._timed:
            return
        now = self._desk.now()
        self._began = now if self._began is None else self._began
        async with self._turn:
            for move in self.running:
                if move.id in self._again:
                    await self._repeat(move, now)
                elif move.until <= now:
                    await self._undo(move, now)

    def _agents_of(self, move: TimedMove, now: int) -> list[tuple[str, KnownAgent | None]] | None:
        """The agents of *move*; None to wait, as some are not known yet after a restart."""
        known = self._desk.broadcast.known
        found = [(name, known.find(name)) for name in move.placements]
        is_waiting = self._began is not None and now < self._began + _UNKNOWN_MS
        if is_waiting and any(agent is None or not agent.is_profiled for _, agent in found):
            return None
        return found

    async def _repeat(self, move: TimedMove, now: int) -> None:
        if (agents := self._agents_of(move, now)) is None:
            return
        self._again.discard(move.id)
        for name, agent in agents:
            if agent is not None and agent.state != "offline":
                queues = _with(agent.queues, move.placements[name], lambda placement: placement.wanted)
                await self._set_queues(name, queues, _SOURCE)

    async def _undo(self, move: TimedMove, now: int) -> None:
        if (agents := self._agents_of(move, now)) is None:
            return
        restored = []
        for name, agent in agents:
            if agent is None or agent.state == "offline":
                self._remark(f"move {move.id}: {name} is logged out, and is left out")
                continue
            queues = _restored(agent.queues, move.placements[name], move.order.get(name, []))
            if queues != agent.queues and (error := await self._set_queues(name, queues, _SOURCE)):
                self._remark(f"move {move.id}: {name} is not returned: {error}")
                continue
            restored.append(name)
        await self._tell_end(move, restored, None)

    async def _tell_end(self, move: TimedMove, restored: list[str], by: str | None) -> None:
        skipped = [name for name in move.event.agents if name not in restored]
        del self._timed[move.id]
        try:
            record = await self._desk.add(self._ended(move.id, restored, skipped, by))
        except (NotDoneError, DeskError) as reason:
            self._remark(f"move {move.id} is over, which cannot be kept: {reason}")
            return
        self._desk.tell(record)
        left = f"; not {', '.join(skipped)}" if skipped else ""
        self._remark(f"move {move.id} is over: returned {', '.join(restored) or 'nobody'}{left}")

    def _ended(
        self, move: str, restored: list[str], skipped: list[str], by: str | None = None
    ) -> dict[str, Any]:
        at = instant_text(self._desk.now())
        return {
            "type": "move.ended",
            "at": at,
            "move": move,
            "restored": restored,
            "skipped": skipped,
            "by": by,
        }


_SOURCE = Caller(user="the source", role="admin")


def _queues_after(queues: tuple[str, ...], add: list[str], remove: list[str]) -> tuple[str, ...]:
    kept = [queue for queue in queues if queue not in remove]
    return (*kept, *(queue for queue in add if queue not in kept))


def _placements(agent: KnownAgent, add: list[str], remove: list[str]) -> dict[str, Placement]:
    """Of the queues named, each with whether *agent* was in it, and is to be."""
    named = [*((queue, True) for queue in add), *((queue, False) for queue in remove)]
    return {queue: Placement(queue in agent.queues, wanted) for queue, wanted in named}


def _before(placed: dict[str, dict[str, Placement]]) -> dict[str, dict[str, bool]]:
    return {
        agent: {queue: placement.before for queue, placement in queues.items()}
        for agent, queues in placed.items()
    }


def _with(
    queues: tuple[str, ...], placed: dict[str, Placement], is_in: Callable[[Placement], bool]
) -> tuple[str, ...]:
    kept = [queue for queue in queues if queue not in placed or is_in(placed[queue])]
    return (*kept, *(queue for queue, each in placed.items() if is_in(each) and queue not in kept))


def _restored(queues: tuple[str, ...], placed: dict[str, Placement], order: list[str]) -> tuple[str, ...]:
    """*queues* with what a move changed undone, in the *order* they had; later changes stay.

    >>> placed = {"billing": Placement(False, wanted=True), "help": Placement(True, wanted=False)}
    >>> _restored(("sales", "billing", "chat"), placed, ["help", "sales"])
    ('help', 'sales', 'chat')
    """
    found = _with(queues, dict(_unchanged(queues, placed)), lambda placement: placement.before)
    first = [queue for queue in order if queue in found]
    return (*first, *(queue for queue in found if queue not in first))


def _unchanged(queues: tuple[str, ...], placed: dict[str, Placement]) -> Iterator[tuple[str, Placement]]:
    """Those of *placed* that are still as the move set them."""
    return ((queue, each) for queue, each in placed.items() if (queue in queues) == each.wanted)


def _names(agents: Iterable[KnownAgent]) -> str:
    names = [agent.id for agent in agents]
    return f"{' and '.join([', '.join(names[:-1]), names[-1]] if len(names) > 1 else names)} " + (
        "are" if len(names) > 1 else "is"
    )
