"""Commands about contacts: another queue, a priority, a certain agent, a callback."""

from __future__ import annotations

from feeds.control import Command
from feeds.instants import instant
from feeds.simulator.commands.floor_access import (
    CommandRefusedError,
    FloorAccess,
    check_channel,
    check_skill,
)
from feeds.simulator.site.catalogue import SPOKEN
from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.work.queues import SimulatedContact

_ACCEPTS = 0.75  # share of customers who accept a callback
_HIGHEST = 100


class ContactCommands:
    """Owned by the simulated platform."""

    def __init__(self, floor: FloorAccess, rng: RandomStream) -> None:
        self._floor = floor
        self._rng = rng

    def requeue(self, command: Command, by: str) -> None:
        """Send a contact to another queue, whether it waits or talks."""
        contact, to = self._floor.contact(command.contact), self._floor.queue(command.queue)
        if to is contact.line and contact.waits:
            raise CommandRefusedError(f"{contact.id} waits in {to.kind.name} already")
        check_channel(contact.line, to)
        if to.is_closed:
            raise CommandRefusedError(f"{to.kind.name} is closed")
        if contact.waits:
            contact.onward = to
            self._wake(contact)
        elif contact.is_talking and contact.process is not None and contact.onward is None:
            contact.onward = to
            contact.process.interrupt()
        else:
            raise CommandRefusedError(f"{contact.id} is being connected; try again in a moment")

    def set_priority(self, command: Command, by: str) -> None:
        """Let a waiting contact overtake those of lower priority."""
        contact = self._floor.waiting_contact(command.contact)
        priority = command.priority or 0
        if not -_HIGHEST <= priority <= _HIGHEST:
            raise CommandRefusedError(f"a priority is from -{_HIGHEST} to {_HIGHEST}, not {priority}")
        contact.line.waiting.remove(contact)
        contact.priority = priority
        contact.line.enqueue(contact)
        self._floor.world.write("contact.prioritised", contact=contact.id, priority=priority, by=by)

    def assign(self, command: Command, by: str) -> None:
        """Offer a waiting contact to one agent."""
        contact, agent = (
            self._floor.waiting_contact(command.contact),
            self._floor.agent_at_work(command.agent),
        )
        check_skill(agent, contact.line)
        if not agent.has_room(contact.line.family):
            raise CommandRefusedError(f"{agent.person.name} is not available")
        if agent in contact.known_by:
            raise CommandRefusedError(f"{agent.person.name} still wraps up {contact.id}")
        world = self._floor.world
        contact.waits = False
        contact.line.waiting.remove(contact)
        agent.take(contact.line.family)
        world.write("contact.assigned", contact=contact.id, agent=agent.person.id, by=by)
        assert contact.called is not None
        contact.called.succeed(agent)

    def offer_callback(self, command: Command, by: str) -> None:
        """Ask a waiting caller whether a callback will do; not all accept."""
        contact = self._floor.waiting_contact(command.contact)
        if contact.line.kind.channel not in SPOKEN or contact.is_callback:
            raise CommandRefusedError(f"{contact.id} is no incoming call")
        if command.promised_at is not None and instant(command.promised_at) <= self._floor.world.now:
            raise CommandRefusedError(f"promised_at {command.promised_at} is past")
        if not self._rng.chance(_ACCEPTS):
            raise CommandRefusedError("the customer prefers to wait")
        contact.leaves_by, contact.promised_at = "callback", command.promised_at
        self._wake(contact)

    def _wake(self, contact: SimulatedContact) -> None:
        """End *contact*'s wait in its queue without an answer."""
        contact.waits = False
        contact.line.waiting.remove(contact)
        assert contact.called is not None
        contact.called.succeed(None)
