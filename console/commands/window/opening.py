"""`floorlight open`: a recording in the window, at any instant, at any speed."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.options.archive import add_archive, logs_asked
from console.commands.options.window import add_health, in_window, instant_of_floor
from feeds.errors import UserError


def add(commands: Any) -> None:
    """Add the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "open",
        help="open a recording in the window",
        description="Open one or more LOGs (merged by instant) in the window: drag along the time bar to see "
        "the floor as it was at any instant.",
    )
    parser.add_argument("logs", nargs="*", metavar="LOG", help="a recording")
    add_archive(parser)
    parser.add_argument(
        "--at", metavar="INSTANT", help="RFC 3339, or a local time of the log's day; default: its end"
    )
    parser.add_argument("--speed", type=float, metavar="N", help="play from there at N times real speed")
    add_health(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show the recording until the window is closed; returns the exit status."""
    if options.speed is not None and not 0.1 <= options.speed <= 1000:
        raise UserError(f"--speed {options.speed:g}: from 0.1 to 1000 times real speed")
    at = instant_of_floor(options.at)
    logs = logs_asked(options, options.logs)
    return in_window(lambda app: app.show_recording(logs, at, options.speed), options.health_log)
