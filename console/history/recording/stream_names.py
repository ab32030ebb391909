"""Names of live streams: what one is continued by."""

from __future__ import annotations

from urllib.parse import urlsplit

from feeds.protocol.session import Request
from feeds.transport.address import Address


def stream_name(url: str, request: Request) -> str:
    """The name of what comes from *url*, the same however the address is written.

    A stream that *request* limits to some teams or queues is one of its own.

    >>> stream_name("WS://127.0.0.1:8765/", Request(teams=("north",)))
    'ws://127.0.0.1:8765 teams north'
    """
    scope = [
        f" {kind} {', '.join(sorted(names))}"
        for kind, names in (("teams", request.teams), ("queues", request.queues))
        if names is not None
    ]
    return _place(url) + "".join(scope)


def _place(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("ws", "wss"):
        return url  # a switch's is written in one way only
    query = f"?{parts.query}" if parts.query else ""
    place = Address.parse(url, insecure=True).account
    return f"{parts.scheme}://{place}{parts.path.rstrip('/')}{query}"
