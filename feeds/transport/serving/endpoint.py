"""A server's endpoint: its address, and the token and TLS it requires."""

from __future__ import annotations

import hmac
import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from feeds.errors import UserError
from feeds.transport.address import is_loopback, place_of


class ServingError(UserError):
    """Raised if a broadcast cannot be served; the message says why and how to fix it."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address consoles connect to, and what they must present. Raises ServingError if unprotected."""

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
                f"{self.host} is open to other machines, so listening there needs {' and '.join(wanting)}"
            )

    def url(self, host: str, port: int) -> str:
        """The URL of a server that listens at *host* and *port*, for consoles."""
        return f"{'ws' if self.tls is None else 'wss'}://{place_of(host, port)}"

    def may_enter(self, shown: Sequence[str]) -> bool:
        """Whether the `Authorization` headers *shown* grant access."""
        if self.token is None:
            return True
        if len(shown) != 1:
            return False
        scheme, _, token = shown[0].partition(" ")
        given = token.strip().encode("utf-8", "surrogateescape")
        is_right = hmac.compare_digest(given, self.token.encode())
        return is_right and scheme.lower() == "bearer"

    def blocked(self, error: OSError) -> ServingError:
        """The error if the endpoint cannot listen because of *error*."""
        # asyncio's message repeats the address; the system's is enough.
        what = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        hint = "; give another port, or 0 for any" if self.port else ""
        return ServingError(f"{self.host}:{self.port} cannot be listened on: {what.lower()}{hint}")
