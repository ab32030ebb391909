"""`floorlight support`: an archive for diagnosing faults, without secrets, ids or names."""

from __future__ import annotations

import argparse

from console.commands.options.output import say
from feeds.errors import UserError
from feeds.recordings.whole_file import whole_file


def run(options: argparse.Namespace) -> int:
    """Write the archive; returns 0."""
    from console.diagnostics.support import write_support

    if not options.output.endswith(".zip"):
        raise UserError(f"-o {options.output}: an archive's name ends in .zip")
    with whole_file(options.output) as file:
        write_support(file)
    say(f"wrote {options.output}")
    return 0
