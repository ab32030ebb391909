"""Instants of a switch's events, in order: from their timestamps, else their arrival."""

from __future__ import annotations

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.ami.switch_clock import stamp

# Threads of the switch stamp events before they take turns to send them, so a timestamp may be slightly
# before the previous one; further back means the switch's clock was set. In ms.
JITTER_MS = 2_000


class EventTimes:
    """Assigns instants to the events of one switch. Owned by the translator.

    `is_stamped` is None until an event shows whether the switch adds timestamps.
    """

    def __init__(self) -> None:
        self.latest = 0
        self.is_stamped: bool | None = None

    def at(self, packet: Packet, arrival: int) -> int:
        """The instant of *packet*, which arrived at *arrival* (both in ms since 1970 UTC)."""
        stamped = stamp(packet)
        if packet.get("Privilege"):
            self.is_stamped = stamped is not None
        return self.in_order(arrival if stamped is None else stamped)

    def in_order(self, at: int) -> int:
        """*at*, or the latest instant if *at* is slightly before it."""
        if not self.latest - JITTER_MS <= at < self.latest:
            self.latest = at
        return self.latest
