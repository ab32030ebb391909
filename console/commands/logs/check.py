"""`floorlight check`: what is in a log, and what is wrong with it."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.logs.log_check import check_lines
from console.commands.options.log import report_problems
from console.commands.options.output import progress, say
from console.sources.loading import load

FOUND_INVALID = 1


def add(commands: Any) -> None:
    """Describe the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "check",
        help="what is in a log, and what is wrong with it",
        description="What is in a LOG: span, sources, counts; then invalid lines and anomalies, worst first.",
    )
    parser.add_argument("log", metavar="LOG", help="a recording")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print what was found; 1 if any line is invalid, else 0."""
    with progress() as told:
        loaded = load([options.log], None, told, count_types=True)
    report_problems(loaded)
    for line in check_lines(loaded):
        say(line)
    return FOUND_INVALID if loaded.invalid_count else 0
