"""`floorlight open`: a recording in the window, at any instant, at any speed."""

from __future__ import annotations

import argparse

from console.commands.options.archive import logs_asked
from console.commands.options.window import in_window, instant_of_floor
from feeds.errors import UserError


def run(options: argparse.Namespace) -> int:
    """Show the recording until the window is closed; returns the exit status."""
    if options.speed is not None and not 0.1 <= options.speed <= 1000:
        raise UserError(f"--speed {options.speed:g}: from 0.1 to 1000 times real speed")
    at = instant_of_floor(options.at)
    logs = logs_asked(options, options.logs)
    return in_window(lambda app: app.show_recording(logs, at, options.speed), options.health_log)
