"""The server: consoles connect, and each is told the broadcast at its own point. asyncio and websockets only.

What is said is decided by `feeds.hosting`; here bytes are moved, clocks asked, and doors kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging
import os
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, NegotiationError
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from feeds.address import is_loopback, place_of
from feeds.broadcast import Broadcast, Stream
from feeds.decoding import FRAME_LIMIT
from feeds.errors import UserError
from feeds.events import Command
from feeds.hosting import HEARTBEAT_SECONDS, SUBSCRIBE_SECONDS, Hosting
from feeds.orders import NoOrders, Orders
from feeds.replay import Player

SUBPROTOCOL = Subprotocol("floorlight.v1")
_SLICE = 200  # things told between two looks at the consoles
_NAP = 0.25  # seconds; the longest sleep while a replay plays
_STUCK_SECONDS = 60.0
_CLOSE_SECONDS = 2.0
_GOING_AWAY = 1001


class ServingError(UserError):
    """A broadcast cannot be served; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where consoles come in, and what they must show. Raises ServingError where it would stand open."""

    host: str = "127.0.0.1"
    port: int = 0
    token: str | None = None
    tls: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        if is_loopback(self.host):
            return
        wanting = [
            what
            for what, is_there in (
                ("a token (--token-file)", self.token),
                ("TLS (--certificate, --key)", self.tls),
            )
            if not is_there
        ]
        if wanting:
            raise ServingError(
                f"{self.host} is reached by others, so listening there needs {' and '.join(wanting)}"
            )

    def url(self, server: Server) -> str:
        """The address of *server*, as a console is given it."""
        host, port = server.sockets[0].getsockname()[:2]
        return f"{'ws' if self.tls is None else 'wss'}://{place_of(host, port)}"


@dataclass(eq=False, slots=True)
class _Console:
    """One connection: its session, and what wakes its sender."""

    number: int
    connection: ServerConnection
    hosting: Hosting
    news: asyncio.Event = field(default_factory=asyncio.Event)
    orders: set[asyncio.Task[None]] = field(default_factory=set)  # carried out also when it has gone


class FloorServer:
    """Serves one broadcast, played by one player, until it is stopped. Lives in one event loop.

    `remark` hears one line for each thing a person may want to know. With `waits` the player starts with
    the first console; with `leaves` the server stops when all is played and every console has it. What
    consoles command goes to *orders*; during an outage of theirs no heartbeat is sent, and nobody comes in.
    """

    def __init__(
        self,
        broadcast: Broadcast,
        player: Player,
        door: Door,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        waits: bool = False,
        leaves: bool = False,
        remark: Callable[[str], None] = lambda line: None,
        orders: Orders | None = None,
    ) -> None:
        self.broadcast = broadcast
        self.orders: Orders = orders or NoOrders()
        self.player = player
        self.door = door
        self.waits, self.leaves = waits, leaves
        self.heartbeat_seconds = heartbeat_seconds
        self.remark = remark
        self.consoles: set[_Console] = set()
        self.came = 0
        self._opening: dict[Any, asyncio.Lock] = {}
        self._someone = asyncio.Event()
        self._stopping = asyncio.Event()
        broadcast.on_note = remark

    def now(self) -> int:
        """The instant it is at the source, ms."""
        return self.player.now(time.monotonic())

    def stop(self) -> None:
        """Let `run` end; only from its own loop."""
        self._stopping.set()

    async def run(self, ready: Callable[[str], None]) -> None:
        """Serve; *ready* is given the address when consoles may come. Raises ServingError."""
        if not self.waits:
            self.player.begin(time.monotonic())
            await self._catch_up()
        try:
            server = await self._listen()
        except OSError as error:
            where = f"{self.door.host}:{self.door.port}"
            # What asyncio says repeats the address; what the system says is enough.
            what = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
            hint = "; give another port, or 0 for any" if self.door.port else ""
            raise ServingError(f"{where} cannot be listened on: {what.lower()}{hint}") from None
        playing = asyncio.create_task(self._play(), name="playing")
        stopping = asyncio.create_task(self._stopping.wait(), name="stopping")
        try:
            ready(self.door.url(server))
            done, _ = await asyncio.wait({playing, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if playing in done:
                playing.result()
                if self.leaves:
                    await self._all_told(stopping)
                else:
                    await stopping
        finally:
            for task in (playing, stopping):
                task.cancel()
            await asyncio.gather(playing, stopping, return_exceptions=True)
            server.close(close_connections=False)
            await self._send_away(_STUCK_SECONDS if self.leaves else _CLOSE_SECONDS)
            await server.wait_closed()

    async def _listen(self) -> Server:
        return await serve(
            self._host,
            self.door.host,
            self.door.port,
            ssl=self.door.tls,
            process_request=self._admit,
            subprotocols=[SUBPROTOCOL],
            select_subprotocol=_subprotocol,
            max_size=FRAME_LIMIT,
            close_timeout=_CLOSE_SECONDS,
            logger=_quiet(),
            server_header=None,
        )

    # The door --------------------------------------------------------------------------------------

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse a handshake that may not come in; None lets it."""
        headers = request.headers
        if "Origin" in headers:
            return connection.respond(HTTPStatus.FORBIDDEN, "no web page may connect\n")
        if self.door.token is not None and not self._may_enter(headers.get_all("Authorization")):
            response = connection.respond(HTTPStatus.UNAUTHORIZED, "a valid token is needed\n")
            response.headers["WWW-Authenticate"] = "Bearer"
            return response
        if (outage := self.orders.outage) is not None:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, f"{outage}\n")
        return None

    def _may_enter(self, shown: list[str]) -> bool:
        if len(shown) != 1 or self.door.token is None:
            return False
        scheme, _, token = shown[0].partition(" ")
        given = token.strip().encode("utf-8", "surrogateescape")
        is_right = hmac.compare_digest(given, self.door.token.encode())
        return is_right and scheme.lower() == "bearer"

    # Playing ---------------------------------------------------------------------------------------

    async def _play(self) -> None:
        """Tell what is due, in slices, for as long as there is any."""
        if self.waits:
            await self._someone.wait()
            self.player.begin(time.monotonic())
        while not self.player.is_over:
            told = self.player.take(time.monotonic(), _SLICE)
            for one in told:
                self.broadcast.tell(one)
            if told:
                self.wake()
            wait = self.player.wait(time.monotonic())
            await asyncio.sleep(0 if len(told) == _SLICE else min(wait, _NAP))

    async def _catch_up(self) -> None:
        """Tell what was due before the doors open: a simulation is hours old when it begins."""
        while not self.broadcast.is_unpaced and (told := self.player.take(time.monotonic(), _SLICE)):
            for one in told:
                self.broadcast.tell(one)
            await asyncio.sleep(0)

    def wake(self) -> None:
        """Something has been told: let every console have it. Only from its own loop."""
        for console in self.consoles:
            console.news.set()

    async def _all_told(self, stopping: asyncio.Task[Any]) -> None:
        """Wait until every console there is has all, at least one having been there."""
        while not stopping.done():
            # A console that is just coming is given the time to say what it wants.
            if self.came and not any(self._lacks(console) for console in self.consoles):
                return
            await asyncio.sleep(_NAP / 5)

    def _lacks(self, console: _Console) -> bool:
        return console.hosting.closing is None and not console.hosting.has_all

    async def _send_away(self, patience: float) -> None:
        consoles = list(self.consoles)
        goodbyes = [console.connection.close(_GOING_AWAY, "the server stops") for console in consoles]
        for goodbye in [asyncio.ensure_future(goodbye) for goodbye in goodbyes]:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(goodbye, patience)
        for console in consoles:
            console.connection.transport.abort()

    # One console -----------------------------------------------------------------------------------

    async def _host(self, connection: ServerConnection) -> None:
        """Be there for one console until it goes."""
        self.came += 1
        hosting = Hosting(self.broadcast, self.heartbeat_seconds, self.orders.grants)
        console = _Console(self.came, connection, hosting)
        self.consoles.add(console)
        self._someone.set()
        self.remark(f"console {console.number} connected from {_address(connection)}")
        hearing = asyncio.create_task(self._hear(console), name=f"hearing {console.number}")
        telling = asyncio.create_task(self._tell(console), name=f"telling {console.number}")
        try:
            await asyncio.wait({hearing, telling}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (hearing, telling):
                task.cancel()
            found = await asyncio.gather(hearing, telling, return_exceptions=True)
            self.consoles.discard(console)
            self.broadcast.forget_streams({other.hosting.scope for other in self.consoles})
            await self._part(console, [error for error in found if isinstance(error, Exception)])

    async def _part(self, console: _Console, errors: list[Exception]) -> None:
        closing, connection = console.hosting.closing, console.connection
        if closing is not None:
            await connection.close(closing.code, closing.reason)
        why = f": {closing.reason}" if closing is not None else ""
        for error in errors:
            if isinstance(error, TimeoutError):
                why = f": it took nothing for {_STUCK_SECONDS:g} s"
                connection.transport.abort()
            elif not isinstance(error, ConnectionClosed):
                why = f": {type(error).__name__}: {error}"
                await connection.close(1011, "something went wrong here")
        self.remark(f"console {console.number} gone after event {console.hosting.sent:,}{why}")

    async def _hear(self, console: _Console) -> None:
        """Take in what the console sends, and open the stream it asks for."""
        hosting, connection = console.hosting, console.connection
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SUBSCRIBE_SECONDS):
                while hosting.asked is None and hosting.closing is None:
                    hosting.receive(_bytes(await connection.recv(decode=False)))
        hosting.silent()
        if hosting.closing is None:
            stream = await self._open(hosting)
            hosting.start(stream, self.now())
            console.news.set()
        while hosting.closing is None:
            hosting.receive(_bytes(await connection.recv(decode=False)))
            self._take_orders(console)
            console.news.set()

    def _take_orders(self, console: _Console) -> None:
        orders, console.hosting.orders = console.hosting.orders, []
        for command in orders:
            task = asyncio.create_task(self._carry_out(console, command), name=f"order {command.id}")
            console.orders.add(task)
            task.add_done_callback(console.orders.discard)

    async def _carry_out(self, console: _Console, command: Command) -> None:
        error = await self.orders.carry_out(command)
        about = command.contact or command.agent
        done = "done" if error is None else f"not done: {error}"
        self.remark(f"console {console.number}: {command.verb} {about}: {done}")
        console.hosting.answer(command.id, error)
        console.news.set()

    async def _open(self, hosting: Hosting) -> Stream:
        scope = hosting.scope
        async with self._opening.setdefault(scope, asyncio.Lock()):
            read = self.broadcast.expect(scope)
            if read is not None:
                await asyncio.to_thread(read)
            for _ in self.broadcast.open(scope):
                await asyncio.sleep(0)
        return self.broadcast.streams[scope]

    async def _tell(self, console: _Console) -> None:
        """Send what there is for the console, and a heartbeat when there has been none for a while."""
        hosting = console.hosting
        loop = asyncio.get_running_loop()
        beat, is_new = loop.time() + self.heartbeat_seconds, True
        while True:
            console.news.clear()
            while (frame := hosting.next_frame(self.now())) is not None:
                await self._send(console, frame)
                if loop.time() >= beat:
                    break
            # Also after all there was: only a heartbeat tells the console that it has it.
            if hosting.stream is not None and (loop.time() >= beat or (is_new and frame is None)):
                is_new = is_new and frame is not None
                if self.orders.outage is None:
                    await self._send(console, hosting.heartbeat(self.now()))
                beat = loop.time() + self.heartbeat_seconds
                continue
            if hosting.stream is None:
                beat = loop.time() + self.heartbeat_seconds
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(beat):
                    await console.news.wait()

    async def _send(self, console: _Console, frame: bytes) -> None:
        """Send a frame; a console that takes nothing for a minute is given up. Raises TimeoutError."""
        async with asyncio.timeout(_STUCK_SECONDS):
            await console.connection.send(frame, text=True)


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode("utf-8", "surrogatepass") if isinstance(frame, str) else frame


def _subprotocol(connection: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    if SUBPROTOCOL in offered:
        return SUBPROTOCOL
    raise NegotiationError(f"this server speaks the subprotocol {SUBPROTOCOL}")


def _address(connection: ServerConnection) -> str:
    address = connection.remote_address
    return f"{address[0]}:{address[1]}" if address else "somewhere"


def _quiet() -> logging.Logger:
    """A logger that says nothing of what strangers send: their mistakes are answered, not reported."""
    logger = logging.getLogger("floorlight.server")
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    return logger
