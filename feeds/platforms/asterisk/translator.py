"""The translator: dispatches a switch's packets, which become events.

It does no I/O and reads no clock. The meaning of the manager interface's events follows Asterisk's own
documentation, from version 13 on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from feeds.events import Event, Snapshot
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.calls.agent_events import AgentEvents
from feeds.platforms.asterisk.calls.call import SwitchLeg
from feeds.platforms.asterisk.calls.calls import SwitchCalls
from feeds.platforms.asterisk.calls.channels import Channels
from feeds.platforms.asterisk.calls.direct_calls import DirectCalls
from feeds.platforms.asterisk.calls.queue_events import QueueEvents
from feeds.platforms.asterisk.calls.wrap_ups import WrapUps
from feeds.platforms.asterisk.commands import Member, QueueMembership
from feeds.platforms.asterisk.event_times import EventTimes
from feeds.platforms.asterisk.members.members import SwitchMembers
from feeds.platforms.asterisk.members.queues import Queues
from feeds.platforms.asterisk.members.settings import SwitchSettings
from feeds.platforms.asterisk.queues_conf import wrap_ups_of
from feeds.platforms.asterisk.snapshot import PACKETS, SwitchSnapshot
from feeds.protocol.event_writer import EventWriter

_Step = Callable[[Packet, int], None]
_NO_WRAP_UP = (
    "the switch does not report the end or length of wrap-up, so there is none; "
    "set wrap_up_seconds in the settings"
)


class Translator:
    """Translates one switch. Owned by the keeper of its connection, across connections.

    No events are written before the first QueueStatus, nor between a loss and the next: each answer to one
    becomes a snapshot. Never raises on a packet.
    """

    def __init__(self, settings: SwitchSettings | None = None) -> None:
        self.settings = settings or SwitchSettings()
        self._times = EventTimes()
        self._writer = EventWriter()
        self._channels = Channels()
        self._wrap_ups = WrapUps(self._writer)
        self._calls = SwitchCalls(self._writer, self._channels, self._wrap_ups)
        self._members = SwitchMembers(self.settings, self._writer, self._wrap_ups.end_of_agent)
        self._queues = Queues(self.settings, self._writer)
        self._agent_events = AgentEvents(self._calls, self._members, self._queues, self._wrap_up)
        self._waiting = QueueEvents(self._calls, self._members, self._queues, self._agent_events.release)
        self._direct = DirectCalls(self._calls, self._members, self._writer)
        self._present = SwitchSnapshot(
            self._calls, self._members, self._queues, self._writer, self.settings.site
        )
        self._configured: dict[str, float] = {}
        self._steps = dict(self._all_steps())

    def _all_steps(self) -> Iterator[tuple[str, _Step]]:
        waiting, talking, members, channels = self._waiting, self._agent_events, self._members, self._channels
        yield "queuecallerjoin", waiting.joined
        yield "queuecallerabandon", waiting.let_go
        yield "queuecallerleave", waiting.left
        yield "agentcalled", waiting.offered
        yield "agentringnoanswer", waiting.missed
        yield "agentdump", waiting.dumped
        yield "agentconnect", self._connected
        yield "agentcomplete", talking.completed
        for name in ("added", "status", "pause", "penalty", "ringinuse"):
            yield f"queuemember{name}", self._member_step(members.changed)
        yield "queuememberremoved", self._member_step(members.removed)
        yield "newchannel", lambda packet, at: channels.add(packet)
        yield "rename", lambda packet, at: channels.renamed(packet)
        yield "localbridge", lambda packet, at: channels.paired(packet)
        yield "localoptimizationbegin", self._optimised
        yield "dialbegin", lambda packet, at: channels.dialled(packet)
        yield "dialend", waiting.dialled
        yield "hold", talking.held
        yield "unhold", talking.resumed
        yield "blindtransfer", talking.passed_on
        yield "attendedtransfer", talking.handed_over
        yield "bridgeenter", self._direct.entered
        yield "bridgeleave", self._direct.left
        yield "hangup", self._gone
        for name in ("hanguprequest", "softhanguprequest"):
            yield name, waiting.hung_up

    # Packets ---------------------------------------------------------------------------------------

    def receive(self, packet: Packet, arrival: int) -> list[Event | Snapshot]:
        """The events of *packet*, received at *arrival* (ms since 1970 UTC by the switch's clock)."""
        name = packet.name.lower()
        if packet.kind != "Event" or (name not in self._steps and name not in PACKETS):
            return self.tick(arrival)
        at = self._times.at(packet, arrival)
        self._wrap_ups.end_due(at)
        if name in PACKETS:
            self._take_present(packet, at)
        else:
            if name in _OF_CALLS:
                self._channels.are_reported = True
            self._steps[name](packet, at)
        self._direct.review(at)
        return self._writer.take()

    def tick(self, now: int) -> list[Event | Snapshot]:
        """Advance to *now* (ms) at the switch: write what ends by time."""
        if now > self._times.latest:
            self._wrap_ups.end_due(now)
            self._direct.review(now)
        return self._writer.take()

    def lost(self, at: int) -> list[Event | Snapshot]:
        """The connection is lost at *at* (ms). Open contacts stay open until the next QueueStatus."""
        self._wrap_ups.end_due(self._times.in_order(at))
        self._present.lost()
        self._direct.lost()
        return self._writer.take()

    def configured(self, packet: Packet) -> None:
        """The answer to a GetConfig of queues.conf: the wrap-up time of each queue."""
        self._configured = wrap_ups_of(packet)

    def _take_present(self, packet: Packet, at: int) -> None:
        was_known = self._present.is_known
        self._present.take(packet, at)
        if self._present.is_known and not was_known:
            self._direct.renewed(at)

    def _connected(self, packet: Packet, at: int) -> None:
        self._direct.connected(packet, at)
        self._agent_events.connected(packet, at)

    def _member_step(self, step: _Step) -> _Step:
        def both(packet: Packet, at: int) -> None:
            step(packet, at)
            self._direct.changed(packet, at)

        return both

    def _gone(self, packet: Packet, at: int) -> None:
        """Hangup: a channel ended."""
        self._direct.gone(packet, at)
        channel = packet.get("Uniqueid")
        contact = self._calls.find(channel)
        if contact is not None:
            contact.gone.add(channel)
            if contact.callers <= contact.gone:
                self._waiting.gone(contact, at)
                self._agent_events.gone(contact, at)
        else:
            leg = self._calls.leg_of(channel)
            if leg is not None:
                self._agent_events.release(leg, at)
        self._calls.close(channel)

    def _optimised(self, packet: Packet, at: int) -> None:
        """LocalOptimizationBegin: a channel is about to replace one half of a Local channel."""
        source = packet.get("SourceUniqueid")
        for name in ("LocalOneUniqueid", "LocalTwoUniqueid"):
            self._calls.replace(packet.get(name), source)

    def _wrap_up(self, agent: str, queue: str | None) -> int | None:
        """How long *agent* wraps up after a call of *queue*, in ms: the member's own, or its queue's.

        There is no wrap-up after a call outside queues.
        """
        if queue is None:
            return None
        member = self._members.at(agent, queue)
        own = None if member is None else member.wrap_up
        of_queue = self.settings.of(queue).wrap_up_seconds
        configured = self._configured.get(queue)
        choices = (own or None, of_queue, configured, self.settings.wrap_up_seconds)
        seconds = next((one for one in choices if one is not None), None)
        return round(seconds * 1000) if seconds else None

    @property
    def notes(self) -> list[str]:
        """Notes on the translation of this switch, one line each."""
        asked = [
            self.settings.wrap_up_seconds,
            *(one.wrap_up_seconds for one in self.settings.queues.values()),
        ]
        members = (one for agent in self._members.agents.values() for one in agent.memberships.values())
        if self._configured or any(one is not None for one in asked) or any(one.wrap_up for one in members):
            return []
        return [_NO_WRAP_UP]

    # State --------------------------------------------------------------------------------------

    @property
    def queues(self) -> Iterable[str]:
        """The ids of the queues."""
        return self._queues.profiles.keys()

    @property
    def agents(self) -> Iterable[str]:
        """The ids of the agents."""
        return self._members.agents.keys()

    def memberships(self, agent: str) -> list[QueueMembership]:
        """The memberships of *agent* in queues."""
        known = self._members.agents.get(agent)
        places = () if known is None else known.memberships.values()
        return [QueueMembership(one.queue, one.interface, one.is_paused) for one in places]

    def member(self, agent: str) -> Member | None:
        """The switch's name for *agent*, by the latest membership."""
        known = self._members.agents.get(agent)
        last = None if known is None else known.last
        return None if last is None else Member(last.interface, last.state_interface, last.name)

    def agent_contact(self, agent: str) -> str | None:
        """The contact that *agent* talks to."""
        leg = self._live(agent)
        return None if leg is None else leg.contact.name

    def agent_channel(self, agent: str) -> str | None:
        """The channel of *agent*'s device in the call it is in now."""
        leg = self._live(agent)
        return None if leg is None else self._calls.device_of(leg)

    def caller_channel(self, contact: str) -> str | None:
        """A channel of the caller, if still present."""
        known = self._calls.contacts.get(contact)
        there = () if known is None else known.callers - known.gone
        return next((self._channels.names[one] for one in there if one in self._channels.names), None)

    def _live(self, agent: str) -> SwitchLeg | None:
        return next((leg for leg in reversed(self._calls.legs(agent)) if leg.is_live), None)


_OF_CALLS = frozenset(
    {"newchannel", "localbridge", "dialbegin", "dialend", "hangup", "hanguprequest", "softhanguprequest"}
)
