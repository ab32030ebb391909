"""The door of a server: where consoles come in, and what they must show."""

from __future__ import annotations

import hmac
import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from feeds.errors import UserError
from feeds.transport.address import is_loopback, place_of


class ServingError(UserError):
    """A broadcast cannot be served; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Endpoint:
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

    def url(self, host: str, port: int) -> str:
        """The address of a server that listens at *host* and *port*, as a console is given it."""
        return f"{'ws' if self.tls is None else 'wss'}://{place_of(host, port)}"

    def may_enter(self, shown: Sequence[str]) -> bool:
        """Whether the `Authorization` headers *shown* open it."""
        if self.token is None:
            return True
        if len(shown) != 1:
            return False
        scheme, _, token = shown[0].partition(" ")
        given = token.strip().encode("utf-8", "surrogateescape")
        is_right = hmac.compare_digest(given, self.token.encode())
        return is_right and scheme.lower() == "bearer"

    def blocked(self, error: OSError) -> ServingError:
        """Why nobody can come in here, in words, after *error*."""
        # What asyncio says repeats the address; what the system says is enough.
        what = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        hint = "; give another port, or 0 for any" if self.port else ""
        return ServingError(f"{self.host}:{self.port} cannot be listened on: {what.lower()}{hint}")
