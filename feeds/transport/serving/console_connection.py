"""A console's connection, with limits enforced below the level of frames."""

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

from feeds.broadcast.commands import ANYONE
from feeds.limits import FRAME_PIECES, HANDSHAKES, UNREAD_BYTES

SUBPROTOCOL = Subprotocol("floorlight.v1")
_DATA = (Opcode.CONT, Opcode.TEXT, Opcode.BINARY)
_READ_BYTES = 8 * 1024  # read from one connection before the next


class ConsoleConnection(ServerConnection):
    """One connection to a server, a member of its *others* while it lives; `caller` is who uses it.

    It is dropped if it is the oldest of too many handshakes, sends a frame in too many fragments, or lets
    data sent to it (including pongs) pile up.
    """

    def __init__(
        self, others: dict[ConsoleConnection, None], protocol: ServerProtocol, server: Server, **settings: Any
    ) -> None:
        super().__init__(protocol, server, **settings)
        self._others = others
        self._pieces = 0
        self.caller = ANYONE

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Join the others; the oldest of too many handshakes is dropped."""
        super().connection_made(transport)
        if hasattr(transport, "max_size"):  # limits one read of asyncio, which by default reads everything
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
        """Process received data, and check that replies are being read."""
        super().data_received(data)
        if self.transport.get_write_buffer_size() > UNREAD_BYTES:
            self.transport.abort()

    def process_event(self, event: Frame | Request | Response) -> None:
        """Count the fragments of an incomplete frame."""
        if isinstance(event, Frame) and event.opcode in _DATA:
            self._pieces = 0 if event.fin else self._pieces + 1
            if self._pieces > FRAME_PIECES:
                self.transport.abort()
                return
        super().process_event(event)


def agreed_subprotocol(connection: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    """The common subprotocol. Raises NegotiationError without one."""
    if SUBPROTOCOL in offered:
        return SUBPROTOCOL
    raise NegotiationError(f"this server uses the subprotocol {SUBPROTOCOL}")


def address_text(connection: ServerConnection) -> str:
    """The remote address of *connection*."""
    address = connection.remote_address
    return f"{address[0]}:{address[1]}" if address else "somewhere"


def quiet_logger() -> logging.Logger:
    """A silent logger: invalid input of clients is answered, not logged."""
    logger = logging.getLogger("floorlight.server")
    logger.setLevel(logging.CRITICAL + 1)
    logger.propagate = False
    return logger
