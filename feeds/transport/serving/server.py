"""The server: sends the broadcast to each console from its own position, on asyncio and websockets.

`feeds.broadcast.console_session` decides what is sent; this module does I/O, reads clocks and enforces
limits.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from feeds.broadcast.broadcast import Broadcast, Stream
from feeds.broadcast.commands import CommandHandler, NoCommands, subject_of
from feeds.broadcast.console_session import HEARTBEAT_SECONDS, ConsoleSession
from feeds.broadcast.scope import ConsoleScope
from feeds.events import Command
from feeds.limits import (
    CLOSE_SECONDS,
    FRAME_BYTES,
    HANDSHAKE_SECONDS,
    PING_SECONDS,
    QUEUED_FRAMES,
    SCOPES,
    STUCK_SECONDS,
    SUBSCRIBE_SECONDS,
    UNUSED_SCOPE_SECONDS,
)
from feeds.recordings.replay import Player
from feeds.transport.serving.admission import caller_of, refused_handshake, watch_tokens
from feeds.transport.serving.console_connection import (
    SUBPROTOCOL,
    ConsoleConnection,
    address_text,
    agreed_subprotocol,
    quiet_logger,
)
from feeds.transport.serving.endpoint import Endpoint, ServingError
from feeds.transport.serving.memory import give_back
from feeds.transport.tasks import in_thread

__all__ = ["SUBPROTOCOL", "Endpoint", "FloorServer", "ServingError"]

_SLICE = 200  # items played between two checks of the consoles
_MANY_NAMES = 1_000  # names of a scope from which memory is returned
_NAP = 0.25  # seconds; the longest sleep while a replay plays
_STUCK_SECONDS = STUCK_SECONDS
_GOING_AWAY = 1001


@dataclass(eq=False, slots=True)
class _Console:
    """One connection: its session, and the event that wakes its sender."""

    number: int
    connection: ServerConnection
    session: ConsoleSession
    news: asyncio.Event = field(default_factory=asyncio.Event)
    commands: set[asyncio.Task[None]] = field(default_factory=set)  # executed even after it disconnects


class FloorServer:
    """Serves one broadcast, played by one player, until stopped. Runs in one event loop.

    `remark` receives notes for the user, one line each. With `waits` the player starts with the first
    console; with `leaves` the server stops once everything is played and received by every console. Commands
    go to *orders*; during its outage no heartbeat is sent, and no console is accepted.
    """

    def __init__(
        self,
        broadcast: Broadcast,
        player: Player,
        endpoint: Endpoint,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        waits: bool = False,
        leaves: bool = False,
        remark: Callable[[str], None] = lambda line: None,
        commands: CommandHandler | None = None,
    ) -> None:
        self.broadcast = broadcast
        self.commands: CommandHandler = commands or NoCommands()
        self.player, self.endpoint = player, endpoint
        self.waits, self.leaves = waits, leaves
        self.heartbeat_seconds = heartbeat_seconds
        self.remark = remark
        self.consoles: set[_Console] = set()
        self.came = 0
        # Each lock exists while its scope is being opened.
        self._opening: WeakValueDictionary[ConsoleScope, asyncio.Lock] = WeakValueDictionary()
        self._reading = asyncio.Lock()
        self._turns = asyncio.Lock()
        self._is_all_sent = False
        self._connections: dict[ConsoleConnection, None] = {}
        self._someone = asyncio.Event()
        self._stopping = asyncio.Event()
        broadcast.on_note = remark

    def now(self) -> int:
        """The source's current time, ms."""
        return self.player.now(time.monotonic())

    def stop(self) -> None:
        """End `run`; only from its own loop."""
        self._stopping.set()

    async def run(self, ready: Callable[[str], None]) -> None:
        """Serve; calls *ready* with the address when consoles can connect. Raises ServingError."""
        if not self.waits:
            self.player.begin(time.monotonic())
            await self._catch_up()
        try:
            server = await self._listen()
        except OSError as error:
            raise self.endpoint.blocked(error) from None
        playing = asyncio.create_task(self._play(), name="playing")
        stopping = asyncio.create_task(self._stopping.wait(), name="stopping")
        watching = asyncio.create_task(
            watch_tokens(self.endpoint.tokens, self._connected, self.remark), name="watching tokens"
        )
        try:
            ready(self.endpoint.url(*server.sockets[0].getsockname()[:2]))
            done, _ = await asyncio.wait({playing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if playing in done:
                playing.result()
                if self.leaves:
                    self._is_all_sent = await self._all_sent(stopping)
                else:
                    await stopping
        finally:
            for task in (playing, stopping, watching):
                task.cancel()
            await asyncio.gather(playing, stopping, watching, return_exceptions=True)
            server.close(close_connections=False)
            # Consoles that were sent everything get time to read it; a stop does not wait.
            await self._send_away(STUCK_SECONDS if self._is_all_sent else CLOSE_SECONDS)
            for connection in list(self._connections):
                connection.transport.abort()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await server.wait_closed()

    async def _listen(self) -> Server:
        return await serve(
            self._host,
            self.endpoint.host,
            self.endpoint.port,
            ssl=self.endpoint.tls,
            process_request=self._admit,
            subprotocols=[SUBPROTOCOL],
            select_subprotocol=agreed_subprotocol,
            max_size=FRAME_BYTES,
            max_queue=QUEUED_FRAMES,
            open_timeout=HANDSHAKE_SECONDS,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            close_timeout=CLOSE_SECONDS,
            create_connection=functools.partial(ConsoleConnection, self._connections),  # type: ignore[arg-type]
            logger=quiet_logger(),
            server_header=None,
        )

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """The refusal of a handshake; None to accept it."""
        outage, count = self.commands.outage, len(self.consoles)
        return refused_handshake(connection, request, self.endpoint, outage, count)

    def _connected(self) -> list[tuple[ConsoleSession, ServerConnection]]:
        return [(console.session, console.connection) for console in self.consoles]

    # Playing ---------------------------------------------------------------------------------------

    async def _play(self) -> None:
        """Play due items in slices until there are none."""
        if self.waits:
            await self._someone.wait()
            self.player.begin(time.monotonic())
        while not self.player.is_over:
            items = self.player.take(time.monotonic(), _SLICE)
            for one in items:
                self.broadcast.take(one)
            if items:
                self.wake()
            wait = self.player.wait(time.monotonic())
            await asyncio.sleep(0 if len(items) == _SLICE else min(wait, _NAP))

    async def _catch_up(self) -> None:
        """Play items due before the server opens: a simulation starts hours in the past."""
        is_paced = not self.broadcast.is_unpaced
        while (
            is_paced and not self._stopping.is_set() and (items := self.player.take(time.monotonic(), _SLICE))
        ):
            for one in items:
                self.broadcast.take(one)
            await asyncio.sleep(0)

    def wake(self) -> None:
        """Wake the senders of all consoles after new items. Only from its own loop."""
        for console in self.consoles:
            console.news.set()

    async def _all_sent(self, stopping: asyncio.Task[Any]) -> bool:
        """Wait until every console has everything, with at least one connected; returns whether they do."""
        while not stopping.done():
            # A connecting console gets time to subscribe.
            if self.came and not any(self._lacks(console) for console in self.consoles):
                return True
            await asyncio.sleep(_NAP / 5)
        return False

    def _lacks(self, console: _Console) -> bool:
        return console.session.closing is None and not console.session.has_all

    async def _send_away(self, patience: float) -> None:
        goodbyes = [
            asyncio.ensure_future(console.connection.close(_GOING_AWAY, "the server is shutting down"))
            for console in self.consoles
        ]
        if not goodbyes:
            return
        stopping = asyncio.ensure_future(self._stopping.wait())
        waiting = asyncio.gather(*goodbyes, return_exceptions=True)
        both: set[asyncio.Future[Any]] = {waiting, stopping}
        await asyncio.wait(both, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        if stopping.done():
            await asyncio.wait({waiting}, timeout=CLOSE_SECONDS)
        stopping.cancel()
        waiting.cancel()
        await asyncio.gather(stopping, waiting, return_exceptions=True)

    # One console -----------------------------------------------------------------------------------

    async def _host(self, connection: ServerConnection) -> None:
        """Serve one console until it disconnects."""
        self.came += 1
        caller = caller_of(connection)
        grants = caller.granted(self.commands.grants)
        session = ConsoleSession(self.broadcast, self.heartbeat_seconds, grants, caller)
        console = _Console(self.came, connection, session)
        self.consoles.add(console)
        self._someone.set()
        self.remark(f"console {console.number} connected from {address_text(connection)}")
        receiving = asyncio.create_task(self._read_frames(console), name=f"receiving {console.number}")
        sending = asyncio.create_task(self._send_stream(console), name=f"sending {console.number}")
        try:
            await asyncio.wait({receiving, sending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (receiving, sending):
                task.cancel()
            found = await asyncio.gather(receiving, sending, return_exceptions=True)
            self.consoles.discard(console)
            session.leave()
            self._forget_scopes()
            asyncio.get_running_loop().call_later(UNUSED_SCOPE_SECONDS + 1, self._forget_scopes)
            await self._part(console, [error for error in found if isinstance(error, Exception)])

    def _forget_scopes(self) -> None:
        """Drop unused scopes, recently used ones after a while."""
        used = {other.session.scope for other in self.consoles}
        if self.broadcast.forget_streams(used, asyncio.get_running_loop().time()) >= _MANY_NAMES:
            give_back()

    async def _part(self, console: _Console, errors: list[Exception]) -> None:
        closing, connection = console.session.closing, console.connection
        if closing is not None:
            await connection.close(closing.code, closing.reason)
        why = f": {closing.reason}" if closing is not None else ""
        for error in errors:
            if isinstance(error, TimeoutError):
                why = f": it read nothing for {_STUCK_SECONDS:g} s"
                connection.transport.abort()
            elif not isinstance(error, ConnectionClosed):
                why = f": {type(error).__name__}: {error}"
                await connection.close(1011, "internal error")
        self.remark(f"console {console.number} disconnected after event {console.session.sent:,}{why}")

    async def _read_frames(self, console: _Console) -> None:
        """Process the console's frames, and open the requested stream."""
        session, connection = console.session, console.connection
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SUBSCRIBE_SECONDS):
                while session.asked is None and session.closing is None:
                    frame = await connection.recv(decode=False)
                    await self._have_turn()
                    await self._receive(console, frame)
        session.silent()
        if session.closing is None:
            stream = await self._open(session)
            if stream is not None:
                await self._have_turn()
                session.start(stream, self.now())
                console.news.set()
        while session.closing is None:
            await self._receive(console, await connection.recv(decode=False))
            console.news.set()

    async def _have_turn(self) -> None:
        """Wait for this console's turn: slow work is done for one connecting console at a time."""
        async with self._turns:
            await asyncio.sleep(0)

    async def _receive(self, console: _Console, frame: bytes) -> None:
        """Process a frame in slices, with other work in between."""
        for _ in console.session.receive_in_slices(frame):
            self._take_commands(console)
            await asyncio.sleep(0)

    def _take_commands(self, console: _Console) -> None:
        commands, console.session.commands = console.session.commands, []
        for command in commands:
            task = asyncio.create_task(self._carry_out(console, command), name=f"order {command.id}")
            console.commands.add(task)
            task.add_done_callback(console.commands.discard)

    async def _carry_out(self, console: _Console, command: Command) -> None:
        error = await self.commands.carry_out(command, console.session.caller)
        about = " ".join(filter(None, (command.verb, subject_of(command))))
        done = "done" if error is None else f"not done: {error}"
        self.remark(f"console {console.number}: {about}: {done}")
        console.session.answer(command.id, error)
        console.news.set()

    async def _open(self, session: ConsoleSession) -> Stream | None:
        """The stream of the requested scope; None, and a reason to close, if there are too many."""
        scope = session.scope
        if len({other.session.scope for other in self.consoles if other.session.asked}) > SCOPES:
            session.crowded_out()
            return None
        lock = self._opening.setdefault(scope, asyncio.Lock())
        async with lock:
            await self._expect(scope)
            await self._have_turn()
            for _ in self.broadcast.open(scope):
                await asyncio.sleep(0)
        stream = self.broadcast.streams[scope]
        point = None if session.asked is None else session.asked.resume_after
        if point is not None and point.seq > stream.journal.last:
            await self._count()
        return stream

    async def _count(self) -> None:
        """Find the total number of events, for a console that is ahead of what has been played."""
        async with self._reading:
            if (count := self.broadcast.count) is not None:
                self.broadcast.total = await in_thread(count)
                self.broadcast.count = None

    async def _expect(self, scope: ConsoleScope) -> None:
        """Read what *scope* needs, one scope at a time, even if no longer awaited."""
        await self._reading.acquire()
        read = self.broadcast.expect(scope)
        if read is None:
            self._reading.release()
            return
        reading = in_thread(read)
        reading.add_done_callback(lambda _: self._reading.release())
        self.broadcast.expected(scope, await asyncio.shield(reading))

    async def _send_stream(self, console: _Console) -> None:
        """Send pending frames to the console, and heartbeats when due."""
        session = console.session
        loop = asyncio.get_running_loop()
        beat, is_new = loop.time() + self.heartbeat_seconds, True
        while True:
            console.news.clear()
            while (frame := session.next_frame(self.now())) is not None:
                await self._send(console, frame)
                if loop.time() >= beat:
                    break
            # Even at the end: only a heartbeat shows the console that it has everything.
            if session.stream is not None and (loop.time() >= beat or (is_new and frame is None)):
                is_new = is_new and frame is not None
                if self.commands.outage is None:
                    await self._send(console, session.heartbeat(self.now()))
                beat = loop.time() + self.heartbeat_seconds
                continue
            if session.stream is None:
                beat = loop.time() + self.heartbeat_seconds
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(beat):
                    await console.news.wait()

    async def _send(self, console: _Console, frame: bytes) -> None:
        """Send a frame; raises TimeoutError if the console reads nothing for a minute."""
        async with asyncio.timeout(_STUCK_SECONDS):
            await console.connection.send(frame, text=True)
