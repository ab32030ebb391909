"""Bridges of a switch: which channels talk to each other, and since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from feeds.platforms.asterisk.ami.packets import Packet

# More than any switch has at once; bounds a stream that never removes channels.
_KEPT = 50_000


@dataclass(slots=True, eq=False)
class BridgeStay:
    """A channel in a bridge. `talks` is when another channel first joined it (ms); None before."""

    channel: str
    name: str
    linked: str
    bridge: str
    talks: int | None = None


class Bridges:
    """The channels in each bridge, as far as seen. Owned by the direct calls."""

    def __init__(self) -> None:
        self.stays: dict[str, BridgeStay] = {}
        self._of_bridge: dict[str, dict[str, BridgeStay]] = {}

    def enter(self, packet: Packet, at: int) -> Iterator[BridgeStay]:
        """BridgeEnter: add a channel to a bridge; returns those that talk there from now on."""
        channel, bridge = packet.get("Uniqueid"), packet.get("BridgeUniqueid")
        if not channel or not bridge:
            return
        self.leave(channel)
        if len(self.stays) >= _KEPT:
            self.forget()
        stay = BridgeStay(channel, packet.get("Channel"), packet.get("Linkedid"), bridge)
        self.stays[channel] = stay
        there = self._of_bridge.setdefault(bridge, {})
        there[channel] = stay
        # Channels that joined before the connection are only in the switch's count.
        if len(there) > 1 or packet.get("BridgeNumChannels") not in ("", "0", "1"):
            for one in there.values():
                if one.talks is None:
                    one.talks = at
                    yield one

    def leave(self, channel: str) -> None:
        """Remove the channel from its bridge."""
        stay = self.stays.pop(channel, None)
        if stay is not None:
            there = self._of_bridge[stay.bridge]
            there.pop(channel, None)
            if not there:
                del self._of_bridge[stay.bridge]

    def forget(self) -> None:
        """The connection is lost: forget everything."""
        self.stays.clear()
        self._of_bridge.clear()
