"""Asking: what a switch is asked once it lets us in: whether it is there, what we may do, what is so now."""

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
    """The questions to one switch, through all its connections. Owned by the platform.

    `is_stale` is set when the present must be asked for anew, since the switch has begun anew.
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
        self._looked_at = passed()

    def begin(self) -> None:
        """Another connection is opened, maybe in another loop than the last."""
        was_stale, self.is_stale, self._is_whole = self.is_stale.is_set(), asyncio.Event(), asyncio.Event()
        if was_stale:
            self.is_stale.set()

    def hear(self, packet: Packet) -> None:
        """Take note of an event."""
        if packet.name == "QueueStatusComplete":
            self._is_whole.set()
        elif packet.name == "FullyBooted" or (packet.name == "Reload" and _is_of_queues(packet)):
            self.is_stale.set()

    def grows_old(self) -> bool:
        """Whether the last look at the present is so long ago that another one is due.

        What is reloaded on the switch's own command line is told by no event.
        """
        return self._passed() - self._looked_at >= LOOK_SECONDS

    async def learn(self, line: AmiConnection) -> frozenset[str]:
        """The actions that the account may do, in lower case. Raises LostError."""
        listed = await self._asked(line, "ListCommands")
        self._actions = actions_of(listed.headers if listed else ())
        return self._actions

    async def ask_once(self, line: AmiConnection) -> None:
        """Have the present told, if nobody has yet. Raises LostError."""
        if not self._is_whole.is_set():
            await self.ask_present(line)

    async def beat(self, line: AmiConnection) -> None:
        """Ask whether the switch is there, and what time it is there. Raises LostError when it is not."""
        if (answer := await self._asked(line, "Ping")) is not None:
            self._clock.hear(answer)

    async def _asked(self, line: AmiConnection, name: str, headers: Headers = ()) -> Packet | None:
        """What is answered to *name*; None where the switch tells much else and not yet that."""
        try:
            return await line.ask(name, headers)
        except LostError:
            if self._passed() - line.heard >= ANSWER_SECONDS:
                raise
            return None

    async def ask_present(self, line: AmiConnection) -> None:
        """Ask for the present, and wait until all of it is told. Raises LostError."""
        if "getconfig" in self._actions:
            answer = await self._asked(line, "GetConfig", [("Filename", "queues.conf")])
            if answer is not None and answer.name.lower() == "success":
                self._configured(answer)
        until = self._passed() + BOOT_SECONDS
        self._is_whole.clear()
        self.is_stale.clear()
        # While a switch starts, its queues are loaded late.
        while (refusal := await self._ask_for_present(line)) is not None:
            if self._passed() >= until:
                raise LostError(f"{self._address.place} tells nothing of its queues: {refusal}")
            await asyncio.sleep(BOOT_NAP)

    async def _ask_for_present(self, line: AmiConnection) -> str | None:
        """Have the present told whole; the switch's words where it refuses. Raises LostError."""
        self._looks += 1
        self._looked_at = self._passed()
        whole = asyncio.ensure_future(self._is_whole.wait())
        queries = asyncio.ensure_future(line.ask("QueueStatus", (), f"{_SNAPSHOT}{self._looks}"))
        try:
            await asyncio.wait({whole, queries}, return_when=asyncio.FIRST_COMPLETED)
            if not whole.done():
                answer = queries.result()
                if answer.name.lower() != "success":
                    return answer.get("Message") or "it gives no reason"
                async with asyncio.timeout(SNAPSHOT_SECONDS):
                    await whole
        except TimeoutError:
            raise LostError(f"{self._address.place} does not finish telling its queues") from None
        finally:
            for task in (whole, queries):
                task.cancel()
            await asyncio.gather(whole, queries, return_exceptions=True)
        return None


def _is_of_queues(reload: Packet) -> bool:
    """Whether *reload* may have changed queues: of their module, or of all there are."""
    module = reload.get("Module").lower()
    return "queue" in module or module in ("", "all")
