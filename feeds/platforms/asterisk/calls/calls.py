"""Calls of a switch: their current state (waiting, ringing, talking, wrap-up), and events of its changes."""

from __future__ import annotations

from typing import Any

from feeds.platforms.asterisk.calls.call import CallPart, Offer, SwitchCall, SwitchLeg
from feeds.platforms.asterisk.calls.channels import Channels, keep
from feeds.platforms.asterisk.calls.wrap_ups import WrapUps
from feeds.protocol.event_writer import ID_LIMIT, EventWriter, id_of

_CLOSED_KEPT = 8
# How long after its end a leg may be reported as transferred, in ms.
_JUST_MS = 1_000


class SwitchCalls:
    """All calls. Owned by the translator; writes the events of every change of a call.

    `freed` is when each agent's latest leg ended (ms), until the direct calls have processed it.
    """

    def __init__(self, writer: EventWriter, channels: Channels, wrap_ups: WrapUps) -> None:
        self.contacts: dict[str, SwitchCall] = {}
        self.channels = channels
        self.wrap_ups = wrap_ups
        self._writer = writer
        self._of_channel: dict[str, SwitchCall] = {}
        self._at_member: dict[str, SwitchLeg] = {}
        self._legs: dict[str, list[SwitchLeg]] = {}
        self._ended: dict[str, int] = {}
        self._forgotten: dict[str, bool] = {}
        self.freed: dict[str, int] = {}

    def _write(self, contact: SwitchCall, at: int, event: str, **fields: Any) -> None:
        contact.last_event_at = max(contact.last_event_at, at)
        self._writer.write(at, event, contact=contact.name, **fields)

    # Finding ---------------------------------------------------------------------------------------

    def find(self, channel: str) -> SwitchCall | None:
        """The contact with this caller's channel."""
        return self._of_channel.get(channel)

    def knows(self, contact: SwitchCall) -> bool:
        """Whether *contact* continues, as far as known."""
        return self.contacts.get(contact.name) is contact

    def was_forgotten(self, contact: SwitchCall) -> bool:
        """Whether a contact of that name was known before, such as one lost with a connection."""
        return contact.name in self._forgotten

    def legs(self, agent: str) -> list[SwitchLeg]:
        """The legs of *agent*, oldest first: live ones, and the latest ended one."""
        return self._legs.get(agent, [])

    def leg_at(self, channel: str) -> SwitchLeg | None:
        """The leg whose agent is at *channel*: the member's, or one behind it."""
        for behind in self.channels.behind(channel):
            if behind in self._of_channel:
                return None
            if behind in self._at_member:
                leg = self._at_member[behind]
                # A channel dialled by an agent's own phone is the other side of a direct call.
                return None if leg.queue is None and behind != channel else leg
        return None

    def leg_of(self, channel: str) -> SwitchLeg | None:
        """The leg with this member's channel."""
        leg = self._at_member.get(channel)
        return leg if leg is not None and leg.channel == channel else None

    def device_of(self, leg: SwitchLeg) -> str | None:
        """The channel of the agent's device in *leg*, which may be behind the member's."""
        names = self.channels.names
        behind = [channel for channel in names if self.leg_at(channel) is leg]
        phones = [names[channel] for channel in behind if not names[channel].startswith("Local/")]
        return phones[-1] if phones else names.get(leg.channel)

    def meet(self, channel: str, customer: str | None = None) -> SwitchCall:
        """The contact whose caller is at *channel*; a new one if there is none."""
        known = self._of_channel.get(channel)
        if known is not None:
            return known
        name = self._named(id_of(channel))
        contact = self.contacts.setdefault(name, SwitchCall(name, customer=customer))
        self.join(contact, channel)
        return contact

    def suppose(self, name: str) -> SwitchCall:
        """A contact with an unknown caller."""
        contact = self.contacts[name] = SwitchCall(name)
        return contact

    def begin_apart(self, *calls: str) -> SwitchCall:
        """A new contact, named after the first of *calls* whose name is not in use."""
        names = [self._named(call) for call in calls if call]
        return self.suppose(next((name for name in names if name not in self.contacts), names[-1]))

    def _named(self, call: str) -> str:
        """A new name for a contact of *call*: different each time, since ended contacts stay ended."""
        again = self._ended.get(call, 0)
        return f"{call[: ID_LIMIT - 8]}#{again + 1}" if again else call

    def linked(self, call: str) -> SwitchCall | None:
        """The contact whose caller's channels belong to the call with the Linkedid *call*."""
        linked = self.channels.linked
        open_ones = self.contacts.values()
        return next((one for one in open_ones if any(linked.get(it) == call for it in one.callers)), None)

    def join(self, contact: SwitchCall, channel: str) -> None:
        """Note that the caller of *contact* is at *channel*."""
        contact.callers.add(channel)
        keep(self._of_channel, channel, contact)
        self._at_member.pop(channel, None)

    def replace(self, channel: str, source: str) -> None:
        """Note that *source* is about to replace *channel*."""
        if not channel or not source:
            return
        contact, leg = self._of_channel.get(channel), self._at_member.get(channel)
        if contact is not None:
            self.join(contact, source)
        elif leg is not None:
            leg.channel = source
            keep(self._at_member, source, leg)

    def close(self, channel: str) -> None:
        """Handle the hangup of *channel*."""
        self.channels.gone(channel)
        self._at_member.pop(channel, None)

    # Waiting ---------------------------------------------------------------------------------------

    def queue(self, contact: SwitchCall, queue: str, at: int) -> None:
        contact.queue, contact.since = queue, at
        contact.is_answered = contact.is_leaving = contact.is_let_go = contact.is_moved = False
        contact.place = None
        contact.offers.clear()
        self._write(contact, at, "contact.queued", queue=queue, customer=contact.customer)

    def abandon(self, contact: SwitchCall, at: int) -> None:
        self._out_of_queue(contact, at, "contact.abandoned")

    def deflect(self, contact: SwitchCall, to: str, at: int) -> None:
        self._out_of_queue(contact, at, "contact.deflected", to=to)

    def _out_of_queue(self, contact: SwitchCall, at: int, event: str, **fields: Any) -> None:
        if contact.queue is not None:
            self._write(contact, at, event, queue=contact.queue, **fields)
        self._stop_waiting(contact)

    def _stop_waiting(self, contact: SwitchCall) -> None:
        contact.queue = None
        contact.is_answered = contact.is_leaving = contact.is_let_go = False
        contact.offers.clear()

    def offer(self, contact: SwitchCall, agent: str, channel: str, at: int) -> None:
        self.wrap_ups.end_of_agent(agent, at)
        known = contact.offers.get(agent)
        contact.offers[agent] = Offer(channel, at)
        if known is None and not self._has_part(contact, agent):
            self._write(contact, at, "contact.offered", agent=agent)

    def miss(self, contact: SwitchCall, agent: str, cause: str, at: int) -> None:
        if contact.offers.pop(agent, None) is not None and not self._has_part(contact, agent):
            self._write(contact, at, "contact.missed", agent=agent, cause=cause)

    def _has_part(self, contact: SwitchCall, agent: str) -> bool:
        leg = contact.legs.get(agent)
        return leg is not None and leg.is_live

    # Talk -----------------------------------------------------------------------------------------

    def answer(self, leg: SwitchLeg) -> None:
        """Start *leg*, which ends the wait of its contact."""
        contact, at = leg.contact, leg.answered
        self.wrap_ups.end_of_agent(leg.agent, at)
        old = contact.legs.get(leg.agent)
        if old is not None and old.is_live:
            self.release(old, None, at)
        leg.queued = contact.since if contact.queue is not None else None
        self._stop_waiting(contact)
        self._write(contact, at, "contact.answered", agent=leg.agent, queue=leg.queue)
        self.answer_quietly(leg)

    def answer_quietly(self, leg: SwitchLeg) -> None:
        """Register *leg* without an event."""
        leg.contact.legs[leg.agent] = leg
        if leg.channel:
            keep(self._at_member, leg.channel, leg)
        legs = self._legs.setdefault(leg.agent, [])
        legs.append(leg)
        closed = [one for one in legs if one.part is CallPart.OVER]
        for one in closed[:-_CLOSED_KEPT]:
            legs.remove(one)

    def hold(self, leg: SwitchLeg, at: int) -> None:
        if leg.part is CallPart.TALKING:
            leg.part, leg.held = CallPart.HELD, at
            self._write(leg.contact, at, "contact.held", agent=leg.agent)

    def resume(self, leg: SwitchLeg, at: int) -> None:
        if leg.part is CallPart.HELD:
            leg.part = CallPart.TALKING
            self._write(leg.contact, at, "contact.resumed", agent=leg.agent)

    def transfer(self, leg: SwitchLeg, kind: str, at: int, **to: str | None) -> None:
        """Transfer *leg*. For one that has just ended, the event is dated before its end."""
        has_just_ended = leg.answered < leg.released and at - leg.released <= _JUST_MS
        if leg.is_transferred or not (leg.is_live or has_just_ended):
            return
        leg.is_transferred = True
        passed = at if leg.is_live else leg.released - 1
        self._write(leg.contact, passed, "contact.transferred", agent=leg.agent, kind=kind, **to)

    def release(self, leg: SwitchLeg, wrap_up: int | None, at: int) -> None:
        """End the talk of *leg*; the agent wraps up for *wrap_up* ms, if any."""
        if not leg.is_live:
            return
        contact, agent = leg.contact, leg.agent
        self.wrap_ups.end_of_agent(agent, at)
        leg.part, leg.released = (CallPart.WRAPPING if wrap_up else CallPart.OVER), at
        self.freed[agent] = at
        self._write(contact, at, "contact.released", agent=agent, wrap_up=bool(wrap_up))
        if wrap_up:
            self.wrap_ups.begin(leg, at + wrap_up)
        else:
            leg.close()

    def end(self, contact: SwitchCall, at: int) -> None:
        """End a contact whose caller is gone and whose legs are over."""
        self._write(contact, at, "contact.ended")
        name = contact.name.partition("#")[0]
        keep(self._ended, name, self._ended.get(name, 0) + 1)
        self.forget(contact)

    def forget(self, contact: SwitchCall) -> None:
        """Forget *contact*; its legs stay known by their agents for a while."""
        self.contacts.pop(contact.name, None)
        keep(self._forgotten, contact.name, True)
        for channel in contact.callers:
            self._of_channel.pop(channel, None)

    def forget_all_but(self, waiting: list[SwitchCall], legs: list[SwitchLeg]) -> None:
        """Keep only these waiting contacts and these legs."""
        contacts, kept = {contact.name: contact for contact in waiting}, set(legs)
        for leg in legs:
            if leg.contact.name not in contacts:
                contacts[leg.contact.name] = leg.contact
                self._stop_waiting(leg.contact)
        for contact in [one for one in self.contacts.values() if one.name not in contacts]:
            self.forget(contact)
        for agent, known in self._legs.items():
            for leg in known:
                if leg.part is not CallPart.OVER and leg not in kept:
                    leg.close()
            self._legs[agent] = known[-_CLOSED_KEPT:]
