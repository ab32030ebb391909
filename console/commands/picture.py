"""`floorlight picture`: what the window shows at an instant, as a PNG, without a display."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.commands.screens import add_size, instant_of_floor, size_asked
from console.commands.sources import add_source
from feeds.address import Address
from feeds.errors import UserError
from feeds.tokens import find_token

if TYPE_CHECKING:
    from console.app import App

_LIVE_SECONDS = 4.0


def add(commands: Any) -> None:
    """Describe the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "picture",
        help="write what the window shows at an instant",
        description="Write what the window shows of one or more LOGs at an instant, or now of a live source "
        "or the demo, as a PNG. It needs no display.",
    )
    parser.add_argument("what", nargs="*", metavar="URL|LOG", help="a source's address, or recordings")
    parser.add_argument("--demo", action="store_true", help="the demo's floor")
    parser.add_argument(
        "--at", metavar="INSTANT", help="RFC 3339, or a local time of the log's day; default: its end"
    )
    add_size(parser)
    parser.add_argument(
        "--values", metavar="FILE", help="also write each figure: text, metric, scope, value, where it stands"
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the picture, .png")
    add_source(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the picture; 0."""
    from console.app import picture

    size = size_asked(options.size)
    show, seconds = _shown(options)
    if not options.output.endswith(".png"):
        raise UserError(f"-o {options.output}: a picture's name ends in .png")
    image, figures = picture(show, size, options.theme, seconds)
    if not image.save(options.output):
        raise UserError(f"{options.output} cannot be written; name a file in a folder that exists")
    if options.values is not None:
        text = json.dumps(figures, ensure_ascii=False, indent=1)
        try:
            Path(options.values).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise UserError(f"--values {options.values} cannot be written: {error.strerror}") from None
    return 0


def _shown(options: argparse.Namespace) -> tuple[Callable[[App], None], float | None]:
    """What puts into the window what is asked for, and how long to wait for what is live."""
    live = [word for word in options.what if "://" in word]
    if options.demo + bool(live) + (len(options.what) > len(live)) != 1 or len(live) > 1:
        raise UserError("name one URL, or recordings, or say --demo; `floorlight picture --help` tells more")
    if (options.demo or live) and options.at is not None:
        raise UserError("--at is for recordings; a live source is shown as it is now")
    if options.demo:
        return lambda app: app.show_demo(), _LIVE_SECONDS
    if live:
        address = Address.parse(live[0], options.insecure)
        token = find_token(address, options.token_file)
        return lambda app: app.show_live(address, token, options.ca_file), _LIVE_SECONDS
    at = instant_of_floor(options.at)
    return lambda app: app.show_recording(options.what, at), None
