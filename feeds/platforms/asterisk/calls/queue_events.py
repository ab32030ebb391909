"""Applies packets about callers in a switch's queues: joined, offered, missed, gone.

QueueCallerAbandon reports a caller who leaves unanswered for any reason, even a timeout. Only one whose
channel was hung up before (HangupRequest) abandoned; one elsewhere in the dialplan by then was moved there. A
caller who left by a key is reported only by QueueCallerLeave.
"""

from __future__ import annotations

from collections.abc import Callable

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.calls.call import SwitchCall, SwitchLeg
from feeds.platforms.asterisk.calls.calls import SwitchCalls
from feeds.platforms.asterisk.members.members import SwitchMembers
from feeds.platforms.asterisk.members.queues import Queues
from feeds.protocol.event_writer import id_of

# Dial results, sent before AgentRingNoAnswer, that mean it did not ring out.
_CAUSES = {"BUSY": "declined", "CONGESTION": "failed", "CHANUNAVAIL": "failed"}


class QueueEvents:
    """Owned by the translator; each method applies the packets of one name, at an instant (ms).

    `release` ends an agent's part in a call.
    """

    def __init__(
        self,
        calls: SwitchCalls,
        members: SwitchMembers,
        queues: Queues,
        release: Callable[[SwitchLeg, int], None],
    ) -> None:
        self._calls = calls
        self._release = release
        self._members = members
        self._queues = queues

    def joined(self, packet: Packet, at: int) -> None:
        channel, queue = packet.get("Uniqueid"), id_of(packet.get("Queue"))
        if not channel or not queue:
            return
        self._queues.meet(queue, at)
        contact = self._who_joins(packet, channel)
        if contact.queue == queue and not contact.is_leaving and not contact.is_let_go:
            return
        if contact.queue is not None:
            self._leave(contact, at)
            contact = self._who_joins(packet, channel)
        for leg in list(contact.legs.values()):
            self._release(leg, at)
        contact.has_hung_up = False
        self._calls.queue(contact, queue, at)
        contact.place = _place(packet)

    def _who_joins(self, packet: Packet, channel: str) -> SwitchCall:
        """The caller at *channel*, or one transferred by an agent via the other half of a Local channel."""
        contact = self._calls.find(channel)
        if contact is not None:
            return contact
        leg = self._calls.leg_at(channel)
        if leg is not None and not leg.is_live and self._calls.knows(leg.contact):
            self._calls.join(leg.contact, channel)
            return leg.contact
        return self._calls.meet(channel, id_of(packet.get("CallerIDNum")) or None)

    def let_go(self, packet: Packet, at: int) -> None:
        """QueueCallerAbandon: the caller left unanswered; the reason is decided in `left`."""
        contact = self._calls.find(packet.get("Uniqueid"))
        if contact is not None:
            contact.is_let_go = True
            contact.is_moved = contact.place is not None and contact.place != _place(packet)

    def left(self, packet: Packet, at: int) -> None:
        contact = self._calls.find(packet.get("Uniqueid"))
        if contact is None or contact.queue is None:
            return
        may_be_answered = contact.is_answered or (contact.offers and not self._calls.channels.are_reported)
        if may_be_answered and not contact.is_let_go:
            contact.is_leaving = True
        else:
            self._leave(contact, at)

    def _leave(self, contact: SwitchCall, at: int) -> None:
        """The wait ended unanswered: write the reason."""
        if not self._calls.channels.are_reported:
            self._leave_unseen(contact, at)
        elif contact.has_hung_up:
            self._calls.abandon(contact, at)
        else:
            self._calls.deflect(contact, self._destination(contact), at)

    def _destination(self, contact: SwitchCall) -> str:
        """Where the caller went. A release because no member could be rung is not reported."""
        if not contact.is_let_go:
            return "other"
        if contact.is_moved:
            return "overflow"
        anyone = any(member.may_ring for member in self._members.of(contact.queue or ""))
        return "timeout" if anyone else "other"

    def _leave_unseen(self, contact: SwitchCall, at: int) -> None:
        """The same without channel events: timeouts and the ends of calls cannot be determined."""
        if contact.is_let_go:
            self._calls.abandon(contact, at)
            self._calls.end(contact, at)
        else:
            self._calls.deflect(contact, "other", at)
            self._calls.forget(contact)

    # Offers ----------------------------------------------------------------------------------------

    def offered(self, packet: Packet, at: int) -> None:
        contact, agent = self._waiting(packet, at), self._members.find(packet)
        if contact is not None and agent is not None:
            self._calls.channels.name(packet.get("DestUniqueid"), packet.get("DestChannel"))
            self._members.meet(agent, at)
            self._calls.offer(contact, agent, packet.get("DestUniqueid"), at)

    def missed(self, packet: Packet, at: int) -> None:
        """AgentRingNoAnswer: also for a busy or unreachable member."""
        contact, agent = self._calls.find(packet.get("Uniqueid")), self._members.find(packet)
        if contact is None or contact.queue is None or agent is None:
            return
        if agent not in contact.offers:
            self._members.meet(agent, at)
            self._calls.offer(contact, agent, packet.get("DestUniqueid"), at)
        cause = _CAUSES.get(contact.offers[agent].status, "no_answer")
        self._calls.miss(contact, agent, cause, at)

    def dumped(self, packet: Packet, at: int) -> None:
        """AgentDump: the member hung up before the caller was connected, who keeps waiting."""
        contact, agent = self._calls.find(packet.get("Uniqueid")), self._members.find(packet)
        if contact is not None and agent is not None:
            contact.is_answered = False
            self._calls.miss(contact, agent, "declined", at)

    def dialled(self, packet: Packet, at: int) -> None:
        """DialEnd: how the dialling of a member ended, which determines the meaning of the next packets."""
        contact = self._calls.find(packet.get("Uniqueid"))
        if contact is None or contact.queue is None:
            return
        status = packet.get("DialStatus").upper()
        contact.is_answered = contact.is_answered or status == "ANSWER"
        for offer in contact.offers.values():
            if offer.channel == packet.get("DestUniqueid"):
                offer.status = status

    def _waiting(self, packet: Packet, at: int) -> SwitchCall | None:
        """The contact offered by *packet*; one whose join was not seen waits from now on."""
        channel, queue = packet.get("Uniqueid"), id_of(packet.get("Queue"))
        if not channel or not queue:
            return None
        contact = self._calls.find(channel)
        if contact is None or contact.queue is None:
            self.joined(packet, at)
            contact = self._calls.find(channel)
        return contact

    # The caller's channel --------------------------------------------------------------------------

    def hung_up(self, packet: Packet, at: int) -> None:
        """HangupRequest, SoftHangupRequest: the channel is about to end."""
        contact = self._calls.find(packet.get("Uniqueid"))
        if contact is not None:
            contact.has_hung_up = True

    def gone(self, contact: SwitchCall, at: int) -> None:
        """The caller's last channel is gone: a call still waiting was abandoned."""
        if contact.queue is not None:
            contact.has_hung_up = contact.has_hung_up or not contact.is_let_go
            self._leave(contact, at)


def _place(packet: Packet) -> tuple[str, ...] | None:
    """The position in the dialplan of *packet*'s channel, which does not change while it waits."""
    place = tuple(packet.get(name) for name in ("Context", "Exten", "Priority"))
    return place if any(place) else None
