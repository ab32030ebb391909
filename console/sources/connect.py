"""Connecting to a source: functions that create the client of a server, a switch or the demo."""

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

# Clients are imported when needed, in the connecting thread, so that the window opens sooner.
SourceFactory = Callable[[], SourceClient]


def by_url(url: str, kept: Connection, clock: Clock) -> SourceFactory:
    """The source at *url*, with the *kept* token (for a switch: secret) and certificate authorities.

    Raises UserError if *url* is invalid. The returned function raises it too, and may take seconds, since it
    queries a keyring.
    """
    session = session_of(clock)
    file, ca_file = (kept.token_file, kept.ca_file) if url == kept.url else ("", "")
    if names_switch(url):
        SwitchAddress.parse(url)

        def connect() -> SourceClient:
            from console.sources.switches import switch_client

            return switch_client(url, session, _unheard, file or None, ca_file or None)

        return connect
    address = Address.parse(url)

    def connect_server() -> SourceClient:
        from feeds.transport.websocket import Client

        return Client(address, session, find_token(address, file or None), ca_file or None)

    return connect_server


def by_demo(demo: DemoServer, clock: Clock) -> SourceFactory:
    """The floor of *demo*. The returned function waits until the server is up, or raises UserError."""
    session = session_of(clock)

    def connect() -> SourceClient:
        from feeds.transport.websocket import Client

        return Client(Address.parse(demo.address()), session, Token(demo.token, "the demo"))

    return connect


def _unheard(line: str) -> None:
    """Ignore remarks on a switch's settings; the command line shows them, where they can be fixed."""
