"""`floorlight support`: a file for whoever finds out what is wrong, without secrets or anybody's id."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.options.output import say
from feeds.errors import UserError
from feeds.recordings.whole_file import whole_file


def add(commands: Any) -> None:
    """Describe the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "support",
        help="write a file for whoever supports you",
        description="Write a ZIP archive of versions, settings, log and health. No secret, address, or id or "
        "name of an agent, contact or customer is in it.",
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the archive, .zip")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the archive; 0."""
    from console.diagnostics.support import write_support

    if not options.output.endswith(".zip"):
        raise UserError(f"-o {options.output}: an archive's name ends in .zip")
    with whole_file(options.output) as file:
        write_support(file)
    say(f"wrote {options.output}")
    return 0
