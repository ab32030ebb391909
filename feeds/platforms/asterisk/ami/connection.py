"""One connection to a switch's manager interface (AMI), on asyncio.

It is opened, logged in, and then pumped by one task, while others send actions through it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable
from itertools import count

from feeds.limits import CLOSE_SECONDS
from feeds.platforms.asterisk.ami.actions import Headers, action_text
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.failures import no_switch, refused_login, ungreeted, unreachable
from feeds.platforms.asterisk.ami.login import Login
from feeds.platforms.asterisk.ami.packets import Packet, PacketReader
from feeds.transport.credentials import Token
from feeds.transport.failures import ConnectError, LostError
from feeds.transport.tls import client_context

OPEN_SECONDS = 10.0
ANSWER_SECONDS = 10.0
_BLOCK = 64 * 1024


class AmiConnection:
    """A logged-in connection. Owned by the task that opened it, which must `close` it.

    `login` is the finished login, `reader` has the counters, `heard` is the second of the last input. `ask`
    may be called while `pump` runs.
    """

    def __init__(
        self,
        address: SwitchAddress,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        passed: Callable[[], float] = time.monotonic,
    ) -> None:
        self.address = address
        self.heard = passed()
        self._passed = passed
        self.reader = PacketReader()
        self.login: Login | None = None
        self._bytes, self._writer = reader, writer
        self._waiting: dict[str, asyncio.Future[Packet]] = {}
        self._numbers = count(1)
        self._early: list[Packet] = []

    @classmethod
    async def open(
        cls,
        address: SwitchAddress,
        secret: Token,
        tls: ssl.SSLContext | None,
        passed: Callable[[], float] = time.monotonic,
    ) -> AmiConnection:
        """Open a connection to *address* and log in with *secret*. Raises LostError."""
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                reader, writer = await asyncio.open_connection(address.host, address.port, ssl=tls)
        except (OSError, UnicodeError) as error:  # timeouts and TLS failures are OSErrors too
            raise unreachable(error, address) from None
        line = cls(address, reader, writer, passed)
        try:
            await line._come_in(secret)
        except BaseException:
            await line.close()
            raise
        return line

    async def _come_in(self, secret: Token) -> None:
        login = self.login = Login(self.address.user, secret.secret, self.address.is_private)
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                self._early = await self._greeted()
                self._writer.write(login.first())
                while not login.is_in and login.refusal is None:
                    for packet in self._early or await self._packets():
                        if login.is_in:
                            self._early.append(packet)
                        elif (answer := login.receive(packet)) is not None:
                            self._writer.write(answer)
                    if not login.is_in:
                        self._early = []
        except TimeoutError:
            if not self.reader.banner:
                raise ungreeted(self.address, OPEN_SECONDS) from None
            raise LostError(f"{self.address.place} does not answer the login") from None
        if login.refusal is not None:
            raise refused_login(self.address, secret, login)

    async def _greeted(self) -> list[Packet]:
        """The packets received with the banner, once it has arrived."""
        packets: list[Packet] = []
        while not self.reader.banner:
            packets += await self._packets()
            if self.reader.lines and not self.reader.banner:
                raise no_switch(self.address, self.reader.first_line)
        return packets

    async def _packets(self) -> list[Packet]:
        """The next packets; empty if none is complete yet. Raises LostError at the end."""
        try:
            data = await self._bytes.read(_BLOCK)
        except OSError as error:
            what = error.strerror or str(error) or type(error).__name__
            raise LostError(f"the connection to {self.address.place} was dropped: {what.lower()}") from None
        if not data:
            if self.reader.lines and not self.reader.banner:
                raise no_switch(self.address, self.reader.first_line)
            at_once = "" if self.reader.banner else " immediately, without a banner"
            raise LostError(f"{self.address.place} closed the connection{at_once}")
        self.heard = self._passed()
        return self.reader.feed(data)

    async def pump(self, heard: Callable[[Packet], None]) -> None:
        """Pass events to *heard*, and answers to their callers, until the connection is lost (LostError)."""
        early, self._early = self._early, []
        packets = early
        while True:
            for packet in packets:
                if packet.kind == "Event":
                    heard(packet)
                elif (answer := self._waiting.pop(packet.get("ActionID"), None)) and not answer.done():
                    answer.set_result(packet)
            packets = await self._packets()

    async def ask(self, name: str, headers: Headers = (), action_id: str | None = None) -> Packet:
        """Send the action *name* and return the answer. Not for the task that pumps.

        Raises LostError without an answer, ActionError if it cannot be sent.
        """
        action_id = action_id or f"floorlight-{next(self._numbers)}"
        text = action_text(name, headers, action_id)
        answer: asyncio.Future[Packet] = asyncio.get_running_loop().create_future()
        self._waiting[action_id] = answer
        try:
            self._writer.write(text)
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._writer.drain()
                return await answer
        except TimeoutError:
            raise LostError(
                f"{self.address.place} does not answer {name} within {ANSWER_SECONDS:g} s"
            ) from None
        except OSError:
            raise LostError(f"the connection to {self.address.place} was dropped") from None
        finally:
            self._waiting.pop(action_id, None)

    async def close(self) -> None:
        """Log off and close; may be called twice."""
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(LostError(f"the connection to {self.address.place} is closed"))
        with contextlib.suppress(OSError, TimeoutError, RuntimeError):
            if self.login is not None and self.login.is_in and not self._writer.is_closing():
                self._writer.write(action_text("Logoff", (), "floorlight-logoff"))
            self._writer.close()
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._writer.wait_closed()
        self._writer.transport.abort()


def tls_of(address: SwitchAddress, ca_file: str | None) -> ssl.SSLContext | None:
    """The TLS context for *address*; None if unencrypted. Raises ConnectError for a bad CA file."""
    if not address.is_secure:
        if ca_file is not None:
            raise ConnectError(f"--ca-file is for TLS, and {address.url} is not encrypted; give --tls")
        return None
    return client_context(ca_file)
