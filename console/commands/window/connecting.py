"""`floorlight connect`: a live source in the window."""

from __future__ import annotations

import argparse
from typing import Any

from console.clock import WallClock
from console.commands.options.source import add_source, client_of
from console.commands.options.window import add_health, in_window
from console.sources.source import session_of


def add(commands: Any) -> None:
    """Add the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "connect",
        help="follow a live source in the window",
        description="Connect to the source at URL and show its floor live.",
    )
    parser.add_argument("url", metavar="URL", help="wss://HOST[:PORT], ws://…, or asterisk://USER@HOST")
    add_source(parser)
    add_health(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show the source until the window is closed; returns the exit status."""
    client = client_of(options, session_of(WallClock()))
    return in_window(lambda app: app.follow_client(client), options.health_log)
