"""Capability checks: what a switch's settings hide, inferred from what it sends and does not send."""

from __future__ import annotations

from collections.abc import Callable

from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.connection import AmiConnection
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.transport.failures import LostError

_LOOKS_APART = 3  # heartbeats between two checks for unseen changes
_EVERYTHING = "read = agent,call,system"


class CapabilityChecks:
    """Reports each finding once, by *remark*. Owned by the platform."""

    def __init__(self, address: SwitchAddress, remark: Callable[[str], None]) -> None:
        self._address, self._remark = address, remark
        self._said: set[str] = set()
        self._classes: set[str] = set()
        self._summary: dict[str, str] | None = None
        self._seen: dict[str, str] = {}
        self._beats = 0

    def let_in(self, line: AmiConnection) -> None:
        """Report on the login."""
        place = self._address.place
        if line.login is not None and line.login.was_shown:
            self._say(f"{place} does not support the MD5 challenge: the secret was sent unhashed")
        if not self._address.is_private:
            self._say(
                f"what {place} says is not encrypted: names and numbers can be read on the way; see --tls"
            )

    def hear(self, packet: Packet) -> None:
        """Observe an event."""
        if packet.name == "QueueSummary":
            self._seen[packet.get("Queue")] = " ".join(
                packet.get(name) for name in ("LoggedIn", "Available", "Callers")
            )
            return
        if not (privilege := packet.get("Privilege")):
            return
        self._classes.update(privilege.split(","))
        if not packet.get("Timestamp") and packet.name != "FullyBooted":
            self._say(
                f"{self._address.place} sends no times with its events, so their time of arrival is used; "
                "timestampevents = yes in manager.conf fixes it"
            )
        if packet.name == "AgentComplete" and "call" not in self._classes:
            self._lacks("calls")

    async def check(self, line: AmiConnection) -> None:
        """Check now and then whether the queues change without events."""
        self._beats += 1
        if "agent" in self._classes or self._beats % _LOOKS_APART != 1:
            return
        self._seen = {}
        try:
            await line.ask("QueueSummary")
            await line.ask("Ping")  # its answer follows all answers to the first
        except LostError:
            return
        if self._summary is not None and self._summary != self._seen and "agent" not in self._classes:
            self._lacks("queues")
        self._summary = self._seen

    def _lacks(self, what: str) -> None:
        self._say(
            f"{self._address.place} sends {self._address.user!r} no events of its {what}; "
            f"its section in manager.conf needs {_EVERYTHING}"
        )

    def _say(self, line: str) -> None:
        if line not in self._said:
            self._said.add(line)
            self._remark(line)
