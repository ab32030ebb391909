"""`floorlight picture`: renders the window at an instant as a PNG, without a display."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.options.archive import add_archive
from console.commands.options.output import json_text
from console.commands.options.source import add_source
from console.commands.options.window import add_size, instant_of_floor, layout_asked, shown, size_asked
from feeds.errors import UserError
from feeds.recordings.whole_file import whole_file


def add(commands: Any) -> None:
    """Add the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "picture",
        help="render the window at an instant as a PNG",
        description="Render the window as a PNG: one or more LOGs at an instant, or a live source or the "
        "demo now. Needs no display.",
    )
    parser.add_argument("what", nargs="*", metavar="URL|LOG", help="a source's address, or recordings")
    parser.add_argument("--demo", action="store_true", help="the demo's floor")
    parser.add_argument(
        "--at", metavar="INSTANT", help="RFC 3339, or a local time of the log's day; default: its end"
    )
    parser.add_argument("--view", choices=("floor", "wallboard"), default="floor", help="default: floor")
    parser.add_argument("--layout", metavar="NAME", help="of the wallboard; default: from your settings")
    add_archive(parser)
    add_size(parser)
    parser.add_argument(
        "--values", metavar="FILE", help="also write each figure: text, metric, scope, value, position"
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the picture, .png")
    add_source(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the picture; returns 0."""
    from console.window.app import picture
    from widgets.png import png_bytes

    size = size_asked(options.size)
    show, seconds = shown(options, instant_of_floor(options.at))
    if options.layout is not None and options.view != "wallboard":
        raise UserError(f"--layout {options.layout} is for the wallboard: add --view wallboard")
    layout = layout_asked(options.layout) if options.view == "wallboard" else None
    if not options.output.endswith(".png"):
        raise UserError(f"-o {options.output}: a picture's name ends in .png")
    image, figures = picture(show, size, options.theme, seconds, layout=layout)
    with whole_file(options.output) as file:
        file.write(png_bytes(image))
    if options.values is not None:
        with whole_file(options.values) as file:
            file.write(json_text(figures).encode() + b"\n")
    return 0
