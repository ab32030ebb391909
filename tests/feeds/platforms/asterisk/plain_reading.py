"""A reading of a switch that knows members of queues and no more: enough to see what a platform hands on."""

from __future__ import annotations

from collections.abc import Callable

from feeds.events import AgentState, Event, Snapshot
from feeds.instants import instant_text
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.commands import Member, QueueMembership


class PlainReading:
    """Snapshots of members, and their pauses. `packets` is all it was given, `losses` when it was lost.

    `on_packet` is called after each packet.
    """

    queues = ("sales",)
    notes: list[str]  # what it would have a person hear

    def __init__(self) -> None:
        self.packets: list[Packet] = []
        self.notes = []
        self.settings: list[Packet] = []
        self.losses: list[int] = []
        self.on_packet: Callable[[], None] = lambda: None
        self.places: dict[str, QueueMembership] = {}
        self._sent: list[AgentState] = []

    def receive(self, packet: Packet, arrival: int) -> list[Event | Snapshot]:
        self.packets.append(packet)
        self.on_packet()
        at = instant_text(arrival)
        if packet.name == "QueueMember":
            self._sent.append(self._state(packet, packet.get("Name"), at))
        elif packet.name == "QueueStatusComplete":
            sent, self._sent = self._sent, []
            events = tuple(event.model_dump(exclude_none=True) for event in sent)
            return [Snapshot(at=at, seq=0, complete_since=at, events=events)]
        elif packet.name == "QueueMemberPause":
            return [self._state(packet, packet.get("MemberName"), at)]
        return []

    def _state(self, packet: Packet, agent: str, at: str) -> AgentState:
        interface = packet.get("Location") or packet.get("Interface")
        self.places[agent] = QueueMembership(packet.get("Queue"), interface, packet.get("Paused") == "1")
        state = "not_ready" if packet.get("Paused") == "1" else "available"
        return AgentState.model_validate({"at": at, "agent": agent, "state": state})

    def configured(self, packet: Packet) -> None:
        self.settings.append(packet)

    def tick(self, now: int) -> list[Event | Snapshot]:
        return []

    def lost(self, at: int) -> list[Event | Snapshot]:
        self.losses.append(at)
        self._sent = []
        return []

    def memberships(self, agent: str) -> list[QueueMembership]:
        return [self.places[agent]] if agent in self.places else []

    def member(self, agent: str) -> Member | None:
        place = self.places.get(agent)
        return None if place is None else Member(place.interface, "", agent)

    def agent_channel(self, agent: str) -> str | None:
        return None

    def agent_contact(self, agent: str) -> str | None:
        return None

    def caller_channel(self, contact: str) -> str | None:
        return None
