"""Asterisk: a switch's manager interface as a source, from its bytes to a broadcast of our events.

It keeps the line up through restarts and losses, asks for the present after each, and carries out commands.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Callable
from typing import Protocol

from feeds.broadcast.broadcast import Broadcast
from feeds.events import Command, Event, Snapshot, instant
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.capability_checks import Doubts
from feeds.platforms.asterisk.ami.connection import Line, tls_of
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.ami.permissions import Wishes
from feeds.platforms.asterisk.ami.queries import Asking
from feeds.platforms.asterisk.ami.switch_clock import SwitchClock
from feeds.platforms.asterisk.commands import Commands, Switchboard
from feeds.platforms.asterisk.supervision import Spying
from feeds.recordings.replay import FAST, Player, Told
from feeds.transport.backoff import BackOff
from feeds.transport.credentials import Token
from feeds.transport.failures import ConnectError, LostError
from feeds.transport.tasks import first_of

PING_SECONDS = 5.0
_TICK_SECONDS = 0.5
_SILENT_SECONDS = PING_SECONDS + 3.0
_STEADY_SECONDS = 10.0
_KEPT_BYTES = 512 * 1024 * 1024


class Reading(Switchboard, Protocol):
    """Whoever understands the switch's events: packets in, our events out. No input whatever raises."""

    def receive(self, packet: Packet, arrival: int) -> list[Event | Snapshot]: ...

    @property
    def remarks(self) -> list[str]: ...

    def configured(self, packet: Packet) -> None: ...

    def tick(self, now: int) -> list[Event | Snapshot]: ...

    def lost(self, at: int) -> list[Event | Snapshot]: ...


class Asterisk:
    """One switch. Owned by one loop; `run` keeps it, `broadcast` is what it tells.

    `outage` says in words why the present is not known now; `grants` are the verbs it can carry out.
    *wall* is the machine's clock (ms), used until the switch has told its own. `on_told` is called after
    something was told, `remark` hears a line for each thing a person may want to know.
    """

    def __init__(
        self,
        address: SwitchAddress,
        secret: Token,
        reading: Reading,
        wall: Callable[[], int],
        wishes: Wishes | None = None,
        ca_file: str | None = None,
        passed: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        self.address = address
        self.reading = reading
        # Its clock may leap, to be told before what happens then; so it is told as what has no pace.
        self.broadcast = Broadcast(address.host[:128], uuid.uuid4().hex[:16], FAST, keep_bytes=_KEPT_BYTES)
        self.on_told: Callable[[], None] = lambda: None
        self.remark: Callable[[str], None] = lambda line: None
        self.grants: tuple[str, ...] = ()
        self.banner = ""
        self.connections = 0
        self._secret = secret
        self._wishes = wishes or Wishes()
        self._tls = tls_of(address, ca_file)
        self._passed = passed
        self._clock = SwitchClock(wall, passed)
        self._waits = BackOff(chance or random.Random())
        self._spying = Spying()
        self._commands = Commands(self._wishes, reading, self._spying)
        self._doubts = Doubts(address, lambda line: self.remark(line))
        self._line: Line | None = None
        self._reason = f"{address.place} has not been reached yet"
        self._shutting_down = ""
        self._asking = Asking(address, self._clock, passed, reading.configured)

    def now(self) -> int:
        """The instant it is at the switch, ms."""
        return self._clock.now()

    @property
    def player(self) -> Player:
        """What a server needs for a clock: the switch's own; nothing is played."""
        return _Live(self.now)

    @property
    def outage(self) -> str | None:
        if self._line is None:
            return self._reason
        silent = self._passed() - self._line.heard
        return f"{self.address.place} says nothing for {silent:.0f} s" if silent > _SILENT_SECONDS else None

    async def carry_out(self, command: Command) -> str | None:
        line = self._line
        if line is None:
            return self._reason
        return await self._commands.carry_out(command, line.ask)

    # The line --------------------------------------------------------------------------------------

    async def run(self, changed: Callable[[str | None, float], None]) -> None:
        """Keep the switch until cancelled, which leaves it properly.

        *changed* is told None when the present is known, or why it is lost and the seconds until the next
        try. Raises ConnectError when the first connection fails, or the switch refuses for good.
        """
        while True:
            began = self._passed()
            try:
                await self._connected(changed)
            except LostError as lost:
                reason = self._shutting_down or str(lost)
                if lost.is_final or not self.connections:
                    raise ConnectError(str(lost)) from None
            if self._passed() - began > _STEADY_SECONDS:
                self._waits.reset()
            wait = self._waits.next()
            self._reason = reason
            changed(reason, wait)
            await asyncio.sleep(wait)

    def _lose(self) -> None:
        at = self.now()
        self._tell(self._spying.lost(at))
        self._tell(self.reading.lost(at))

    async def _connected(self, changed: Callable[[str | None, float], None]) -> None:
        """One connection, from its opening to its loss, which it raises (LostError)."""
        self._shutting_down = ""
        self._asking.begin()
        line = await Line.open(self.address, self._secret, self._tls, self._passed)
        try:
            await first_of(
                pumping=line.pump(self._hear), attending=self._attend(line, changed), ticking=self._tick()
            )
        except LostError:
            self._lose()
            raise
        finally:
            self._line, self._reason = None, f"{self.address.place} is not connected"
            await line.close()

    async def _attend(self, line: Line, changed: Callable[[str | None, float], None]) -> None:
        asking = self._asking
        await asking.beat(line)
        self.banner = line.reader.banner
        self.grants = self._wishes.granted(await asking.learn(line))
        await asking.look_once(line)
        self._line = line
        self.connections += 1
        changed(None, 0.0)
        if self.connections == 1:
            self._doubts.let_in(line)
            for remark in self.reading.remarks:
                self.remark(remark)
        while True:
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await asking.is_stale.wait()
            except TimeoutError:
                await asking.beat(line)
                await self._doubts.look(line)
                if not asking.grows_old():
                    continue
            await asking.look(line)

    async def _tick(self) -> None:
        """Let what ends by itself end, as a wrap-up does, of which the switch says nothing."""
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            self._tell(self.reading.tick(self.now()))

    # What it says ----------------------------------------------------------------------------------

    def _hear(self, packet: Packet) -> None:
        at = self._clock.happened(packet)
        self._doubts.hear(packet)
        self._tell(self._spying.hear(packet, at))
        self._tell(self.reading.receive(packet, self.now()))
        self._asking.hear(packet)
        if packet.name == "Shutdown":
            restarts = packet.get("Restart").lower() == "true"
            self._shutting_down = f"{self.address.place} {'restarts' if restarts else 'shuts down'}"

    def _tell(self, told: list[Event] | list[Event | Snapshot]) -> None:
        for event in told:
            text = event.model_dump_json(exclude_none=True).encode()
            at = instant(event.at)
            self.broadcast.tell(Told(at, at, text, event, self.broadcast.source))
        if told:
            self.on_told()


class _Live(Player):
    """The clock of what is not played but happens."""

    def __init__(self, now: Callable[[], int]) -> None:
        super().__init__((), 1.0)
        self._now = now

    def now(self, passed: float) -> int:
        return self._now()
