"""Refusals: why a source cannot be reached or was lost, in words for a person."""

from __future__ import annotations

import errno
import socket
import ssl

from feeds.errors import UserError
from feeds.transport.address import Address
from feeds.transport.credentials import Token

_REFUSED = {errno.ECONNREFUSED, 1225, 10061}  # the latter are Windows' own
_TOO_SLOW = 4408  # a matter of time, not of what was asked
_CLOSE_WORDS = {
    1000: "closed the connection",
    1001: "goes away",
    1002: "says that this program breaks the protocol",
    1008: "refuses the connection",
    1009: "says that a frame was too large",
    1011: "failed",
    1012: "restarts",
    1013: "is too busy",
}


class ConnectError(UserError):
    """A source cannot be used; the message says which, why, and what to do."""


class LostError(Exception):
    """A connection is lost or was never made; the message says why. A final loss is not tried again."""

    def __init__(self, reason: str, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


def refused_status(status: int, address: Address, token: Token | None, said: str = "") -> LostError:
    """What an HTTP *status* instead of a websocket means; *said* are the words that came with it."""
    more = f": {said[:200]}" if said else ""
    if status == 401 and token is None:
        return LostError(
            f"{address.url} wants a token (401); give one with --token-file, FLOORLIGHT_TOKEN or the keyring "
            f"(floorlight, {address.account})",
            is_final=True,
        )
    if status == 401:
        return LostError(f"{address.url} refuses the token of {token.origin} (401)", is_final=True)  # type: ignore[union-attr]
    if status == 403:
        return LostError(f"{address.url} forbids the connection (403){more}", is_final=True)
    if 300 <= status < 400:
        return LostError(f"{address.url} points elsewhere ({status}); name the address it points to")
    if status >= 500:
        return LostError(f"{address.url} cannot serve now (HTTP {status}){more}")
    if status == 400:
        return LostError(f"{address.url} refuses the handshake (400){more}; is it a source of floor events?")
    return LostError(f"{address.url} is no websocket server: it answers HTTP {status}")


def unreachable(error: Exception, address: Address) -> LostError:
    """What a failure of the network or of TLS means, before a connection came about."""
    url = address.url
    if isinstance(error, ssl.SSLCertVerificationError):
        why = (error.verify_message or str(error)).rstrip(".")
        return LostError(f"the certificate of {url} cannot be verified: {why}; --ca-file FILE adds a CA")
    if isinstance(error, ssl.SSLError):
        return LostError(
            f"{url} does not speak TLS: {(error.reason or str(error)).lower().replace('_', ' ')}"
        )
    if isinstance(error, socket.gaierror):
        return LostError(f"{address.host} cannot be found; check the name in {url}")
    if isinstance(error, TimeoutError):
        return LostError(f"{url} does not answer")
    if isinstance(error, OSError):
        if error.errno in _REFUSED or f"[Errno {errno.ECONNREFUSED}]" in str(error):
            return LostError(f"nothing listens at {url} (connection refused); is the source running?")
        if isinstance(error, ConnectionError):
            hint = "; does it speak TLS?" if address.is_secure else ""
            return LostError(f"{url} broke off the connection while it was opened{hint}")
        return LostError(f"{url} cannot be reached: {error.strerror or error}")
    if isinstance(error, ImportError):
        return LostError(f"{url} cannot be reached through the proxy of the environment: {error}")
    return LostError(f"{url} is no websocket server: {str(error) or type(error).__name__}")


def is_refusal(code: int) -> bool:
    """Whether a close with *code* is the source's no to what this console asks, and will be one again.

    >>> is_refusal(4400), is_refusal(4408), is_refusal(1001)
    (True, False, False)
    """
    return 4400 <= code < 4500 and code != _TOO_SLOW


def closed_words(code: int | None, reason: str) -> str:
    """What a close with *code* (None: the connection broke off) and the source's own *reason* means."""
    if code is None:
        return "broke off the connection"
    words = "refuses" if is_refusal(code) else _CLOSE_WORDS.get(code, "closed the connection")
    return f"{words} ({code})" + (f": {reason}" if reason else "")
