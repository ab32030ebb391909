"""The switch's clock: what time it is there, by its answers, and when its events happened."""

from __future__ import annotations

from collections.abc import Callable

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.protocol.source_clock import SourceClock


class SwitchClock:
    """Now at the switch, ms. Owned by the platform, which gives it the answer to each ping and every event.

    A switch that tells no time is taken to have *wall*, the machine's own.
    """

    def __init__(self, wall: Callable[[], int], passed: Callable[[], float]) -> None:
        self._wall, self._passed = wall, passed
        self._told = SourceClock()

    def hear(self, answer: Packet) -> None:
        """Take in the answer to a ping."""
        if (at := stamp(answer)) is not None:
            self._told.hear(at, self._passed())

    def now(self) -> int:
        """The instant it is there."""
        at = self._told.at(self._passed())
        return self._wall() if at is None else at

    def happened(self, packet: Packet) -> int:
        """When *packet* happened: as it says, else now. It is at least that late there."""
        at, now = stamp(packet), self.now()
        if at is not None and at > now:
            self._told.hear(at, self._passed())
        return now if at is None else at


def stamp(packet: Packet) -> int | None:
    """The `Timestamp` of *packet* in ms; None where it has none that can be read.

    >>> stamp(Packet([("Event", "Hangup"), ("Timestamp", "1795311404.563055")]))
    1795311404563
    """
    whole, _, fraction = packet.get("Timestamp").partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= 11):
        return None
    digits = fraction[:3].ljust(3, "0")
    return int(whole) * 1000 + (int(digits) if digits.isascii() and digits.isdecimal() else 0)
