"""`floorlight completion`: shell completion of commands, options, files and topics."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import shtab

from console.commands.arguments.program import program_parser
from console.commands.options.output import write_script
from console.manual_files import PAGES

# Arguments of these names take a file.
_FILES = ("LOG", "URL|LOG", "FILE", "FILE.json", "OUT", "CSV", "TOML", "MAP")


def run(options: argparse.Namespace) -> int:
    """Print the script; returns 0."""
    parser = program_parser()
    for action in _actions(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE
        elif action.dest == "topic":
            action.choices = PAGES
    write_script(shtab.complete(parser, shell=options.shell))
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[Any]:
    """Every argument of *parser* and of its commands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for below in set(action.choices.values()):
                yield from _actions(below)
