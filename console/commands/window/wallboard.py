"""`floorlight wallboard`: a full screen of large figures for a team."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from console.commands.options.archive import add_archive
from console.commands.options.source import add_source
from console.commands.options.window import add_health, in_window, instant_of_floor, layout_asked, shown
from feeds.errors import UserError

if TYPE_CHECKING:
    from console.window.app import App


def add(commands: Any) -> None:
    """Add the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "wallboard",
        help="fill a screen with large figures",
        description="Fill a screen with large figures of a live source, recordings or the demo, page by "
        "page. Arrow keys turn pages, Escape closes it.",
    )
    parser.add_argument("what", nargs="*", metavar="URL|LOG", help="a source's address, or recordings")
    parser.add_argument("--demo", action="store_true", help="the demo's floor")
    parser.add_argument("--layout", metavar="NAME", help="a built-in layout, one of yours, or a TOML file")
    parser.add_argument("--screen", type=int, default=1, metavar="N", help="which screen; default: 1")
    parser.add_argument(
        "--at", metavar="INSTANT", help="of recordings: RFC 3339, or a local time; default: their end"
    )
    parser.add_argument("--speed", type=float, metavar="N", help="of recordings: play at N times real speed")
    add_archive(parser)
    add_source(parser)
    add_health(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show the wallboard until it is closed; returns the exit status."""
    if options.speed is not None and not 0.1 <= options.speed <= 1000:
        raise UserError(f"--speed {options.speed:g}: from 0.1 to 1000 times real speed")
    show, _ = shown(options, instant_of_floor(options.at))
    layout = layout_asked(options.layout)

    def on_wall(app: App) -> None:
        app.show_wallboard(layout, options.screen)
        show(app)

    return in_window(on_wall, options.health_log, has_window=False)
