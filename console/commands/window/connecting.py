"""`floorlight connect`: a live source in the window."""

from __future__ import annotations

import argparse

from console.clock import WallClock
from console.commands.options.source import client_of
from console.commands.options.window import in_window
from console.sources.source import session_of


def run(options: argparse.Namespace) -> int:
    """Show the source until the window is closed; returns the exit status."""
    client = client_of(options, session_of(WallClock()))
    return in_window(lambda app: app.follow_client(client), options.health_log)
