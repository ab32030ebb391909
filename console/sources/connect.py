"""Reaching a source: what makes the client of a server, a switch or the demo, when it is called."""

from __future__ import annotations

from collections.abc import Callable

from console.clock import Clock
from console.settings.preferences import Connection
from console.sources.demo_server import DemoServer
from console.sources.source import session_of
from feeds.platforms.asterisk.ami.address import SwitchAddress, names_switch
from feeds.transport.address import Address
from feeds.transport.client import SourceClient
from feeds.transport.credentials import Token, find_token

# The clients are imported when they are wanted, in the thread that reaches out: the window stands sooner.
SourceFactory = Callable[[], SourceClient]


def by_url(url: str, kept: Connection, clock: Clock) -> SourceFactory:
    """The source at *url*, with the token (of a switch: the secret) and the authorities *kept* for it.

    Raises UserError where *url* is none; calling what it returns does so too, and may take seconds, since a
    keyring is asked.
    """
    session = session_of(clock)
    file, ca_file = (kept.token_file, kept.ca_file) if url == kept.url else ("", "")
    if names_switch(url):
        SwitchAddress.parse(url)

        def reach() -> SourceClient:
            from console.sources.switches import switch_client

            return switch_client(url, session, _unheard, file or None, ca_file or None)

        return reach
    address = Address.parse(url)

    def reach_server() -> SourceClient:
        from feeds.transport.websocket import Client

        return Client(address, session, find_token(address, file or None), ca_file or None)

    return reach_server


def by_demo(demo: DemoServer, clock: Clock) -> SourceFactory:
    """The floor of *demo*. Calling what it returns waits until that is up; UserError where it never is."""
    session = session_of(clock)

    def reach() -> SourceClient:
        from feeds.transport.websocket import Client

        return Client(Address.parse(demo.address()), session, Token(demo.token, "the demo"))

    return reach


def _unheard(line: str) -> None:
    """What a switch's settings keep from us is said where a person can mend it, on the command line."""
