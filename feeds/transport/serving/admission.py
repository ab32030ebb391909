"""Admission of consoles: which handshakes a server refuses, and as whom it accepts the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from http import HTTPStatus

from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request, Response

from feeds.broadcast.commands import ANYONE, Caller
from feeds.broadcast.console_session import ConsoleSession
from feeds.limits import CONSOLES
from feeds.transport.serving.console_connection import ConsoleConnection
from feeds.transport.serving.endpoint import Endpoint
from feeds.transport.serving.token_file import TokenFile

TOKENS_SECONDS = 1.0  # between two checks of the file of tokens


def refused_handshake(
    connection: ServerConnection, request: Request, endpoint: Endpoint, outage: str | None, consoles: int
) -> Response | None:
    """The refusal of *request*, with *consoles* connected; None to accept it, for `caller_of` it."""
    headers = request.headers
    if "Origin" in headers:
        return connection.respond(HTTPStatus.FORBIDDEN, "web pages may not connect\n")
    caller = endpoint.caller_of(headers.get_all("Authorization"))
    if caller is None:
        response = connection.respond(HTTPStatus.UNAUTHORIZED, "a valid token is required\n")
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    if outage is not None:
        return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, f"{outage}\n")
    if consoles >= CONSOLES:
        return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, f"{CONSOLES:,} consoles connected\n")
    if isinstance(connection, ConsoleConnection):
        connection.caller = caller
    return None


def caller_of(connection: ServerConnection) -> Caller:
    """As whom *connection* was accepted."""
    return connection.caller if isinstance(connection, ConsoleConnection) else ANYONE


async def watch_tokens(
    tokens: TokenFile | None,
    connected: Callable[[], Sequence[tuple[ConsoleSession, ServerConnection]]],
    remark: Callable[[str], None],
) -> None:
    """Follow changes of the file *tokens* until cancelled, also for the consoles *connected* already."""
    while tokens is not None:
        await asyncio.sleep(TOKENS_SECONDS)
        if not tokens.refresh(remark):
            continue
        for session, connection in connected():
            if (change := tokens.change_of(session.caller)) is None:
                continue
            closing = session.expel(change == "withdrawn")
            await connection.close(closing.code, closing.reason)
