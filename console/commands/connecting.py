"""`floorlight connect`: a live source in the window."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.screens import add_health, in_window
from console.commands.sources import add_source
from feeds.address import Address
from feeds.tokens import find_token


def add(commands: Any) -> None:
    """Describe the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "connect",
        help="follow a live source in the window",
        description="Connect to the source at URL and show its floor as it is, second by second.",
    )
    parser.add_argument("url", metavar="URL", help="where the source listens: wss://HOST[:PORT] or ws://…")
    add_source(parser)
    add_health(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show the source until the window is closed; the exit status."""
    address = Address.parse(options.url, options.insecure)
    token = find_token(address, options.token_file)
    return in_window(lambda app: app.show_live(address, token, options.ca_file), options.health_log)
