"""Members of a switch's queues (added, removed, paused, unreachable) to agents' queues and states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.members.identities import Identities
from feeds.platforms.asterisk.members.settings import SwitchSettings
from feeds.protocol.event_writer import EventWriter, id_of

# Device states of app_queue that are not rung and do not count as logged in: invalid and unavailable. Ringing
# and in use are derived from calls, which have times.
_OUT_OF_REACH = frozenset({"4", "5"})
_IN_USE = frozenset({"2", "3", "7", "8"})
# Busy is excluded, since a phone in do-not-disturb reports it too.
_ON_CALL = frozenset({"2", "7", "8"})
_RINGING = frozenset({"6", "7"})
_YES = frozenset({"1", "yes", "true", "on"})

State = tuple[str, str | None]
OFFLINE: State = ("offline", None)


@dataclass(slots=True)
class Membership:
    """One member of one queue, as last reported.

    `calls` is its completed count there, `paused_at` the start of its pause (ms), `wrap_up` its own wrap-up
    time in seconds; each None if not reported.
    """

    queue: str
    agent: str
    interface: str
    state_interface: str
    name: str
    is_paused: bool = False
    reason: str = ""
    status: str = ""
    calls: str | None = None
    in_call: str | None = None
    wrap_up: float | None = None
    paused_at: int | None = None

    @property
    def is_reached(self) -> bool:
        return self.status not in _OUT_OF_REACH

    @property
    def is_in_use(self) -> bool:
        return self.status in _IN_USE

    @property
    def is_on_call(self) -> bool:
        """Whether the state is that of a phone; a custom device state proves nothing."""
        return self.status in _ON_CALL and not self.state_interface.lower().startswith("custom:")

    @property
    def is_ringing(self) -> bool:
        return self.status in _RINGING

    @property
    def may_ring(self) -> bool:
        return self.is_reached and not self.is_paused


@dataclass(slots=True)
class SwitchAgent:
    """An agent: memberships by queue and interface, and the last written state, its start (ms) and profile.
    `last` is the latest membership, even if removed."""

    memberships: dict[tuple[str, str], Membership] = field(default_factory=dict)
    state: State | None = None
    since: int = 0
    profile: dict[str, Any] | None = None
    last: Membership | None = None

    @property
    def queues(self) -> list[str]:
        return list(dict.fromkeys(membership.queue for membership in self.memberships.values()))

    def paused_since(self, at: int) -> int:
        """When the current state began: the start of the pause, else *at* (ms)."""
        if self.state_now()[0] != "not_ready":
            return at
        begun = [one.paused_at for one in self.memberships.values() if one.is_reached and one.paused_at]
        return min(at, max(begun)) if begun else at

    def state_now(self) -> State:
        """Offline: in no queue, or unreachable in all. Not ready: paused in each queue where reachable."""
        reached = [membership for membership in self.memberships.values() if membership.is_reached]
        if not reached:
            return OFFLINE
        if all(membership.is_paused for membership in reached):
            return "not_ready", next((one.reason for one in reached if one.reason), None)
        return "available", None


class SwitchMembers:
    """The members. Owned by the translator; `settle` is called before an agent's state changes.

    `version` changes whenever a member is added, removed, or at another device.
    """

    def __init__(
        self, settings: SwitchSettings, writer: EventWriter, settle: Callable[[str, int], None]
    ) -> None:
        self.people = Identities(settings.agents)
        self.agents: dict[str, SwitchAgent] = {}
        self.version = 0
        self._known: dict[tuple[str, str], str] = {}
        self._writer = writer
        self._settle = settle

    def find(self, packet: Packet) -> str | None:
        """The agent of *packet*; None if it names nobody."""
        spelled = _interface(packet), _name(packet)
        known = self._known.get(spelled)
        return known or self.people.find(spelled[1], spelled[0], packet.get("StateInterface"))

    def at(self, agent: str, queue: str) -> Membership | None:
        """The membership of *agent* in *queue*."""
        known = self.agents.get(agent)
        places = () if known is None else known.memberships.values()
        return next((membership for membership in places if membership.queue == queue), None)

    def of(self, queue: str) -> Iterator[Membership]:
        """The members of *queue*."""
        for agent in self.agents.values():
            yield from (one for one in agent.memberships.values() if one.queue == queue)

    # Packets ---------------------------------------------------------------------------------------

    def describe(self, packet: Packet) -> Membership | None:
        """Update a member from *packet* without an event; returns None if it names none."""
        queue, interface = id_of(packet.get("Queue")), _interface(packet)
        agent = self.find(packet)
        if not queue or not interface or agent is None:
            return None
        self._known[interface, _name(packet)] = agent
        known = self.agents.setdefault(agent, SwitchAgent())
        place = known.memberships.get((queue, interface))
        if place is None:
            place = Membership(queue, agent, interface, packet.get("StateInterface"), _name(packet))
            known.memberships[queue, interface] = place
            self.version += 1
        known.last = place
        self.version += place.state_interface != (packet.get("StateInterface") or place.state_interface)
        _describe(place, packet)
        return place

    def changed(self, packet: Packet, at: int) -> None:
        """A member was added or changed."""
        place = self.describe(packet)
        if place is not None:
            self.write_agent(place.agent, at)

    def removed(self, packet: Packet, at: int) -> None:
        """A member was removed; its current call continues."""
        agent = self.find(packet)
        known = self.agents.get(agent or "")
        if agent is None or known is None:
            return
        if known.memberships.pop((id_of(packet.get("Queue")), _interface(packet)), None) is not None:
            self.version += 1
            self.write_agent(agent, at)

    def forget(self) -> None:
        """The switch reports its members again."""
        self.version += 1
        for agent in self.agents.values():
            agent.memberships = {}

    # Events --------------------------------------------------------------------------------------

    def meet(self, agent: str, at: int) -> None:
        """Declare *agent*, unless already declared."""
        if agent not in self.agents:
            self.agents[agent] = SwitchAgent()
            self.agents[agent].profile = self.profile(agent)
            self._writer.write(at, "agent.profile", **self.profile(agent))

    def write_agent(self, agent: str, at: int) -> None:
        """Write the profile and the state of *agent* if they changed."""
        known = self.agents[agent]
        profile = self.profile(agent)
        if profile != known.profile:
            known.profile = profile
            self._writer.write(at, "agent.profile", **profile)
        state = known.state_now()
        if state != known.state:
            self._settle(agent, at)
            known.state, known.since = state, at
            self._writer.write(at, "agent.state", agent=agent, state=state[0], reason=state[1])

    def notice(self, at: int) -> None:
        """Update all states at *at* for a snapshot; a state that began unseen ends a wrap-up."""
        for agent, known in self.agents.items():
            state = known.state_now()
            if state != known.state:
                self._settle(agent, at)
                known.state, known.since = state, known.paused_since(at)

    def profile(self, agent: str) -> dict[str, Any]:
        """The fields of the profile of *agent*."""
        return {
            "agent": agent,
            "name": self.people.name(agent),
            "team": self.people.team(agent),
            "queues": tuple(self.agents[agent].queues),
        }


def _interface(packet: Packet) -> str:
    return packet.get("Interface") or packet.get("Location")


def _name(packet: Packet) -> str:
    return packet.get("MemberName") or packet.get("Name")


def _describe(place: Membership, packet: Packet) -> None:
    """Update the fields present in *packet*; others stay unchanged."""
    place.state_interface = packet.get("StateInterface") or place.state_interface
    place.name = _name(packet) or place.name
    place.status = packet.get("Status") or place.status
    place.calls = packet.get("CallsTaken") or place.calls
    place.in_call = packet.get("InCall") or place.in_call
    paused = packet.get("Paused")
    if paused:
        place.is_paused = paused.lower() in _YES
        reason = packet.get("PausedReason") or packet.get("Reason")
        place.reason = reason.strip() if place.is_paused else ""
    place.wrap_up = _number(packet.get("Wrapuptime"), place.wrap_up)
    paused_at = _number(packet.get("LastPause"), None)
    place.paused_at = None if not paused_at else round(paused_at * 1000)


def _number(text: str, otherwise: float | None) -> float | None:
    plain = text.strip()
    return float(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 12 else otherwise
