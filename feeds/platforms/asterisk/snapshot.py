"""Snapshots of a switch: its QueueStatus, reconciled with the known state.

Callers still waiting keep their true start; calls still in progress are those whose member is in a call and
has completed none since. Other open contacts are left out: their end is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feeds.events import SiteSettings
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.calls.call import CallPart, SwitchCall, SwitchLeg
from feeds.platforms.asterisk.calls.calls import SwitchCalls
from feeds.platforms.asterisk.members.members import OFFLINE, Membership, SwitchMembers
from feeds.platforms.asterisk.members.queues import Queues
from feeds.protocol.event_writer import EventWriter, as_object, id_of

# The switch counts a wait in whole seconds from a whole second: within this tolerance it is the known stay.
_ROUNDED_MS = 2_500
PACKETS = frozenset({"queueparams", "queuemember", "queueentry", "queuestatuscomplete"})


class SwitchSnapshot:
    """Collects the answer to a QueueStatus, and replaces the known state.

    Owned by the translator. `is_known` is false before the first, and from each loss to the next.
    """

    def __init__(
        self,
        calls: SwitchCalls,
        members: SwitchMembers,
        queues: Queues,
        writer: EventWriter,
        site: SiteSettings | None,
    ) -> None:
        self.is_known = False
        self._calls, self._members, self._queues, self._writer = calls, members, queues, writer
        self._site = site
        self._collected: list[Packet] = []

    def lost(self) -> None:
        """The connection is lost: later changes are not seen."""
        self.is_known = False
        self._writer.is_muted = True
        self._collected.clear()

    def take(self, packet: Packet, at: int) -> None:
        """Process one packet of an answer; the last one completes the state."""
        if packet.name.lower() != "queuestatuscomplete":
            self._collected.append(packet)
            return
        collected, self._collected = self._collected, []
        if self.is_known:
            self._correct(collected, at)
        else:
            self._replace(collected, at)

    def _correct(self, collected: list[Packet], at: int) -> None:
        """Queried without a loss: write the differences from the known state."""
        for packet in collected:
            queue = id_of(packet.get("Queue"))
            if packet.name.lower() == "queueparams" and queue:
                self._queues.describe(packet)
                self._queues.meet(queue, at)
        self._describe_members(collected)
        for agent in list(self._members.agents):
            self._members.write_agent(agent, at)

    def _describe_members(self, collected: list[Packet]) -> list[Membership]:
        self._members.forget()
        for packet in collected:
            if packet.name.lower() == "queuemember":
                self._members.describe(packet)
        return [one for agent in self._members.agents.values() for one in agent.memberships.values()]

    def _replace(self, collected: list[Packet], at: int) -> None:
        self.is_known = True
        for packet in collected:
            self._queues.describe(packet)
        members = self._describe_members(collected)
        self._writer.is_muted = False
        self._calls.wrap_ups.end_due(at)
        self._members.notice(at)
        self._settle_wrap_ups(at)
        found = (self._entry(packet, at) for packet in collected)
        waiting = list({one.name: one for one in found if one is not None}.values())
        legs = [leg for leg in self._going_on() if leg.contact not in waiting]
        legs += self._wrapping()
        legs += self._supposed(members, legs, at)
        self._calls.forget_all_but(waiting, legs)
        self._keep_offers(waiting)
        events = [*self._definitions(at), *self._states(), *_contacts(waiting, legs)]
        self._writer.write_present(at, at, events)

    # State --------------------------------------------------------------------------------------

    def _entry(self, packet: Packet, at: int) -> SwitchCall | None:
        """The waiting contact of *packet*; the start of an unknown one is derived from its `Wait`."""
        channel, queue = packet.get("Uniqueid"), id_of(packet.get("Queue"))
        if packet.name.lower() != "queueentry" or not channel or not queue:
            return None
        self._calls.channels.name(channel, packet.get("Channel"))
        contact = self._calls.meet(channel, id_of(packet.get("CallerIDNum")) or None)
        wait = packet.get("Wait")
        since = at - int(wait) * 1000 if wait.isascii() and wait.isdecimal() and len(wait) < 8 else at
        if contact.queue != queue or abs(contact.since - since) > _ROUNDED_MS:
            contact.queue, contact.since, contact.place = queue, since, None
            contact.offers.clear()
        contact.is_answered = contact.is_leaving = contact.is_let_go = contact.has_hung_up = False
        return contact

    def _going_on(self) -> Iterator[SwitchLeg]:
        """The legs that are still live."""
        for agent, known in self._members.agents.items():
            for leg in self._calls.legs(agent):
                if leg.is_live and any(_goes_on(leg, member) for member in known.memberships.values()):
                    yield leg

    def _settle_wrap_ups(self, at: int) -> None:
        """Cut short the wrap-ups of ended contacts, which cannot be part of a snapshot.

        Others have ended if the agent's state changed since.
        """
        for agent, (leg, _) in list(self._calls.wrap_ups.running.items()):
            known = self._members.agents.get(agent)
            if known is not None and known.since > leg.released:
                self._calls.wrap_ups.end_of_agent(agent, known.since)
            elif not self._calls.knows(leg.contact):
                self._calls.wrap_ups.end_of_agent(agent, at)

    def _wrapping(self) -> list[SwitchLeg]:
        return [leg for leg, _ in self._calls.wrap_ups.running.values()]

    def _supposed(self, members: list[Membership], known: list[SwitchLeg], at: int) -> Iterator[SwitchLeg]:
        """Legs of members in an otherwise unknown call, which starts now."""
        in_calls = {(one.agent, one.queue): one for one in members if one.in_call == "1" and one.is_in_use}
        for member in in_calls.values():
            legs = self._calls.legs(member.agent)
            is_known = any(leg in known and leg.is_live for leg in legs)
            if not is_known and not any(_was_passed_on(leg, member) for leg in legs):
                name = id_of(f"call of {member.name or member.agent} in {member.queue} at {at}")
                contact = self._calls.suppose(name)
                leg = SwitchLeg(
                    contact, member.agent, member.queue, member.interface, at, "", member.calls, True
                )
                self._calls.answer_quietly(leg)
                yield leg

    def _keep_offers(self, waiting: list[SwitchCall]) -> None:
        """Keep only offers reported as ringing."""
        for contact in waiting:
            for agent in list(contact.offers):
                known = self._members.agents.get(agent)
                if known is None or not any(one.is_ringing for one in known.memberships.values()):
                    del contact.offers[agent]

    # As events -------------------------------------------------------------------------------------

    def _definitions(self, at: int) -> Iterator[dict[str, Any]]:
        if self._site is not None:
            yield as_object(at, "site.profile", **self._site.model_dump(exclude_none=True))
        for queue in self._queues.profiles:
            self._queues.profiles[queue] = self._queues.profile(queue)
            yield as_object(at, "queue.profile", **self._queues.profiles[queue])
        for agent, known in self._members.agents.items():
            known.profile = self._members.profile(agent)
            yield as_object(at, "agent.profile", **known.profile)

    def _states(self) -> Iterator[dict[str, Any]]:
        """Each agent's state, with its start if known."""
        for agent, known in self._members.agents.items():
            state, reason = known.state or OFFLINE
            yield as_object(known.since, "agent.state", agent=agent, state=state, reason=reason)


