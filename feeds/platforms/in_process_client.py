"""A client of a platform in the same process, without a server in between.

It has the interface of the websocket client, so that the window and the recorder need not know the
difference.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable

from feeds.broadcast.console_session import HEARTBEAT_SECONDS, ConsoleSession
from feeds.events import Command
from feeds.platforms.platform import Platform, PlatformAddress
from feeds.protocol.frames import Arrival
from feeds.protocol.session import Session, SessionState
from feeds.transport.client import Arrived, Changed, ConnectionChange
from feeds.transport.failures import ConnectError, LostError

_PULSE_SECONDS = 0.25
_log = logging.getLogger("floorlight.feed")


class Hearing:
    """One session that receives a platform's broadcast. Owned by one event loop.

    Heartbeats are sent as by a server, but not during an outage.
    """

    def __init__(self, switch: Platform, session: Session, passed: Callable[[], float]) -> None:
        self.switch, self.session = switch, session
        self._passed = passed
        self._console_session: ConsoleSession | None = None
        self._beat = math.inf  # when the next heartbeat is due; none before the hello
        self._is_new = True  # no snapshot sent yet
        self._commands: set[asyncio.Task[None]] = set()

    def open(self) -> None:
        """Start, or resume."""
        self.session.connecting()
        console_session = self._console_session = ConsoleSession(
            self.switch.broadcast, HEARTBEAT_SECONDS, self.switch.grants
        )
        console_session.receive(self.session.opened(self._passed()))
        for _ in self.switch.broadcast.open(console_session.scope):
            pass
        console_session.start(self.switch.broadcast.streams[console_session.scope], self.switch.now())
        self._beat, self._is_new = math.inf, True

    def close(self) -> None:
        """The platform is lost: nothing is received until it is opened again."""
        self._console_session = None
        self.session.lost()

    def send(self, text: bytes) -> None:
        """Send *text* to the platform; the answer arrives later. Raises LostError if it is not connected."""
        console_session = self._console_session
        if console_session is None:
            raise LostError("not connected to the source")
        console_session.receive(text)
        commands, console_session.commands = console_session.commands, []
        for command in commands:
            task = asyncio.create_task(self._carry_out(console_session, command), name=f"order {command.id}")
            self._commands.add(task)
            task.add_done_callback(self._commands.discard)

    async def _carry_out(self, console_session: ConsoleSession, command: Command) -> None:
        try:
            error = await self.switch.carry_out(command)
        except Exception as broken:  # report it to the caller, who waits for an answer
            _log.error("command %s failed unexpectedly: %s: %s", command.verb, type(broken).__name__, broken)
            _log.debug("traceback", exc_info=broken)
            error = f"it failed unexpectedly: {type(broken).__name__}"
        console_session.answer(command.id, error)
        self.switch.on_events()

    @property
    def is_open(self) -> bool:
        return self._console_session is not None

    def take(self) -> list[Arrival]:
        """The arrivals now, at most one frame. Raises ConnectError for a final fault."""
        console_session, now = self._console_session, self._passed()
        if console_session is None:
            return []
        frame = self._next_frame(console_session, now)
        self.session.tick(now)
        arrivals = [] if frame is None else self.session.receive(frame, now)
        if (fault := self.session.fault) is not None:
            if fault.final:
                raise ConnectError(f"{self.switch.address.url}: {fault.reason}")
            self.open()
        return arrivals

    def _next_frame(self, console_session: ConsoleSession, now: float) -> bytes | None:
        """A heartbeat if one is due, even under load, and after the snapshot; else the next frame."""
        frame = None if now >= self._beat else console_session.next_frame(self.switch.now())
        if frame is not None:
            self._beat = min(self._beat, now + HEARTBEAT_SECONDS)
            return frame
        if now < self._beat and not self._is_new:
            return None
        self._is_new = self._is_new and now >= self._beat
        self._beat = now + HEARTBEAT_SECONDS
        return console_session.heartbeat(self.switch.now()) if self.switch.outage is None else None


class DirectClient:
    """A console's connection to a switch, across reconnections. Owned by the caller of `run`.

    Same interface as `feeds.transport.websocket.Client`.
    """

    def __init__(
        self, switch: Platform, session: Session, passed: Callable[[], float] = time.monotonic
    ) -> None:
        self.switch = switch
        self.session = session
        self._passed = passed
        self._hearing = Hearing(switch, session, passed)
        self._news = asyncio.Event()
        self._change: tuple[str | None, float] | None = None
        self._reported = SessionState.CONNECTING

    @property
    def address(self) -> PlatformAddress:
        return self.switch.address

    async def run(self, arrived: Arrived, changed: Changed, pulse: Callable[[], None] = lambda: None) -> None:
        """Deliver arrivals until cancelled, which logs off properly.

        Raises ConnectError if the first connection fails, or the switch refuses permanently.
        """
        self._news = asyncio.Event()  # of this loop: a broken feed runs again in another
        self.switch.on_events = self._news.set
        keeping = asyncio.create_task(self.switch.run(self._changed), name="switch")
        try:
            while not keeping.done():
                self._follow_switch(changed)
                while arrivals := self._hearing.take():
                    await arrived(arrivals)
                self._report_state(changed)
                if self._hearing.is_open:
                    pulse()
                await self._rest(keeping)
            keeping.result()
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            self._hearing.close()

    async def send(self, text: bytes) -> None:
        """Send one object to the source. Raises LostError without a connection."""
        self._hearing.send(text)

    def retry_now(self) -> None:
        """Retry a lost connection without further waiting."""
        self.switch.retry_now()

    def start_over(self) -> None:
        """Ask for the present state in place of what was missed."""
        self.session.start_over()
        if self._hearing.is_open:
            self._hearing.open()

    def _changed(self, reason: str | None, wait: float) -> None:
        self._change = (reason, wait)
        self._news.set()

    def _follow_switch(self, changed: Changed) -> None:
        """Track the state of the switch."""
        if self._change is None:
            return
        (reason, wait), self._change = self._change, None
        if reason is None:
            self._hearing.open()
            return
        self._hearing.close()
        self.session.retry_at = self._passed() + wait
        if self._reported is not SessionState.LOST:  # a change, not each try
            changed(ConnectionChange(SessionState.LOST, reason, self.session.age(self._passed()), wait))
        self._reported = SessionState.LOST

    def _report_state(self, changed: Changed) -> None:
        state = self.session.state
        if (
            self._hearing.is_open
            and state is not self._reported
            and state in (SessionState.LIVE, SessionState.STALE)
        ):
            self._reported = state
            changed(ConnectionChange(state, age=self.session.age(self._passed())))

    async def _rest(self, keeping: asyncio.Task[None]) -> None:
        """Wait for changes, at most one pulse."""
        waiting = asyncio.ensure_future(self._news.wait())
        try:
            await asyncio.wait(
                {waiting, keeping}, timeout=_PULSE_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            waiting.cancel()
        self._news.clear()
