"""Commands of supervision: listen, whisper, barge, and stop; they end with the contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from feeds.control import Command
from feeds.simulator.commands.floor_access import CommandRefusedError, FloorAccess
from feeds.simulator.site.catalogue import SPOKEN
from feeds.simulator.work.queues import SimulatedAgent, SimulatedContact


@dataclass(frozen=True, slots=True)
class SimulatedListener:
    """A supervisor on an agent's contact, and the phone in use."""

    user: str
    agent: SimulatedAgent
    contact: SimulatedContact
    kind: str
    device: str

    def fields(self) -> dict[str, Any]:
        return {
            "agent": self.agent.person.id,
            "supervisor": self.user,
            "kind": self.kind,
            "contact": self.contact.id,
        }


class SupervisionCommands:
    """Owned by the simulated platform, with who listens to whom by its commands."""

    def __init__(self, floor: FloorAccess) -> None:
        self._floor = floor
        self._listeners: list[SimulatedListener] = []
        floor.world.on_released = self._released

    def supervise(self, command: Command, by: str) -> None:
        """Begin to monitor, whisper or barge; whispering and barging help with the contact."""
        agent = self._floor.agent_at_work(command.agent)
        contact = next(iter(agent.serving), None)
        if contact is None:
            raise CommandRefusedError(f"{agent.person.name} is on no contact now")
        is_call = contact.line.kind.channel in SPOKEN
        device = (command.device or "").strip()
        if not is_call and command.verb == "barge":
            raise CommandRefusedError(f"{contact.id} is {contact.line.kind.channel}; it can be read along")
        if is_call and not device:
            raise CommandRefusedError("a phone is needed to listen with")
        for other in self._listeners:
            if is_call and other.device == device and (other.user, other.agent) != (by, agent):
                raise CommandRefusedError(f"{device} is busy")
        mine = [each for each in self._listeners if (each.user, each.agent) == (by, agent)]
        if any(each.kind == command.verb for each in mine):
            raise CommandRefusedError(f"you {command.verb} {agent.person.name} already")
        for each in mine:
            self._end(each)
        listener = SimulatedListener(by, agent, contact, command.verb, device if is_call else "")
        self._listeners.append(listener)
        self._floor.world.write("supervision.started", **listener.fields())
        if command.verb != "monitor":
            contact.bad, contact.is_helped = 0.4 * contact.bad, True

    def stop_supervision(self, command: Command, by: str) -> None:
        """End the user's own supervision of an agent."""
        agent = self._floor.agent(command.agent)
        mine = [each for each in self._listeners if (each.user, each.agent) == (by, agent)]
        if not mine:
            raise CommandRefusedError(f"you do not supervise {agent.person.name}")
        for listener in mine:
            self._end(listener)

    def _end(self, listener: SimulatedListener) -> None:
        self._listeners.remove(listener)
        self._floor.world.write("supervision.ended", **listener.fields())

    def _released(self, agent: SimulatedAgent, contact: SimulatedContact) -> None:
        for listener in [each for each in self._listeners if (each.agent, each.contact) == (agent, contact)]:
            self._end(listener)
