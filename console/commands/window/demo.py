"""`floorlight demo`: a simulated floor, live, in the window; without a display, a picture of it."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.options.output import say
from console.commands.options.stderr import remark
from console.commands.options.window import add_health, add_size, health_log, in_window, size_asked
from feeds.errors import UserError

_PICTURE = "floorlight-demo.png"
_SECONDS = 2.0


def add(commands: Any) -> None:
    """Add the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "demo",
        help="show a simulated floor, live",
        description="Start a simulated floor behind a server on this machine, and follow it in the window: "
        "a mid-morning, hours after opening. Without a display it plays for some seconds and writes "
        f"{_PICTURE}.",
    )
    add_size(parser)
    add_health(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show the demo until the window is closed; returns the exit status."""
    from console.window.app import picture
    from console.window.displays import has_display

    size = size_asked(options.size)
    if has_display():
        return in_window(lambda app: app.show_demo(), options.health_log)
    remark(f"no display: playing the demo without a window for {_SECONDS:g} s")
    with health_log(options.health_log) as write:
        image, _ = picture(lambda app: app.show_demo(), size, options.theme, _SECONDS, write)
    if not image.save(_PICTURE):
        raise UserError(f"{_PICTURE} cannot be written in this folder")
    say(f"wrote {_PICTURE}")
    return 0
