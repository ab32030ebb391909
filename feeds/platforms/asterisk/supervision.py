"""Supervision started by consoles, from the ringing of the device to its hangup."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from feeds.events import Event, SupervisionEnded, SupervisionStarted
from feeds.instants import instant_text
from feeds.platforms.asterisk.ami.packets import Packet


@dataclass(eq=False, slots=True)
class _Listener:
    agent: str
    device: str
    kind: str
    contact: str | None
    rung: asyncio.Future[Packet]
    channel: str | None = None
    is_gone: bool = False


@dataclass(slots=True)
class SupervisionTracker:
    """All supervision started here. Owned by the platform, which passes every event."""

    _spies: dict[str, _Listener] = field(default_factory=dict)

    def begin(
        self, name: str, agent: str, device: str, kind: str, contact: str | None
    ) -> asyncio.Future[Packet]:
        """Register the ringing of *device* as *name*; the switch's answer becomes the result."""
        rung: asyncio.Future[Packet] = asyncio.get_running_loop().create_future()
        self._spies[name] = _Listener(agent, device, kind, contact, rung)
        return rung

    def rung(self, name: str) -> None:
        """The ringing of *name* is over: forget it if it failed."""
        spy = self._spies.get(name)
        if spy is not None:
            spy.rung.cancel()
            if spy.channel is None:
                del self._spies[name]

    def channels(self, agent: str) -> list[str]:
        """The channels of supervisors of *agent*."""
        return [spy.channel for spy in self._spies.values() if spy.agent == agent and spy.channel]

    def hear(self, packet: Packet, at: int) -> list[Event]:
        """The supervision events that follow from a packet at *at* (ms)."""
        if packet.name == "OriginateResponse":
            return self._answered(packet, at)
        if packet.name == "Hangup":
            return self._ended(packet.get("Uniqueid"), at)
        return []

    def _answered(self, packet: Packet, at: int) -> list[Event]:
        spy = self._spies.get(packet.get("ActionID"))
        if spy is None or spy.channel is not None:
            return []
        if not spy.rung.done():
            spy.rung.set_result(packet)
        if packet.get("Response").lower() != "success" or spy.is_gone:
            return []
        spy.channel = packet.get("Channel")
        return [SupervisionStarted.model_validate(_said(spy, at))]

    def _ended(self, name: str, at: int) -> list[Event]:
        spy = self._spies.get(name)
        if spy is None:
            return []
        if spy.channel is None:
            spy.is_gone = True  # its answer is pending, and adds nothing
            return []
        del self._spies[name]
        return [SupervisionEnded.model_validate(_said(spy, at))]

    def lost(self, at: int) -> list[Event]:
        """The connection is lost: the state of supervision is unknown."""
        events: list[Event] = []
        for name, spy in list(self._spies.items()):
            if spy.channel is not None:
                events += self._ended(name, at)
        return events


def _said(spy: _Listener, at: int) -> dict[str, str]:
    said = {"at": instant_text(at), "agent": spy.agent, "supervisor": spy.device, "kind": spy.kind}
    return said if spy.contact is None else {**said, "contact": spy.contact}
