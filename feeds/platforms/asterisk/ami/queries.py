"""Queries to a switch after the login: whether it responds, allowed actions, current state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from feeds.platforms.asterisk.ami.actions import Headers
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.connection import ANSWER_SECONDS, AmiConnection
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.ami.permissions import actions_of
from feeds.platforms.asterisk.ami.switch_clock import SwitchClock
from feeds.transport.failures import LostError

SNAPSHOT_SECONDS = 30.0
LOOK_SECONDS = 300.0
BOOT_SECONDS = 60.0
BOOT_NAP = 2.0
_SNAPSHOT = "floorlight-snapshot-"


class Queries:
    """The queries to one switch, across connections. Owned by the platform.

    `is_stale` is set when the state must be queried again because the switch restarted.
    """

    def __init__(
        self,
        address: SwitchAddress,
        clock: SwitchClock,
        passed: Callable[[], float],
        configured: Callable[[Packet], None],
    ) -> None:
        self.is_stale = asyncio.Event()
        self._address, self._clock, self._passed = address, clock, passed
        self._configured = configured
        self._actions: frozenset[str] = frozenset()
        self._is_whole = asyncio.Event()
        self._looks = 0
        self._asked_at = passed()

    def begin(self) -> None:
        """Prepare for a new connection, possibly in another event loop."""
        was_stale, self.is_stale, self._is_whole = self.is_stale.is_set(), asyncio.Event(), asyncio.Event()
        if was_stale:
            self.is_stale.set()

    def hear(self, packet: Packet) -> None:
        """Observe an event."""
        if packet.name == "QueueStatusComplete":
            self._is_whole.set()
        elif packet.name == "FullyBooted" or (packet.name == "Reload" and _is_of_queues(packet)):
            self.is_stale.set()

    def grows_old(self) -> bool:
        """Whether another query of the state is due.

        Reloads on the switch's own command line send no event.
        """
        return self._passed() - self._asked_at >= LOOK_SECONDS

    async def learn(self, line: AmiConnection) -> frozenset[str]:
        """The actions that the account may execute, in lower case. Raises LostError."""
        listed = await self._asked(line, "ListCommands")
        self._actions = actions_of(listed.headers if listed else ())
        return self._actions

    async def ask_once(self, line: AmiConnection) -> None:
        """Query the state, unless already done. Raises LostError."""
        if not self._is_whole.is_set():
            await self.ask_present(line)

    async def beat(self, line: AmiConnection) -> None:
        """Ping the switch, which returns its time. Raises LostError without an answer."""
        if (answer := await self._asked(line, "Ping")) is not None:
            self._clock.hear(answer)

    async def _asked(self, line: AmiConnection, name: str, headers: Headers = ()) -> Packet | None:
        """The answer to *name*; None while the switch is still sending other data."""
        try:
            return await line.ask(name, headers)
        except LostError:
            if self._passed() - line.heard >= ANSWER_SECONDS:
                raise
            return None

    async def ask_present(self, line: AmiConnection) -> None:
        """Query the state and wait until it is complete. Raises LostError."""
        if "getconfig" in self._actions:
            answer = await self._asked(line, "GetConfig", [("Filename", "queues.conf")])
            if answer is not None and answer.name.lower() == "success":
                self._configured(answer)
        until = self._passed() + BOOT_SECONDS
        self._is_whole.clear()
        self.is_stale.clear()
        # A starting switch loads its queues late.
        while (refusal := await self._ask_for_present(line)) is not None:
            if self._passed() >= until:
                raise LostError(f"{self._address.place} does not report its queues: {refusal}")
            await asyncio.sleep(BOOT_NAP)

    async def _ask_for_present(self, line: AmiConnection) -> str | None:
        """Query the full state; returns the switch's message if it refuses. Raises LostError."""
        self._looks += 1
        self._asked_at = self._passed()
        whole = asyncio.ensure_future(self._is_whole.wait())
        queries = asyncio.ensure_future(line.ask("QueueStatus", (), f"{_SNAPSHOT}{self._looks}"))
        try:
            await asyncio.wait({whole, queries}, return_when=asyncio.FIRST_COMPLETED)
            if not whole.done():
                answer = queries.result()
                if answer.name.lower() != "success":
                    return answer.get("Message") or "no reason given"
                async with asyncio.timeout(SNAPSHOT_SECONDS):
                    await whole
        except TimeoutError:
            raise LostError(f"{self._address.place} does not finish reporting its queues") from None
        finally:
            for task in (whole, queries):
                task.cancel()
            await asyncio.gather(whole, queries, return_exceptions=True)
        return None


def _is_of_queues(reload: Packet) -> bool:
    """Whether *reload* may have changed queues: a reload of their module or of all modules."""
    module = reload.get("Module").lower()
    return "queue" in module or module in ("", "all")
