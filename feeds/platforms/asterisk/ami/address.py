"""Addresses of switches: an account at the manager interface of a host."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from feeds.transport.address import AddressError, is_loopback, place_of, plain, taken_apart

PLAIN_PORT, TLS_PORT = 5038, 5039
SCHEMES = ("asterisk", "asterisks")
_EXAMPLE = "asterisk://floorlight@pbx.example.org"


@dataclass(frozen=True, slots=True)
class SwitchAddress:
    """The address of a switch's manager interface, with the account to log in."""

    host: str
    port: int
    user: str
    is_secure: bool

    @property
    def place(self) -> str:
        """host:port."""
        return place_of(self.host, self.port)

    @property
    def account(self) -> str:
        """Its name in a keyring: user@host:port."""
        return f"{self.user}@{self.place}"

    @property
    def url(self) -> str:
        """The address as a URL, without a secret."""
        return f"asterisk{'s' if self.is_secure else ''}://{self.account}"

    @property
    def is_private(self) -> bool:
        """Whether the connection is encrypted."""
        return self.is_secure or is_loopback(self.host)

    @classmethod
    def parse(cls, url: str, insecure: bool = False) -> SwitchAddress:
        """The address *url*; only *insecure* allows an unencrypted one on another machine.

        >>> SwitchAddress.parse("asterisks://kim@pbx.example.org").account
        'kim@pbx.example.org:5039'
        >>> SwitchAddress.parse("asterisk://kim@[::1]:5040?tls").url
        'asterisks://kim@[::1]:5040'

        Raises AddressError.
        """
        try:
            parts, port = taken_apart(url)
        except ValueError as error:
            raise AddressError(f"{plain(url)!r} is not a URL: {error}") from None
        if parts.password is not None:
            raise AddressError(
                f"a URL may hold no secret ({parts.scheme}://{parts.username}:…@{parts.hostname}); "
                "use --secret-file, FLOORLIGHT_SECRET or the keyring"
            )
        asked = parse_qsl(parts.query, keep_blank_values=True)
        if parts.path.strip("/") or parts.fragment or any(key != "tls" for key, _ in asked):
            raise AddressError(f"{url} is not an address of a switch; one looks like {_EXAMPLE}")
        is_secure = parts.scheme.lower() == "asterisks" or bool(asked)
        found = cls._checked(url, parts.hostname or "", port, unquote(parts.username or ""), is_secure)
        if not found.is_private and not insecure:
            raise AddressError(f"{url} is not encrypted: another machine needs asterisks://, or --insecure")
        return found

    @classmethod
    def of(cls, place: str, user: str, is_secure: bool, insecure: bool = False) -> SwitchAddress:
        """The address of *user* at *place*, which is HOST or HOST:PORT; only *insecure* allows an unencrypted
        connection to another machine.

        >>> SwitchAddress.of("pbx.example.org:5040", "kim", True).url
        'asterisks://kim@pbx.example.org:5040'

        Raises AddressError.
        """
        if not place or any(sign in "/@?#" for sign in place):
            raise AddressError(
                f"{place!r} is not a HOST[:PORT] of a switch, such as pbx.example.org:{PLAIN_PORT}"
            )
        # A bare IPv6 address has colons of its own.
        bracketed = f"[{place}]" if place.count(":") > 1 and not place.startswith("[") else place
        try:
            parts, port = taken_apart(f"//{bracketed}")
        except ValueError as error:
            raise AddressError(f"{place!r} is not a HOST[:PORT] of a switch: {error}") from None
        found = cls._checked(place, parts.hostname or "", port, user, is_secure)
        if not found.is_private and not insecure:
            raise AddressError(f"{place} is not this machine: give --tls, or --insecure for no encryption")
        return found

    @classmethod
    def _checked(cls, said: str, host: str, port: int | None, user: str, is_secure: bool) -> SwitchAddress:
        if not host or port == 0:
            raise AddressError(f"{said} names no {'port' if host else 'host'} to connect to")
        if not user or not user.isprintable():
            raise AddressError(f"{said} names no account of the manager interface; {_EXAMPLE} names one")
        return cls(host, port or (TLS_PORT if is_secure else PLAIN_PORT), user, is_secure)


def names_switch(url: str) -> bool:
    """Whether *url* has the scheme of a switch.

    >>> names_switch("asterisk://kim@pbx"), names_switch("wss://floor.example.org"), names_switch("day.jsonl")
    (True, False, False)
    """
    return url.partition("://")[0].lower() in SCHEMES
