"""A server's endpoint: its address, and the token and TLS it requires."""

from __future__ import annotations

import hmac
import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from feeds.broadcast.commands import ANYONE, Caller
from feeds.errors import UserError
from feeds.transport.address import is_loopback, place_of
from feeds.transport.serving.token_file import TokenFile


class ServingError(UserError):
    """Raised if a broadcast cannot be served; the message says why and how to fix it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address consoles connect to, and what they must present. Raises ServingError if unprotected.

    `tokens` name users and roles; without them every console acts as `user`.
    """

    host: str = "127.0.0.1"
    port: int = 0
    token: str | None = None
    tls: ssl.SSLContext | None = None
    tokens: TokenFile | None = None
    user: str = ANYONE.user

    def __post_init__(self) -> None:
        if is_loopback(self.host):
            return
        wanting = [
            what
            for what, is_there in (
                ("a token (--token-file or --tokens)", self.token or self.tokens),
                ("TLS (--certificate, --key)", self.tls),
            )
            if not is_there
        ]
        if wanting:
            raise ServingError(
                f"{self.host} is open to other machines, so listening there needs {' and '.join(wanting)}"
            )

    def url(self, host: str, port: int) -> str:
        """The URL of a server that listens at *host* and *port*, for consoles."""
        return f"{'ws' if self.tls is None else 'wss'}://{place_of(host, port)}"

    def caller_of(self, shown: Sequence[str]) -> Caller | None:
        """Who the `Authorization` headers *shown* belong to; None if they grant no access."""
        anyone = Caller(self.user)
        if self.token is None and self.tokens is None:
            return anyone
        if len(shown) != 1:
            return None
        scheme, _, token = shown[0].partition(" ")
        given = token.strip().encode("utf-8", "surrogateescape")
        if scheme.lower() != "bearer":
            return None
        if self.token is not None and hmac.compare_digest(given, self.token.encode()):
            return anyone
        return None if self.tokens is None else self.tokens.caller_of(given)

    def blocked(self, error: OSError) -> ServingError:
        """The error if the endpoint cannot listen because of *error*."""
        # asyncio's message repeats the address; the system's is enough.
        what = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        hint = "; give another port, or 0 for any" if self.port else ""
        return ServingError(f"{self.host}:{self.port} cannot be listened on: {what.lower()}{hint}")