def _goes_on(leg: SwitchLeg, member: Membership) -> bool:
    is_in_call = member.in_call == "1" if member.in_call is not None else member.is_in_use
    is_same = leg.calls is None or member.calls == leg.calls
    return is_in_call and is_same and (leg.agent, leg.queue) == (member.agent, member.queue)


def _was_passed_on(leg: SwitchLeg, member: Membership) -> bool:
    """Whether *member*'s call was transferred: the switch ends its part much later."""
    is_same = leg.queue == member.queue and leg.calls == member.calls
    return is_same and not leg.is_live and not leg.is_completed


def _contacts(waiting: list[SwitchCall], legs: list[SwitchLeg]) -> Iterator[dict[str, Any]]:
    for contact in waiting:
        yield as_object(
            contact.since,
            "contact.queued",
            contact=contact.name,
            queue=contact.queue,
            customer=contact.customer,
        )
        for agent, offer in contact.offers.items():
            yield as_object(offer.at, "contact.offered", contact=contact.name, agent=agent)
    for leg in legs:
        yield from _leg(leg)


def _leg(leg: SwitchLeg) -> Iterator[dict[str, Any]]:
    contact, agent = leg.contact.name, leg.agent
    if leg.queued is not None:
        yield as_object(
            leg.queued, "contact.queued", contact=contact, queue=leg.queue, customer=leg.contact.customer
        )
    yield as_object(leg.answered, "contact.answered", contact=contact, agent=agent, queue=leg.queue)
    if leg.part is CallPart.HELD:
        yield as_object(leg.held, "contact.held", contact=contact, agent=agent)
    if leg.part is CallPart.WRAPPING:
        yield as_object(leg.released, "contact.released", contact=contact, agent=agent, wrap_up=True)
