"""`floorlight support`: an archive for diagnosing faults, without secrets, ids or names."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.options.output import say
from feeds.errors import UserError
from feeds.recordings.whole_file import whole_file


def add(commands: Any) -> None:
    """Add the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "support",
        help="write a support file",
        description="Write a ZIP archive of versions, settings, log and health. It contains no secret, "
        "address, or id or name of an agent, contact or customer.",
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the archive, .zip")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the archive; returns 0."""
    from console.diagnostics.support import write_support

    if not options.output.endswith(".zip"):
        raise UserError(f"-o {options.output}: an archive's name ends in .zip")
    with whole_file(options.output) as file:
        write_support(file)
    say(f"wrote {options.output}")
    return 0
