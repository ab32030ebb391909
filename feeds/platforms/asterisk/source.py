"""Asterisk as a source: from the bytes of its manager interface to a broadcast of events.

Reconnects after restarts and losses, queries the state after each, and executes commands.
"""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import Callable
from typing import Protocol

from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.commands import ANYONE, Caller
from feeds.events import Command, Event, Snapshot, instant
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.capability_checks import CapabilityChecks
from feeds.platforms.asterisk.ami.connection import AmiConnection, tls_of
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.ami.permissions import Permissions
from feeds.platforms.asterisk.ami.queries import Queries
from feeds.platforms.asterisk.ami.switch_clock import SwitchClock
from feeds.platforms.asterisk.commands import Commands, Switchboard
from feeds.platforms.asterisk.supervision import SupervisionTracker
from feeds.platforms.platform import LivePlayer
from feeds.recordings.replay import FAST, DueEvent, Player
from feeds.transport.backoff import PERSISTING_TRIES, BackOff, RetryPause
from feeds.transport.credentials import Token
from feeds.transport.failures import ConnectError, LostError
from feeds.transport.tasks import first_of

PING_SECONDS = 5.0
_TICK_SECONDS = 0.5
_SILENT_SECONDS = PING_SECONDS + 3.0
_STEADY_SECONDS = 10.0
_KEPT_BYTES = 512 * 1024 * 1024


class SwitchReader(Switchboard, Protocol):
    """Translates the switch's packets to events. Never raises."""

    def receive(self, packet: Packet, arrival: int) -> list[Event | Snapshot]: ...

    @property
    def notes(self) -> list[str]: ...

    def configured(self, packet: Packet) -> None: ...

    def tick(self, now: int) -> list[Event | Snapshot]: ...

    def lost(self, at: int) -> list[Event | Snapshot]: ...


class Asterisk:
    """One switch. Owned by one event loop; `run` keeps the connection, `broadcast` has its events.

    `outage` says why the current state is unknown; `grants` are the allowed verbs. *wall* is the machine's
    clock (ms), used until the switch has sent its own. `on_events` is called after new events, `remark`
    receives notes for the user, one line each.
    """

    def __init__(
        self,
        address: SwitchAddress,
        secret: Token,
        reading: SwitchReader,
        wall: Callable[[], int],
        permissions: Permissions | None = None,
        ca_file: str | None = None,
        passed: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        self.address = address
        self.reading = reading
        # Its clock may jump, and must be sent before the events after the jump; so it has no pace.
        self.broadcast = Broadcast(address.host[:128], uuid.uuid4().hex[:16], FAST, keep_bytes=_KEPT_BYTES)
        self.on_events: Callable[[], None] = lambda: None
        self.remark: Callable[[str], None] = lambda line: None
        self.grants: tuple[str, ...] = ()
        self.banner = ""
        self.connections = 0
        self._secret = secret
        self._permissions = permissions or Permissions()
        self._tls = tls_of(address, ca_file)
        self._passed = passed
        self._clock = SwitchClock(wall, passed)
        self._waits = BackOff(chance or random.Random())
        self._pause = RetryPause()
        self._tracker = SupervisionTracker()
        self._commands = Commands(self._permissions, reading, self._tracker)
        self._checks = CapabilityChecks(address, lambda line: self.remark(line))
        self._line: AmiConnection | None = None
        self._reason = f"{address.place} has not been connected yet"
        self._shutting_down = ""
        self._queries = Queries(address, self._clock, passed, reading.configured)

    def now(self) -> int:
        """The switch's current time, ms."""
        return self._clock.now()

    @property
    def player(self) -> Player:
        """The switch's clock for a server; nothing is played."""
        return LivePlayer(self.now)

    @property
    def outage(self) -> str | None:
        if self._line is None:
            return self._reason
        silent = self._passed() - self._line.heard
        return f"{self.address.place} sent nothing for {silent:.0f} s" if silent > _SILENT_SECONDS else None

    async def carry_out(self, command: Command, caller: Caller = ANYONE) -> str | None:
        line = self._line
        if line is None:
            return self._reason
        return await self._commands.carry_out(command, line.ask)

    # Connection ------------------------------------------------------------------------------------

    async def run(self, changed: Callable[[str | None, float], None]) -> None:
        """Stay connected until cancelled, which logs off properly.

        *changed* is called with None when the state is known, or with the loss and the seconds until the next
        attempt. Raises ConnectError if the first connection fails, or the switch refuses permanently.
        """
        persisted = 0
        while True:
            began = self._passed()
            try:
                await self._connected(changed)
            except LostError as lost:
                reason = self._shutting_down or str(lost)
                persisted = persisted + 1 if lost.persists else 0
                if lost.is_final or persisted >= PERSISTING_TRIES or not self.connections:
                    raise ConnectError(str(lost)) from None
            if self._passed() - began > _STEADY_SECONDS:
                self._waits.reset()
            wait = self._waits.next()
            self._reason = reason
            changed(reason, wait)
            await self._pause.wait(wait)

    def retry_now(self) -> None:
        """Retry a lost connection without further waiting."""
        self._waits.reset()
        self._pause.end()

    def _lose(self) -> None:
        at = self.now()
        self._publish(self._tracker.lost(at))
        self._publish(self.reading.lost(at))

    async def _connected(self, changed: Callable[[str | None, float], None]) -> None:
        """Run one connection until its loss, which it raises (LostError)."""
        self._shutting_down = ""
        self._queries.begin()
        line = await AmiConnection.open(self.address, self._secret, self._tls, self._passed)
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

    async def _attend(self, line: AmiConnection, changed: Callable[[str | None, float], None]) -> None:
        queries = self._queries
        await queries.beat(line)
        self.banner = line.reader.banner
        self.grants = self._permissions.granted(await queries.learn(line))
        await queries.ask_once(line)
        self._line = line
        self.connections += 1
        changed(None, 0.0)
        if self.connections == 1:
            self._checks.let_in(line)
            for remark in self.reading.notes:
                self.remark(remark)
        while True:
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await queries.is_stale.wait()
            except TimeoutError:
                await queries.beat(line)
                await self._checks.check(line)
                if not queries.grows_old():
                    continue
            await queries.ask_present(line)

    async def _tick(self) -> None:
        """End what ends by time, such as wrap-ups, which the switch does not report."""
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            self._publish(self.reading.tick(self.now()))

    # Packets --------------------------------------------------------------------------------------

    def _hear(self, packet: Packet) -> None:
        at = self._clock.happened(packet)
        self._checks.hear(packet)
        self._publish(self._tracker.hear(packet, at))
        self._publish(self.reading.receive(packet, self.now()))
        self._queries.hear(packet)
        if packet.name == "Shutdown":
            restarts = packet.get("Restart").lower() == "true"
            self._shutting_down = f"{self.address.place} {'restarts' if restarts else 'shuts down'}"

    def _publish(self, events: list[Event] | list[Event | Snapshot]) -> None:
        for event in events:
            text = event.model_dump_json(exclude_none=True).encode()
            at = instant(event.at)
            self.broadcast.take(DueEvent(at, at, text, event, self.broadcast.source))
        if events:
            self.on_events()
