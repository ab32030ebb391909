"""`floorlight completion`: shell completion of commands, options, files and topics."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import shtab

from console.commands.options.output import write_script
from console.manual_files import PAGES

SHELLS = ("bash", "zsh", "fish")
# Arguments of these names take a file.
_FILES = ("LOG", "URL|LOG", "FILE", "FILE.json", "OUT", "CSV", "TOML", "MAP")


def add(commands: Any) -> None:
    """Add the command to *commands*, the parser's."""
    parser = commands.add_parser(
        "completion",
        help="print a completion script for your shell",
        description="Print a script that completes floorlight's commands, options and files in a shell.",
    )
    parser.add_argument("shell", choices=SHELLS, metavar="|".join(SHELLS), help="which shell")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the script; returns 0. `options.whole_parser` builds the parser of all commands."""
    parser = options.whole_parser()
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
