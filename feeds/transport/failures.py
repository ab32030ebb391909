"""Messages for failed and lost connections to a source."""

from __future__ import annotations

import errno
import socket
import ssl

from feeds.errors import UserError
from feeds.transport.address import Address
from feeds.transport.credentials import Token

_REFUSED = {errno.ECONNREFUSED, 1225, 10061}  # the latter two are from Windows
_TOO_SLOW = 4408  # a timeout, not a refused request
_CLOSE_WORDS = {
    1000: "closed the connection",
    1001: "is shutting down",
    1002: "reports a protocol error of this program",
    1008: "refuses the connection",
    1009: "reports an oversized frame",
    1011: "failed",
    1012: "restarts",
    1013: "is too busy",
}


class ConnectError(UserError):
    """Raised for an unusable source; the message says which, why, and how to fix it."""


class LostError(Exception):
    """Raised if a connection fails or is lost; the message says why.

    A final loss is not retried. One that *persists* would fail the same way again: it is retried only a few
    times.
    """

    def __init__(self, reason: str, is_final: bool = False, persists: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final
        self.persists = persists


def refused_status(status: int, address: Address, token: Token | None, said: str = "") -> LostError:
    """The error for an HTTP *status* instead of a websocket; *said* is the server's text."""
    more = f": {said[:200]}" if said else ""
    if status == 401 and token is None:
        return LostError(
            f"{address.url} requires a token (401); use --token-file, FLOORLIGHT_TOKEN or the keyring "
            f"(floorlight, {address.account})",
            is_final=True,
        )
    if status == 401:
        return LostError(f"{address.url} refuses the token of {token.origin} (401)", is_final=True)  # type: ignore[union-attr]
    if status == 403:
        return LostError(f"{address.url} forbids the connection (403){more}", is_final=True)
    if 300 <= status < 400:
        return LostError(f"{address.url} redirects elsewhere ({status}); use the address it redirects to")
    if status >= 500:
        return LostError(f"{address.url} is not available now (HTTP {status}){more}")
    if status == 400:
        return LostError(f"{address.url} refuses the handshake (400){more}; is it a source of floor events?")
    return LostError(f"{address.url} is not a websocket server: it answers HTTP {status}")


def unreachable(error: Exception, address: Address) -> LostError:
    """The error for a failure of the network or of TLS while connecting."""
    url = address.url
    if isinstance(error, ssl.SSLError):
        return tls_failure(error, url)
    if isinstance(error, socket.gaierror):
        return LostError(f"{address.host} cannot be found; check the name in {url}")
    if isinstance(error, TimeoutError):
        return LostError(f"{url} does not answer; is it a source of floor events?")
    if isinstance(error, OSError):
        if is_refused(error):
            return LostError(f"nothing listens at {url} (connection refused); is the source running?")
        if isinstance(error, ConnectionError):
            hint = "; does it speak TLS?" if address.is_secure else ""
            return LostError(f"{url} dropped the connection while connecting{hint}")
        return LostError(f"{url} cannot be reached: {error.strerror or error}")
    if isinstance(error, ImportError):
        return LostError(f"{url} cannot be reached through the proxy of the environment: {error}")
    return LostError(f"{url} is not a websocket server: {str(error) or type(error).__name__}")


def tls_failure(error: ssl.SSLError, where: str) -> LostError:
    """The error for a failure of TLS while connecting to *where*."""
    if isinstance(error, ssl.SSLCertVerificationError):
        why = (error.verify_message or str(error)).rstrip(".")
        return LostError(
            f"the certificate of {where} cannot be verified: {why}; --ca-file FILE adds a CA", persists=True
        )
    why = (error.reason or str(error)).lower().replace("_", " ")
    return LostError(f"{where} does not speak TLS: {why}", persists=True)


def is_refused(error: OSError) -> bool:
    """Whether *error* says that nothing listens there, also where several addresses were tried."""
    return error.errno in _REFUSED or f"[Errno {errno.ECONNREFUSED}]" in str(error)


def is_refusal(code: int) -> bool:
    """Whether a close with *code* is a permanent refusal of this console's request.

    >>> is_refusal(4400), is_refusal(4408), is_refusal(1001)
    (True, False, False)
    """
    return 4400 <= code < 4500 and code != _TOO_SLOW


def closed_words(code: int | None, reason: str) -> str:
    """The text of a close with *code* (None: connection dropped) and the source's *reason*."""
    if code is None:
        return "dropped the connection"
    words = "refuses" if is_refusal(code) else _CLOSE_WORDS.get(code, "closed the connection")
    return f"{words} ({code})" + (f": {reason}" if reason else "")
