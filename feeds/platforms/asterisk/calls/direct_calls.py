"""Direct calls: agents in calls outside any queue, detected from their devices in the switch's bridges.

A call transferred to an agent's phone is a leg of its known contact. A call that was never in a queue
(outbound, internal, to the agent's own number) is a separate contact, named after the call's Linkedid. If the
switch sends no channel events, or a call began before the connection, the only evidence is a member's device
in use without a queue's call.
"""

from __future__ import annotations

from collections.abc import Iterator

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.calls.bridges import Bridges, BridgeStay
from feeds.platforms.asterisk.calls.call import SwitchCall, SwitchLeg
from feeds.platforms.asterisk.calls.calls import SwitchCalls
from feeds.platforms.asterisk.members.devices import Devices
from feeds.platforms.asterisk.members.members import SwitchAgent, SwitchMembers
from feeds.protocol.event_writer import EventWriter, id_of

# After the end of a leg its device may stay in the bridge for a moment; if longer, it is a call. In ms.
_AFTERMATH_MS = 500
# The state of a device may be reported before or after the queue's call it belongs to. In ms.
_UNSURE_MS = 2_000
_NAME_LIMIT = 100


class DirectCalls:
    """Owned by the translator, which calls `review` after every packet. Instants are in ms."""

    def __init__(self, calls: SwitchCalls, members: SwitchMembers, writer: EventWriter) -> None:
        self._calls = calls
        self._members = members
        self._writer = writer
        self._devices = Devices(members)
        self._bridges = Bridges()
        self._live: list[SwitchLeg] = []
        self._due: dict[str, int] = {}
        self._used: dict[str, int] = {}

    # Packets ---------------------------------------------------------------------------------------

    def entered(self, packet: Packet, at: int) -> None:
        """BridgeEnter."""
        self._calls.channels.add(packet)
        for stay in self._bridges.enter(packet, at):
            self._check_by(self._devices.agent_at(stay.name), at)

    def left(self, packet: Packet, at: int) -> None:
        """BridgeLeave. The call need not be over: a consultation moves a channel between bridges."""
        self._bridges.leave(packet.get("Uniqueid"))

    def gone(self, packet: Packet, at: int) -> None:
        """Hangup. For a device whose channel was unknown, it ends the device's call."""
        self._bridges.leave(packet.get("Uniqueid"))
        agent = self._devices.agent_at(packet.get("Channel"))
        for leg in self._live:
            if leg.agent == agent and not leg.channel:
                self._calls.release(leg, None, at)

    def connected(self, packet: Packet, at: int) -> None:
        """AgentConnect, before its leg starts: a supposed direct call may be this one."""
        agent, member = self._members.find(packet), packet.get("DestUniqueid")
        for leg in self._live:
            if leg.agent == agent and (not leg.channel or member in self._calls.channels.behind(leg.channel)):
                self._calls.release(leg, None, at)
        if agent is not None:
            self._used.pop(agent, None)

    def changed(self, packet: Packet, at: int) -> None:
        """A member changed or was removed: a call that a Hangup will end continues."""
        agent = self._members.find(packet)
        known = self._members.agents.get(agent or "")
        if agent is None or known is None:
            return
        places = known.memberships.values()
        is_cut_off = bool(places) and not any(place.is_reached for place in places)
        for leg in self._live:
            if leg.agent == agent and (is_cut_off or not (leg.channel or _is_in_use(known))):
                self._calls.release(leg, None, at)
        is_queues = self._calls.channels.are_reported or self._is_in_call(agent)
        if _is_in_direct_use(known) and not is_queues:
            self._used.setdefault(agent, at)
        else:
            self._used.pop(agent, None)
        if places and not is_cut_off:
            self._check_by(agent, at)

    def lost(self) -> None:
        """The connection is lost: later hangups are not seen."""
        self._bridges.forget()
        self._due.clear()
        self._used.clear()

    def renewed(self, at: int) -> None:
        """The state is queried again, without these calls."""
        self._due.clear()
        self._calls.freed.clear()
        for agent, known in self._members.agents.items():
            self._check(agent, at)
            if _is_in_direct_use(known) and not self._is_in_call(agent):
                self._suppose(agent, known, at)

    # Review --------------------------------------------------------------------------------------

    def review(self, at: int) -> None:
        """Write the events of direct calls up to *at*."""
        if self._writer.is_muted:
            return
        self._end_contacts(at)
        for agent, freed in self._calls.freed.items():
            self._check_by(agent, freed + _AFTERMATH_MS)
        for agent, due in [(agent, due) for agent, due in self._due.items() if due <= at]:
            del self._due[agent]
            self._check(agent, due)
        for agent in [agent for agent, freed in self._calls.freed.items() if freed + _AFTERMATH_MS <= at]:
            del self._calls.freed[agent]

    def _check_by(self, agent: str | None, due: int) -> None:
        if agent is not None:
            self._due[agent] = min(due, self._due.get(agent, due))

    def _check(self, agent: str, at: int) -> None:
        """Begin the direct call that *agent* is in, if it is in one and in no other."""
        known = self._members.agents.get(agent)
        if known is None or self._is_in_call(agent):
            return
        freed = self._calls.freed.get(agent)
        for stay in self._stays_of(agent):
            is_aftermath = freed is not None and (stay.talks or 0) <= freed
            if freed is not None and is_aftermath and at < freed + _AFTERMATH_MS:
                self._check_by(agent, freed + _AFTERMATH_MS)
            elif not self._is_offered(agent, stay.channel):
                # A member who logs in during a call was not an agent before.
                self._begin(agent, stay, freed if freed is not None and is_aftermath else at)
                return
        used = self._used.get(agent)
        if used is None:
            return
        if at < used + _UNSURE_MS:
            self._check_by(agent, used + _UNSURE_MS)
        elif not self._rings(agent):
            self._suppose(agent, known, used)

    def _stays_of(self, agent: str) -> Iterator[BridgeStay]:
        for stay in self._bridges.stays.values():
            if stay.talks is not None and self._devices.agent_at(stay.name) == agent:
                yield stay

    def _is_in_call(self, agent: str) -> bool:
        return any(leg.is_live for leg in self._calls.legs(agent))

    def _is_offered(self, agent: str, channel: str) -> bool:
        """Whether a queue rings *agent* there, which reports the answer separately."""
        found = (self._calls.find(behind) for behind in self._calls.channels.behind(channel))
        return any(contact is not None and agent in contact.offers for contact in found)

    def _rings(self, agent: str) -> bool:
        return any(agent in contact.offers for contact in self._calls.contacts.values())

    # Beginning and ending --------------------------------------------------------------------------

    def _begin(self, agent: str, stay: BridgeStay, since: int) -> None:
        """Start *agent*'s talk at *stay*, at *since* but not before the contact's last event."""
        contact = self._known(stay)
        if contact is None:
            contact = self._begin_apart(id_of(stay.linked), agent, since)
            self._find_caller(contact, stay)
        else:
            since = max(since, contact.last_event_at)
        self._answer(SwitchLeg(contact, agent, None, stay.name, since, stay.channel))

    def _known(self, stay: BridgeStay) -> SwitchCall | None:
        """The contact of *stay*. Waiting contacts are answered only through their queue."""
        channels = [*self._calls.channels.behind(stay.channel), stay.linked]
        found = (self._calls.find(channel) for channel in channels)
        contact = next((one for one in found if one is not None), None) or self._calls.linked(stay.linked)
        contact = contact or next((leg.contact for leg in self._live if self._is_linked(leg, stay)), None)
        if contact is None or contact.queue is not None or stay.channel in contact.callers:
            return None
        return contact

    def _is_linked(self, leg: SwitchLeg, stay: BridgeStay) -> bool:
        """Whether *leg* belongs to the same call, as when two agents talk to each other."""
        return leg.is_live and self._calls.channels.linked.get(leg.channel) == stay.linked != ""

    def _find_caller(self, contact: SwitchCall, stay: BridgeStay) -> None:
        """The first channel of a call is its caller, unless it is an agent's or gone."""
        name = self._calls.channels.names.get(stay.linked)
        is_free = self._calls.find(stay.linked) is None
        if is_free and name is not None and self._devices.agent_at(name) is None:
            self._calls.join(contact, stay.linked)

    def _suppose(self, agent: str, known: SwitchAgent, since: int) -> None:
        """Start a call of *agent* known only from the device in use since *since*."""
        interface = "" if known.last is None else known.last.interface
        contact = self._begin_apart("", agent, since)
        self._answer(SwitchLeg(contact, agent, None, interface, since, "", is_supposed=True))

    def _begin_apart(self, call: str, agent: str, since: int) -> SwitchCall:
        names = (call, f"{call} {agent}" if call else "", f"call of {agent} at {since}")
        return self._calls.begin_apart(*(name.replace("#", "")[:_NAME_LIMIT] for name in names))

    def _answer(self, leg: SwitchLeg) -> None:
        self._live.append(leg)
        self._calls.answer(leg)

    def _end_contacts(self, at: int) -> None:
        """End a contact with its last direct call, unless a caller is known to remain."""
        over = [leg for leg in self._live if not leg.is_live]
        if not over:
            return
        self._live = [leg for leg in self._live if leg.is_live]
        for contact in {leg.contact.name: leg.contact for leg in over}.values():
            is_idle = contact.queue is None and not any(leg.is_live for leg in contact.legs.values())
            if is_idle and contact.callers <= contact.gone and self._calls.knows(contact):
                self._calls.end(contact, at)


def _is_in_use(known: SwitchAgent) -> bool:
    return any(place.is_in_use for place in known.memberships.values())


def _is_in_direct_use(known: SwitchAgent) -> bool:
    """Whether a member's device is reported in a call while the member is not in a queue's call."""
    places = known.memberships.values()
    return any(place.is_on_call for place in places) and all(place.in_call == "0" for place in places)
