"""Bridges of a switch: which channels talk to one another now, and since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from feeds.platforms.asterisk.ami.packets import Packet

# More than any switch has at once; a stream that never takes a channel out is cut here.
_KEPT = 50_000


@dataclass(slots=True, eq=False)
class BridgeStay:
    """A channel in a bridge. `talks` is when another was there with it first (ms); None before."""

    channel: str
    name: str
    linked: str
    bridge: str
    talks: int | None = None


class Bridges:
    """Who stands in which bridge, as far as it was seen. Owned by the direct calls."""

    def __init__(self) -> None:
        self.stays: dict[str, BridgeStay] = {}
        self._of_bridge: dict[str, dict[str, BridgeStay]] = {}

    def enter(self, packet: Packet, at: int) -> Iterator[BridgeStay]:
        """BridgeEnter: a channel stands in a bridge; those who talk there from now on."""
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
        # Whoever stood there before we looked is counted by the switch alone.
        if len(there) > 1 or packet.get("BridgeNumChannels") not in ("", "0", "1"):
            for one in there.values():
                if one.talks is None:
                    one.talks = at
                    yield one

    def leave(self, channel: str) -> None:
        """The channel stands in no bridge any more."""
        stay = self.stays.pop(channel, None)
        if stay is not None:
            there = self._of_bridge[stay.bridge]
            there.pop(channel, None)
            if not there:
                del self._of_bridge[stay.bridge]

    def forget(self) -> None:
        """The line is lost, and with it what was known."""
        self.stays.clear()
        self._of_bridge.clear()
