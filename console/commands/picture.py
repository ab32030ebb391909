"""`floorlight picture`: what the window shows of a recording at an instant, as a PNG, without a display."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from console.commands.screens import add_size, instant_of_floor, size_asked
from feeds.errors import UserError


def add(commands: Any) -> None:
    """Describe the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "picture",
        help="write what the window shows at an instant",
        description="Write what the window shows of one or more LOGs at an instant, as a PNG. It needs no "
        "display.",
    )
    parser.add_argument("logs", nargs="+", metavar="LOG", help="a recording")
    parser.add_argument(
        "--at", metavar="INSTANT", help="RFC 3339, or a local time of the log's day; default: its end"
    )
    add_size(parser)
    parser.add_argument(
        "--values", metavar="FILE", help="also write each figure: text, metric, scope, value, where it stands"
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the picture, .png")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the picture; 0."""
    from console.app import picture
    from console.sources import RecordingSource

    size, at = size_asked(options.size), instant_of_floor(options.at)
    if not options.output.endswith(".png"):
        raise UserError(f"-o {options.output}: a picture's name ends in .png")
    image, figures = picture(RecordingSource(options.logs), size, options.theme, at)
    if not image.save(options.output):
        raise UserError(f"{options.output} cannot be written; name a file in a folder that exists")
    if options.values is not None:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        try:
            Path(options.values).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise UserError(f"--values {options.values} cannot be written: {error.strerror}") from None
    return 0
