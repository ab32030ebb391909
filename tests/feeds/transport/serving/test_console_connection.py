"""A console's connection: what its transport bounds before anything of it is a frame."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging

import pytest
from websockets.exceptions import NegotiationError
from websockets.typing import Subprotocol

from feeds.transport.serving.console_connection import (
    SUBPROTOCOL,
    address_text,
    agreed_subprotocol,
    quiet_logger,
)
from feeds.transport.serving.server import FloorServer
from tests.feeds.broadcast.test_console_session import LOG
from tests.feeds.transport.serving.test_server import console, events, objects, play


def test_that_slow_handshakes_make_way_for_those_that_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.transport.serving.console_connection.HANDSHAKES", 5)

    async def scene(url: str, server: FloorServer) -> None:
        host, port = url.removeprefix("ws://").split(":")
        slow = [await asyncio.open_connection(host, int(port)) for _ in range(20)]
        async with console(url) as connection:
            assert json.loads(await connection.recv())["type"] == "hello"
        for reader, _ in slow[:14]:
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""
        for _, writer in slow:
            writer.close()

    play(scene)


@pytest.mark.parametrize(
    "flood",
    [
        b"\x01\x80\0\0\0\0" + b"\x00\x80\0\0\0\0" * 2_000,  # one frame in empty pieces without end
        b"\x89\xfd\0\0\0\0" + b"p" * 125,  # pings, whose answers are not read
    ],
)
def test_that_a_flood_that_is_no_frame_breaks_its_own_connection(
    flood: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.transport.serving.console_connection.UNREAD_BYTES", 64 * 1024)

    async def scene(url: str, server: FloorServer) -> None:
        host, port = url.removeprefix("ws://").split(":")
        async with console(url) as bystander:
            reader, writer = await asyncio.open_connection(host, int(port))
            lines = [
                f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13",
                f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n",
            ]
            writer.write("\r\n".join(lines).encode())
            await reader.readuntil(b"\r\n\r\n")
            with contextlib.suppress(ConnectionError):
                while not writer.transport.is_closing():
                    writer.write(flood * 50)
                    await writer.drain()
            writer.close()
            assert events(await objects(bystander, len(LOG))) == LOG

    play(scene)


def test_that_the_subprotocol_is_ours_among_those_offered_or_refused_by_name() -> None:
    async def scene(url: str, server: FloorServer) -> None:
        async with console(url, subprotocols=[Subprotocol("chat"), SUBPROTOCOL]) as connection:
            await connection.recv()
            assert connection.subprotocol == SUBPROTOCOL
            (mine,) = [one.connection for one in server.consoles]
            assert address_text(mine).startswith("127.0.0.1:")
            with pytest.raises(NegotiationError, match="uses the subprotocol floorlight"):
                agreed_subprotocol(mine, [Subprotocol("chat")])

    play(scene)


def test_that_nothing_strangers_send_is_logged() -> None:
    logger = quiet_logger()
    assert not logger.isEnabledFor(logging.CRITICAL)
    assert not logger.propagate
