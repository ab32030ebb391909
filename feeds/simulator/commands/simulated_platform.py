"""The simulated platform: carries commands out in the world, after the time that a real one takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from feeds.broadcast.commands import ANYONE, Caller
from feeds.control import PLATFORM_VERBS, Command
from feeds.simulator.commands.agent_commands import AgentCommands
from feeds.simulator.commands.contact_commands import ContactCommands
from feeds.simulator.commands.floor_access import CommandRefusedError, FloorAccess
from feeds.simulator.commands.queue_commands import QueueCommands
from feeds.simulator.commands.supervision_commands import SupervisionCommands
from feeds.simulator.work.attendance import Attendance
from feeds.simulator.work.world import World

# Seconds of the simulated clock until a command takes effect: a phone rings, a customer is asked.
_DELAYS = {
    "monitor": (1.0, 3.0),
    "whisper": (1.0, 3.0),
    "barge": (1.0, 3.0),
    "message": (0.4, 1.5),
    "offer_callback": (3.0, 7.0),
}
_USUAL_DELAY = (0.1, 0.4)
Act = Callable[[Command, str], None]


class SimulatedPlatform:
    """Carries out the verbs of a platform on one simulated floor. Used in the loop of its server.

    *catch_up* lets everything happen that is due, so that a command takes effect now.
    """

    outage: str | None = None
    grants: tuple[str, ...] = tuple(verb for verb in PLATFORM_VERBS if verb != "move_agents")

    def __init__(self, world: World, attendance: Attendance, catch_up: Callable[[], None]) -> None:
        floor = FloorAccess(world, attendance)
        self._world = world
        self._catch_up = catch_up
        self._rng = world.rng("commands")
        agents, contacts = AgentCommands(floor, self._rng), ContactCommands(floor, self._rng)
        queues, supervision = QueueCommands(floor), SupervisionCommands(floor)
        self._acts: dict[str, Act] = {
            "monitor": supervision.supervise,
            "whisper": supervision.supervise,
            "barge": supervision.supervise,
            "stop_supervision": supervision.stop_supervision,
            "message": agents.message,
            "set_state": agents.set_state,
            "set_queues": agents.set_queues,
            "end_wrap_up": agents.end_wrap_up,
            "log_out": agents.log_out,
            "requeue": contacts.requeue,
            "set_priority": contacts.set_priority,
            "assign": contacts.assign,
            "offer_callback": contacts.offer_callback,
            "open_queue": queues.open_queue,
            "close_queue": queues.close_queue,
            "set_overflow": queues.set_overflow,
            "set_announcement": queues.set_announcement,
        }

    async def carry_out(self, command: Command, caller: Caller = ANYONE) -> str | None:
        """Carry out *command* of *caller*; returns None when done, else why not."""
        self._catch_up()
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

        def act() -> None:
            if answer.done():
                return
            try:
                answer.set_result(self.act(command, caller.user))
            except Exception as broken:  # the floor goes on, and who asked is told
                answer.set_exception(broken)

        self._world.later(self._rng.between(*_DELAYS.get(command.verb, _USUAL_DELAY)), act)
        return await answer

    def act(self, command: Command, by: str) -> str | None:
        """Carry out *command* of the user *by* at once; returns None when done, else why not."""
        act = self._acts.get(command.verb)
        if act is None:
            return f"a simulated floor does not support {command.verb}"
        try:
            act(command, by)
        except CommandRefusedError as refusal:
            return str(refusal)
        return None
