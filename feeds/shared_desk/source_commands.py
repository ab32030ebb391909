"""A source's commands: the desk's verbs, moves, messages to many, and what the platform carries out."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable

from feeds.broadcast.commands import ANYONE, Caller, CommandHandler
from feeds.broadcast.known_agents import KnownAgent
from feeds.control import DESK_VERBS, Command
from feeds.limits import REPEATS_KNOWN
from feeds.shared_desk.desk import SharedDesk
from feeds.shared_desk.desk_acts import NotDoneError, check_size
from feeds.shared_desk.moves import Moves

_TICK_SECONDS = 0.25
_log = logging.getLogger("floorlight.server")


class SourceCommands:
    """Carries out all commands of a source. Owned by it; used in its server's loop.

    A command repeated with its id is carried out once, and answered again.
    """

    def __init__(self, desk: SharedDesk, moves: Moves, platform: CommandHandler) -> None:
        self.desk, self.moves, self.platform = desk, moves, platform
        self._answers: OrderedDict[tuple[str, str], tuple[Command, asyncio.Task[str | None]]] = OrderedDict()

    @property
    def grants(self) -> tuple[str, ...]:
        """The verbs currently allowed: the platform's, the desk's, and moves if queues can be set."""
        grants = self.platform.grants
        moves = ("move_agents",) if "set_queues" in grants and "move_agents" not in grants else ()
        return (*grants, *moves, *DESK_VERBS)

    @property
    def outage(self) -> str | None:
        """Why the current state is unknown, as text; None if it is known."""
        return self.platform.outage

    async def attend(self) -> None:
        """Tell what the desk kept, and end moves when due, until cancelled."""
        while True:
            self.desk.tell_due()
            await self.moves.end_due()
            await asyncio.sleep(_TICK_SECONDS)

    async def carry_out(self, command: Command, caller: Caller = ANYONE) -> str | None:
        """Carry out *command* of *caller* once; returns None when done, else why not."""
        key = caller.user, command.id
        if (known := self._answers.get(key)) is not None:
            repeated, answer = known
            if repeated != command:
                return f"the id {command.id} was used for another command"
            return await asyncio.shield(answer)
        answer = asyncio.create_task(self._carry_out_safely(command, caller), name=f"command {command.id}")
        self._answers[key] = command, answer
        if len(self._answers) > REPEATS_KNOWN:
            self._answers.popitem(last=False)
        return await asyncio.shield(answer)

    async def _carry_out_safely(self, command: Command, caller: Caller) -> str | None:
        try:
            return await self._carry_out(command, caller)
        except Exception as broken:  # who waits for an answer must get one
            _log.error("command %s failed unexpectedly: %s: %s", command.verb, type(broken).__name__, broken)
            _log.debug("traceback", exc_info=broken)
            return f"it failed unexpectedly: {type(broken).__name__}"

    async def _carry_out(self, command: Command, caller: Caller) -> str | None:
        if command.verb in DESK_VERBS:
            return await self.desk.carry_out(command, caller.user)
        try:
            check_size(command)
            if command.verb == "move_agents" and "move_agents" not in self.platform.grants:
                return await self.moves.carry_out(command, caller)
            if command.verb == "message":
                return await self._message(command, caller)
        except NotDoneError as reason:
            return str(reason)
        error = await self.platform.carry_out(command, caller)
        if error is None and command.verb == "set_queues" and command.agent is not None:
            await self.moves.replaced(command.agent, caller)
        return error

    # Messages --------------------------------------------------------------------------------------

    async def _message(self, command: Command, caller: Caller) -> str | None:
        """Send a message to each of its recipients; those not reached are named."""
        if not (command.text or "").strip():
            raise NotDoneError("a message needs a text")
        names = self._recipients(command, caller)
        if len(names) == 1:
            return await self._send(command, names[0], caller)
        errors = await asyncio.gather(*(self._send(command, name, caller) for name in names))
        failed = [f"{name}: {error}" for name, error in zip(names, errors, strict=True) if error is not None]
        if not failed:
            return None
        return f"{len(names) - len(failed)} of {len(names)} reached; not {'; '.join(failed)}"

    async def _send(self, command: Command, agent: str, caller: Caller) -> str | None:
        one = command.model_copy(update={"agent": agent, "agents": None, "team": None, "queue": None})
        return await self.platform.carry_out(one, caller)

    def _recipients(self, command: Command, caller: Caller) -> list[str]:
        """The agents of a message: those named, or who is logged in of a team or queue."""
        known = self.desk.broadcast.known
        if command.agents or command.agent:
            return list(dict.fromkeys(command.agents or (command.agent or "",)))
        if command.team is not None:
            found, where = known.of_team(command.team), command.team
        else:
            found, where = known.of_queue(command.queue or ""), command.queue or ""
        names = [
            agent.id for agent in _logged_in(found) if caller.teams is None or agent.team in caller.teams
        ]
        if not names:
            raise NotDoneError(f"nobody of {where} is logged in")
        return names


def _logged_in(agents: Iterable[KnownAgent]) -> Iterable[KnownAgent]:
    return (agent for agent in agents if agent.state not in (None, "offline"))
