"""Addresses of sources, and whether an unencrypted connection to one is allowed."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

from feeds.errors import UserError

_PORTS = {"ws": 80, "wss": 443}
_SECRETS = {"token", "access_token", "auth", "authorization"}


class AddressError(UserError):
    """Raised for an unusable URL; the message says why and shows a valid one."""


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a source."""

    url: str
    host: str
    port: int
    is_secure: bool

    @property
    def account(self) -> str:
        """Its name in a keyring: host:port."""
        return place_of(self.host, self.port)

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)

    @classmethod
    def parse(cls, url: str, insecure: bool = False) -> Address:
        """The address *url*; only *insecure* allows an unencrypted one on another machine.

        >>> Address.parse("wss://floor.example.org/events").account
        'floor.example.org:443'

        Raises AddressError.
        """
        parts = _split(url)
        host = parts.hostname or ""
        secure = parts.scheme.lower() == "wss"
        if not secure and not insecure and not is_loopback(host):
            raise AddressError(f"{url} is not encrypted: another machine needs wss://, or --insecure")
        return cls(url, host, parts.port or _PORTS[parts.scheme.lower()], secure)


def place_of(host: str, port: int) -> str:
    """Host and port as text.

    >>> place_of("floor.example.org", 443), place_of("::1", 8765)
    ('floor.example.org:443', '[::1]:8765')
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_loopback(host: str) -> bool:
    """Whether *host* is this machine.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("::1")
    (True, True, True)
    >>> is_loopback("10.0.0.2"), is_loopback("0.0.0.0"), is_loopback("")
    (False, False, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def taken_apart(url: str) -> tuple[SplitResult, int | None]:
    """The parts of *url*, and its port, if given.

    >>> taken_apart("wss://floor.example.org:8765/events")[1]
    8765

    Raises ValueError with a readable message.
    """
    if any(sign.isspace() or not sign.isprintable() for sign in url):
        raise ValueError("it contains blanks or control characters")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ValueError("its host is neither a name nor an IP address") from None
    try:
        return parts, parts.port
    except ValueError:
        raise ValueError("its port is not a number from 1 to 65535") from None


def plain(url: str) -> str:
    """*url* without userinfo, which may hold a secret.

    >>> plain("wss://floor.example.org"), plain("https://kim:s3cret@floor.example.org")
    ('wss://floor.example.org', 'https://…@floor.example.org')
    """
    scheme, mark, rest = url.partition("://") if "://" in url else ("", "", url)
    _, at, place = rest.rpartition("@")
    return f"{scheme}{mark}…@{place}" if at else url


def _split(url: str) -> SplitResult:
    try:
        parts, port = taken_apart(url)
    except ValueError as error:
        raise AddressError(f"{plain(url)!r} is not a URL: {error}") from None
    if parts.scheme.lower() not in _PORTS:
        raise AddressError(
            f"{plain(url)!r} is not an address of a source; one looks like wss://floor.example.org:8765, "
            "a switch's like asterisk://USER@pbx.example.org"
        )
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise AddressError(
            f"a URL may hold no name, password or token ({parts.scheme}://…@{parts.hostname}); "
            "use --token-file, FLOORLIGHT_TOKEN or the keyring"
        )
    if not parts.hostname or port == 0:
        raise AddressError(f"{url} names no {'port' if parts.hostname else 'host'} to connect to")
    if any(key.lower() in _SECRETS for key, _ in parse_qsl(parts.query, keep_blank_values=True)):
        raise AddressError("a URL may hold no token; use --token-file, FLOORLIGHT_TOKEN or the keyring")
    if parts.fragment:
        raise AddressError(f"{url} is not an address of a source: it has a fragment (#{parts.fragment})")
    return parts
