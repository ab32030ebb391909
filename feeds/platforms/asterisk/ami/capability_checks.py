"""Doubts: what a switch's settings keep from us, found out from what it says and does not say."""

from __future__ import annotations

from collections.abc import Callable

from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.connection import AmiConnection
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.transport.failures import LostError

_LOOKS_APART = 3  # beats between two questions whether something has changed unseen
_EVERYTHING = "read = agent,call,system"


class CapabilityChecks:
    """Says each thing once, by *remark*. Owned by the platform."""

    def __init__(self, address: SwitchAddress, remark: Callable[[str], None]) -> None:
        self._address, self._remark = address, remark
        self._said: set[str] = set()
        self._classes: set[str] = set()
        self._summary: dict[str, str] | None = None
        self._seen: dict[str, str] = {}
        self._beats = 0

    def let_in(self, line: AmiConnection) -> None:
        """The account is in; what is worth saying of how."""
        place = self._address.place
        if line.login is not None and line.login.was_shown:
            self._say(f"{place} takes no MD5 challenge: the secret was sent to it as it is")
        if not self._address.is_private:
            self._say(
                f"what {place} says is not encrypted: names and numbers can be read on the way; see --tls"
            )

    def hear(self, packet: Packet) -> None:
        """Take note of an event."""
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
                f"{self._address.place} sends no times with its events, so they happen when they come; "
                "timestampevents = yes in manager.conf mends it"
            )
        if packet.name == "AgentComplete" and "call" not in self._classes:
            self._lacks("calls")

    async def check(self, line: AmiConnection) -> None:
        """Once in a while ask whether the queues change though no event of theirs comes."""
        self._beats += 1
        if "agent" in self._classes or self._beats % _LOOKS_APART != 1:
            return
        self._seen = {}
        try:
            await line.ask("QueueSummary")
            await line.ask("Ping")  # the answers to the first are all here when this one is
        except LostError:
            return
        if self._summary is not None and self._summary != self._seen and "agent" not in self._classes:
            self._lacks("queues")
        self._summary = self._seen

    def _lacks(self, what: str) -> None:
        self._say(
            f"{self._address.place} tells {self._address.user!r} nothing of its {what}; "
            f"its section in manager.conf needs {_EVERYTHING}"
        )

    def _say(self, line: str) -> None:
        if line not in self._said:
            self._said.add(line)
            self._remark(line)
