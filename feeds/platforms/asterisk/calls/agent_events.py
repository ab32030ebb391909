"""Applies packets about calls with an agent: connected, held, transferred, completed."""

from __future__ import annotations

from collections.abc import Callable

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.calls.call import SwitchCall, SwitchLeg
from feeds.platforms.asterisk.calls.calls import SwitchCalls
from feeds.platforms.asterisk.members.members import SwitchMembers
from feeds.platforms.asterisk.members.queues import Queues
from feeds.protocol.event_writer import id_of

# AgentComplete gives whole seconds, each truncated separately. In ms.
_ROUNDED_MS = 2_000


class AgentEvents:
    """Owned by the translator; each method applies the packets of one name, at an instant (ms).

    `wrap_up` returns the wrap-up time of an agent after a call of a queue in ms; None for none.
    """

    def __init__(
        self,
        calls: SwitchCalls,
        members: SwitchMembers,
        queues: Queues,
        wrap_up: Callable[[str, str | None], int | None],
    ) -> None:
        self._calls = calls
        self._members = members
        self._queues = queues
        self._wrap_up = wrap_up

    def connected(self, packet: Packet, at: int) -> None:
        """AgentConnect. The wait of a caller whose join was not seen is taken from it."""
        channel, queue = packet.get("Uniqueid"), id_of(packet.get("Queue"))
        agent = self._members.find(packet)
        if not channel or not queue or agent is None:
            return
        self._queues.meet(queue, at)
        contact = self._who_waited(packet, queue, at)
        self._members.meet(agent, at)
        self._drop_supposed(agent, queue, at)
        member = packet.get("DestUniqueid")
        self._calls.channels.name(member, packet.get("DestChannel"))
        place = self._members.at(agent, queue)
        done = None if place is None else place.calls
        self._calls.answer(SwitchLeg(contact, agent, queue, packet.get("Interface"), at, member, done))

    def _who_waited(self, packet: Packet, queue: str, at: int) -> SwitchCall:
        channel = packet.get("Uniqueid")
        known = self._calls.find(channel)
        contact = known or self._calls.meet(channel, id_of(packet.get("CallerIDNum")) or None)
        if known is None:
            waited = 0 if self._calls.was_forgotten(contact) else _seconds(packet.get("HoldTime")) or 0
            self._calls.queue(contact, queue, at - waited)
        elif contact.queue not in (None, queue):
            self._calls.deflect(contact, "other", at)
            self._calls.queue(contact, queue, at)
        return contact

    def _drop_supposed(self, agent: str, queue: str, at: int) -> None:
        """Replace a call known only from the member's state, now that a specific one starts."""
        for leg in self._calls.legs(agent):
            if leg.is_supposed and leg.is_live and leg.queue == queue:
                self._calls.release(leg, None, at)
                self._calls.end(leg.contact, at)

    def completed(self, packet: Packet, at: int) -> None:
        """AgentComplete. If the caller is gone already, it does not identify the call."""
        leg = self._which(packet, at)
        if leg is None:
            return
        leg.is_completed = True
        knows_more = self._calls.channels.are_reported
        is_passed_on = packet.get("Reason").lower() == "transfer"
        if is_passed_on and not knows_more:
            self._calls.transfer(leg, "blind", at)
        self.release(leg, at)
        if self._calls.knows(leg.contact) and (leg.is_supposed or not (knows_more or is_passed_on)):
            self.gone(leg.contact, at)

    def _which(self, packet: Packet, at: int) -> SwitchLeg | None:
        """The completed leg; None if its start was not seen."""
        agent, queue = self._members.find(packet), id_of(packet.get("Queue"))
        legs = self._calls.legs(agent) if agent is not None else []
        legs = [leg for leg in legs if not leg.is_completed and leg.queue == queue]
        channel, member = packet.get("Uniqueid"), packet.get("DestUniqueid")
        # The same caller may have been connected to the same member twice: the member's channel decides.
        here = [leg for leg in legs if member and leg.channel == member]
        here += [leg for leg in legs if channel and channel in leg.contact.callers]
        if here:
            return here[0]
        talked = _seconds(packet.get("TalkTime"))
        for leg in legs:
            fits = talked is None or abs(at - talked - leg.answered) <= _ROUNDED_MS
            if leg.is_supposed or (fits and not channel):
                return leg
        return None

    def release(self, leg: SwitchLeg, at: int) -> None:
        """End the agent's part in the call."""
        self._calls.release(leg, self._wrap_up(leg.agent, leg.queue), at)

    def gone(self, contact: SwitchCall, at: int) -> None:
        """The caller is gone: end the talk of its agents."""
        for leg in list(contact.legs.values()):
            self.release(leg, at)
        self._calls.end(contact, at)

    # Holds and transfers ---------------------------------------------------------------------------

    def held(self, packet: Packet, at: int) -> None:
        leg = self._calls.leg_at(packet.get("Uniqueid"))
        if leg is not None:
            self._calls.hold(leg, at)

    def resumed(self, packet: Packet, at: int) -> None:
        leg = self._calls.leg_at(packet.get("Uniqueid"))
        if leg is not None:
            self._calls.resume(leg, at)

    def passed_on(self, packet: Packet, at: int) -> None:
        """BlindTransfer by the agent, whose part ends now, though the switch may complete it much later."""
        leg = self._calls.leg_at(packet.get("TransfererUniqueid"))
        if leg is None or not _succeeded(packet):
            return
        to = id_of(packet.get("Extension"))
        agent = self._members.people.at_extension(to)
        if to in self._queues.profiles:
            self._calls.transfer(leg, "blind", at, to_queue=to)
        else:
            self._calls.transfer(leg, "blind", at, to_agent=agent)
        self.release(leg, at)

    def handed_over(self, packet: Packet, at: int) -> None:
        """AttendedTransfer by the agent. The switch may have completed the part a moment before."""
        if not _succeeded(packet) or packet.get("DestType").lower() == "threeway":
            return
        for name in ("OrigTransfererUniqueid", "SecondTransfererUniqueid"):
            leg = self._calls.leg_at(packet.get(name))
            if leg is not None:
                self._calls.transfer(leg, "warm", at)
                self.release(leg, at)
                return


def _succeeded(packet: Packet) -> bool:
    return packet.get("Result").lower() == "success"


def _seconds(text: str) -> int | None:
    """Whole seconds in ms; None if *text* is not a number."""
    return int(text) * 1000 if text.isascii() and text.isdecimal() and len(text) < 8 else None
