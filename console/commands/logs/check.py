"""`floorlight check`: a log's content and its problems."""

from __future__ import annotations

import argparse

from console.commands.logs.log_check import check_lines
from console.commands.options.archive import lines_asked
from console.commands.options.log import report_problems
from console.commands.options.output import progress, say
from console.sources.loading import load

FOUND_INVALID = 1


def run(options: argparse.Namespace) -> int:
    """Print the findings; returns 1 if any line is invalid, else 0."""
    logs = lines_asked(options, [options.log] if options.log else [])
    with progress() as report:
        loaded = load(logs, None, report, count_types=True)
    report_problems(loaded)
    for line in check_lines(loaded):
        say(line)
    return FOUND_INVALID if loaded.invalid_count else 0
