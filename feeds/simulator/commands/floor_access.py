"""The simulated floor as commands reach it: its agents, contacts and queues by name, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from feeds.simulator.site.staff import FAMILY
from feeds.simulator.work.attendance import Attendance
from feeds.simulator.work.queues import SimulatedAgent, SimulatedContact, SimulatedQueue
from feeds.simulator.work.world import World


class CommandRefusedError(Exception):
    """Raised if the simulated platform does not do it; the message says why, as a platform would."""


@dataclass(frozen=True, slots=True)
class FloorAccess:
    """Finds what a command names. Owned by the simulated platform."""

    world: World
    attendance: Attendance

    def agent(self, name: str | None) -> SimulatedAgent:
        """The agent *name*. Raises CommandRefusedError."""
        agent = self.world.agents.get(name or "")
        if agent is None:
            raise CommandRefusedError(f"there is no agent {name}")
        return agent

    def agent_at_work(self, name: str | None) -> SimulatedAgent:
        """The agent *name*, who is logged in. Raises CommandRefusedError."""
        agent = self.agent(name)
        if agent.said == "offline":
            raise CommandRefusedError(f"{agent.person.name} is logged out")
        return agent

    def queue(self, name: str | None) -> SimulatedQueue:
        """The queue *name*. Raises CommandRefusedError."""
        line = self.world.lines.get(name or "")
        if line is None:
            raise CommandRefusedError(f"there is no queue {name}")
        return line

    def contact(self, name: str | None) -> SimulatedContact:
        """The contact *name*, which has not ended. Raises CommandRefusedError."""
        contact = self.world.contacts.get(name or "")
        if contact is None:
            raise CommandRefusedError(f"{name} is not a current contact")
        return contact

    def waiting_contact(self, name: str | None) -> SimulatedContact:
        """The contact *name*, which waits in a queue. Raises CommandRefusedError."""
        contact = self.contact(name)
        if contact.waits:
            return contact
        if contact.agent is not None and contact in contact.agent.serving:
            raise CommandRefusedError(f"{name} is with {contact.agent.person.name}")
        raise CommandRefusedError(f"{name} does not wait in a queue")


def check_skill(agent: SimulatedAgent, line: SimulatedQueue) -> None:
    """Refuse if *agent* is not trained for the channel of *line*. Raises CommandRefusedError."""
    if FAMILY[line.kind.channel] not in agent.person.families:
        raise CommandRefusedError(
            f"{agent.person.name} is not trained for {line.kind.channel}, which {line.kind.name} needs"
        )


def check_channel(of: SimulatedQueue, to: SimulatedQueue) -> None:
    """Refuse to send contacts *of* one queue *to* one of another channel. Raises CommandRefusedError."""
    if of.family != to.family:
        raise CommandRefusedError(
            f"{to.kind.name} takes {to.kind.channel}, not the {of.kind.channel} of {of.kind.name}"
        )
