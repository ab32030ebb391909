"""A console's connection: what the transport must bound before anything of it is a frame."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from websockets.asyncio.server import Server, ServerConnection
from websockets.exceptions import NegotiationError
from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from feeds.limits import FRAME_PIECES, HANDSHAKES, UNREAD_BYTES

SUBPROTOCOL = Subprotocol("floorlight.v1")
_DATA = (Opcode.CONT, Opcode.TEXT, Opcode.BINARY)
_READ_BYTES = 8 * 1024  # taken from one connection before the next has its turn


class ConsoleConnection(ServerConnection):
    """One connection to a server, whose *others* it joins for as long as it lives.

    It is broken off where it is the oldest of too many handshakes, sends a frame in too many pieces, or lets
    what is sent to it (pongs too) pile up.
    """

    def __init__(
        self, others: dict[ConsoleConnection, None], protocol: ServerProtocol, server: Server, **settings: Any
    ) -> None:
        super().__init__(protocol, server, **settings)
        self._others = others
        self._pieces = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the others; the oldest of too many handshakes is broken off."""
        super().connection_made(transport)
        if hasattr(
            transport, "max_size"
        ):  # how much asyncio reads at once: by default all that a flood sends
            transport.max_size = _READ_BYTES
        self._others[self] = None
        opening = [other for other in self._others if other.protocol.state is State.CONNECTING]
        for other in opening[:-HANDSHAKES]:
            other.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the others."""
        self._others.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and see that what goes back is taken, too."""
        super().data_received(data)
        if self.transport.get_write_buffer_size() > UNREAD_BYTES:
            self.transport.abort()

    def process_event(self, event: Frame | Request | Response) -> None:
        """Count the pieces of a frame that is not whole yet."""
        if isinstance(event, Frame) and event.opcode in _DATA:
            self._pieces = 0 if event.fin else self._pieces + 1
            if self._pieces > FRAME_PIECES:
                self.transport.abort()
                return
        super().process_event(event)


def agreed_subprotocol(connection: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The subprotocol that both speak. Raises NegotiationError where there is none."""
    if SUBPROTOCOL in offered:
        return SUBPROTOCOL
    raise NegotiationError(f"this server speaks the subprotocol {SUBPROTOCOL}")


def address_text(connection: ServerConnection) -> str:
    """Where *connection* comes from."""
    address = connection.remote_address
    return f"{address[0]}:{address[1]}" if address else "somewhere"


def quiet_logger() -> logging.Logger:
    """A logger that says nothing of what strangers send: their mistakes are answered, not reported."""
    logger = logging.getLogger("floorlight.server")
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    return logger
