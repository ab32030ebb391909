"""The switch's clock, from its answers, and the instants of its events."""

from __future__ import annotations

from collections.abc import Callable

from feeds.platforms.asterisk.ami.packets import Packet
from feeds.protocol.source_clock import SourceClock


class SwitchClock:
    """The switch's current time, ms. Owned by the platform, which passes it ping answers and events.

    For a switch without times, this machine's clock *wall* is used.
    """

    def __init__(self, wall: Callable[[], int], passed: Callable[[], float]) -> None:
        self._wall, self._passed = wall, passed
        self._clock = SourceClock()

    def hear(self, answer: Packet) -> None:
        """Process the answer to a ping."""
        if (at := stamp(answer)) is not None:
            self._clock.hear(at, self._passed())

    def now(self) -> int:
        """The switch's current time."""
        at = self._clock.at(self._passed())
        return self._wall() if at is None else at

    def happened(self, packet: Packet) -> int:
        """The instant of *packet*: its timestamp, else now. The clock never falls behind it."""
        at, now = stamp(packet), self.now()
        if at is not None and at > now:
            self._clock.hear(at, self._passed())
        return now if at is None else at


def stamp(packet: Packet) -> int | None:
    """The `Timestamp` of *packet* in ms; None without a valid one.

    >>> stamp(Packet([("Event", "Hangup"), ("Timestamp", "1795311404.563055")]))
    1795311404563
    """
    whole, _, fraction = packet.get("Timestamp").partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= 11):
        return None
    digits = fraction[:3].ljust(3, "0")
    return int(whole) * 1000 + (int(digits) if digits.isascii() and digits.isdecimal() else 0)
