"""The websocket client: opens connections and passes frames to the session, on asyncio.

Everything runs in the task that awaits `Client.run`; cancel that task to stop it.
"""

from __future__ import annotations

import asyncio
import inspect
import random
import ssl
import time
from collections.abc import Callable
from typing import Any, NoReturn

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.http11 import Response
from websockets.typing import Subprotocol

from feeds.limits import CLOSE_SECONDS, FRAME_BYTES, QUEUED_FRAMES
from feeds.protocol.session import TOO_LARGE, Session, SessionState
from feeds.transport.address import Address
from feeds.transport.backoff import PERSISTING_TRIES, BackOff, RetryPause
from feeds.transport.client import Arrived, Changed, ConnectionChange
from feeds.transport.credentials import Token
from feeds.transport.failures import (
    ConnectError,
    LostError,
    closed_words,
    is_refusal,
    refused_status,
    unreachable,
)
from feeds.transport.tasks import UnwaitedThreads
from feeds.transport.tls import client_context
from feeds.unicode_text import close_reason

SUBPROTOCOL = "floorlight.v1"
_PULSE_SECONDS = 0.25
_OPEN_SECONDS = 10.0


class Client:
    """A console's connection to its source, across reconnections. Owned by the caller of `run`.

    Nothing is read while *arrived* is awaited, so a slow consumer slows the source and loses nothing.
    *pulse* is called about four times a second while connected.
    """

    def __init__(
        self,
        address: Address,
        session: Session,
        token: Token | None = None,
        ca_file: str | None = None,
        passed: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        self.address = address
        self.session = session
        self._token = token
        self._tls = tls_of(address, ca_file)
        self._passed = passed
        self._waits = BackOff(chance or random.Random())
        self._pause = RetryPause()
        self._connection: ClientConnection | None = None
        self._reported = SessionState.CONNECTING

    async def run(self, arrived: Arrived, changed: Changed, pulse: Callable[[], None] = lambda: None) -> None:
        """Deliver arrivals until cancelled, which closes the connection properly.

        Raises ConnectError if the first connection gets no hello, unless the session continues another, or
        if the source refuses permanently: also if its certificate is bad three times in a row.
        """
        # Slow DNS lookups are not awaited at exit.
        asyncio.get_running_loop().set_default_executor(UnwaitedThreads())
        persisted = 0
        while True:
            before = self.session.resume
            try:
                await self._connected(arrived, changed, pulse)
            except LostError as lost:
                reason = str(lost)
                persisted = persisted + 1 if lost.persists else 0
                is_final = lost.is_final or persisted >= PERSISTING_TRIES
                if is_final or not (self.session.counters.connections or self.session.continues):
                    raise ConnectError(reason) from None
            self.session.lost()
            if self.session.resume != before:
                self._waits.reset()
            wait = self._waits.next()
            self.session.retry_at = self._passed() + wait
            if self._reported is not SessionState.LOST:  # only changes, not each attempt
                changed(ConnectionChange(SessionState.LOST, reason, self.session.age(self._passed()), wait))
            self._reported = SessionState.LOST
            await self._pause.wait(wait)

    def retry_now(self) -> None:
        """Retry a lost connection without further waiting."""
        self._waits.reset()
        self._pause.end()

    def start_over(self) -> None:
        """Connect again, and ask for the present state in place of what was missed."""
        self.session.start_over()
        self.retry_now()

    async def send(self, text: bytes) -> None:
        """Send one object to the source. Raises LostError without a connection."""
        if self._connection is None or self.session.state not in (SessionState.LIVE, SessionState.STALE):
            raise LostError("not connected to the source")
        try:
            await self._connection.send(text.decode())
        except ConnectionClosed as closed:
            raise LostError(self._why(closed)) from None

    async def _connected(self, arrived: Arrived, changed: Changed, pulse: Callable[[], None]) -> NoReturn:
        """Run one connection from handshake to loss. Raises LostError."""
        self.session.connecting()
        connection = await self._open()
        self._connection = connection
        code, reason = 1000, ""
        try:
            await connection.send(self.session.opened(self._passed()).decode())
            while True:
                await self._step(connection, arrived)
                self._report(changed)
                pulse()
                if (fault := self.session.fault) is not None:
                    code, reason = fault.code, fault.reason
                    raise LostError(f"{self.address.url}: {reason}", fault.final)
        except ConnectionClosed as closed:
            if closed.rcvd is None and closed.sent is not None and closed.sent.code == TOO_LARGE:
                self.session.oversized()
            raise LostError(self._why(closed), _refuses(closed)) from None
        finally:
            self._connection = None
            await _leave(connection, code, reason)

    async def _step(self, connection: ClientConnection, arrived: Arrived) -> None:
        """Wait for arrivals, at most one pulse, and deliver them."""
        deadline = asyncio.get_running_loop().time() + _PULSE_SECONDS
        while self.session.fault is None:
            try:
                async with asyncio.timeout_at(deadline):
                    frame = await connection.recv(decode=False)
            except TimeoutError:
                self.session.tick(self._passed())
                return
            waited = 0.0
            for arrivals in self.session.receive_in_slices(frame, self._passed()):
                if arrivals:
                    began = self._passed()
                    await arrived(arrivals)
                    waited += self._passed() - began
                await asyncio.sleep(0)  # let cancellation and other tasks run
            self.session.waited(waited)
            if self.session.state is not self._reported or asyncio.get_running_loop().time() >= deadline:
                self.session.tick(self._passed())
                return

    def _report(self, changed: Changed) -> None:
        state = self.session.state
        if state is self._reported or state is SessionState.AWAITING_HELLO:
            return
        self._reported = state
        changed(ConnectionChange(state, age=self.session.age(self._passed())))

    async def _open(self) -> ClientConnection:
        headers = {"Authorization": f"Bearer {self._token.secret}"} if self._token else None
        options: dict[str, Any] = {"ssl": self._tls} if self._tls else {}
        # A proxy from the environment cannot connect to this machine's own ports.
        if "proxy" in inspect.signature(connect).parameters:  # since websockets 15
            options["proxy"] = None if self.address.is_loopback else True
        if self.address.is_loopback:
            options["compression"] = None  # nothing is gained on the way
        try:
            connection = await _Connect(
                self.address.url,
                subprotocols=[Subprotocol(SUBPROTOCOL)],
                additional_headers=headers,
                user_agent_header="floorlight",
                open_timeout=_OPEN_SECONDS,
                close_timeout=CLOSE_SECONDS,
                ping_interval=None,  # heartbeats suffice, and a consumer may pause longer than a ping timeout
                max_size=FRAME_BYTES,
                max_queue=QUEUED_FRAMES,
                **options,
            )
        except InvalidStatus as refused:
            status, said = refused.response.status_code, _plain_words(refused.response)
            raise refused_status(status, self.address, self._token, said) from None
        except (OSError, WebSocketException, ImportError, UnicodeError) as error:
            raise unreachable(error, self.address) from None
        if connection.subprotocol != SUBPROTOCOL:
            await _leave(connection, 1002, "")
            raise LostError(
                f"{self.address.url} is not a source of floor events: it does not support {SUBPROTOCOL}"
            )
        return connection

    def _why(self, closed: ConnectionClosed) -> str:
        said = closed.rcvd
        if said is None and closed.sent is not None and closed.sent.code == TOO_LARGE:
            return f"{self.address.url} sent a frame of more than {FRAME_BYTES:,} bytes"
        code, reason = (None, "") if said is None else (said.code, said.reason)
        return f"{self.address.url} {closed_words(code, reason)}"


async def _leave(connection: ClientConnection, code: int, reason: str) -> None:
    """Close *connection* properly, and drop it if the source is slow."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await connection.close(code, close_reason(reason))
    except TimeoutError:
        pass
    finally:
        connection.transport.abort()


class _Connect(connect):
    """A connection to exactly the given address: a redirect is a refusal like any other."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


def _plain_words(response: Response) -> str:
    """The text of a refusal, if it is one line and not a page."""
    if not response.headers.get("Content-Type", "").startswith("text/plain"):
        return ""
    return bytes(response.body or b"").decode("utf-8", "replace").strip().partition("\n")[0]


def _refuses(closed: ConnectionClosed) -> bool:
    """Whether the source refused, rather than shut down."""
    return closed.rcvd is not None and is_refusal(closed.rcvd.code)


def tls_of(address: Address, ca_file: str | None) -> ssl.SSLContext | None:
    """The TLS context for *address*; None if unencrypted. Raises ConnectError for a bad CA file."""
    if not address.is_secure:
        if ca_file is not None:
            raise ConnectError(f"--ca-file is for wss://, and {address.url} is not encrypted")
        return None
    return client_context(ca_file)
