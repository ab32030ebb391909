"""Arguments of `floorlight archive` and of its actions."""

from __future__ import annotations

from typing import Any

from console.commands.arguments.parser import CommandParser, Commands
from console.commands.arguments.shared import DAY_HELP, add_archive_path

# What a day keeps beside its events.
TABLES = ("sessions", "connections", "quarantine", "gaps", "flags", "answers")


def add_archive_command(commands: Commands) -> None:
    """Add `archive` to *commands*."""
    parser = commands.add_parser(
        "archive",
        help="keep, list, export, verify and erase past days",
        description="Past days, as they were received, in a folder of SQLite files: one a source and day.",
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    adding = _action(actions, "add", "add recordings")
    adding.add_argument("logs", nargs="+", metavar="LOG", help="a recording")
    adding.add_argument("--source", metavar="NAME", help="the source's name; default: from the recording")
    preparing = _action(actions, "prepare", "make days ready to be opened at once")
    preparing.add_argument("--source", metavar="NAME", help="only of this source")
    listing = _action(actions, "list", "list the days with what they hold")
    listing.add_argument("--source", metavar="NAME", help="only of this source")
    listing.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    levels = _action(actions, "levels", "print the service level of each day")
    levels.add_argument("--source", metavar="NAME", help="only of this source")
    levels.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    curves = _action(actions, "curves", "print the service level at each minute of a day, as JSON")
    curves.add_argument("--day", required=True, metavar="DATE", help=DAY_HELP)
    curves.add_argument("--source", metavar="NAME", help="the source, if the day has several")
    curves.add_argument(
        "--window", type=int, default=30, metavar="MINUTES", help="the rolling window; default: 30"
    )
    exporting = _action(actions, "export", "write a day as a recording, line by line as it was received")
    exporting.add_argument("--day", required=True, metavar="DATE", help=DAY_HELP)
    exporting.add_argument("--source", metavar="NAME", help="the source, if the day has several")
    exporting.add_argument(
        "--table", choices=TABLES, metavar="NAME", help=f"instead of the events: {', '.join(TABLES)}"
    )
    exporting.add_argument("-o", "--output", required=True, metavar="FILE", help=".jsonl, .jsonl.gz or .zst")
    _action(actions, "verify", "check that everything is as it was written")
    pruning = _action(actions, "prune", "delete old days")
    until = pruning.add_mutually_exclusive_group(required=True)
    until.add_argument("--before", metavar="DATE", help="the first day to keep")
    until.add_argument("--keep", type=int, metavar="DAYS", help="keep so many days up to today")
    pruning.add_argument("--source", metavar="NAME", help="only of this source")
    forgetting = _action(actions, "forget", "erase a customer or an agent from every day")
    forgetting.add_argument("person", metavar="ID", help="the id of the customer or agent")


def _action(actions: Any, name: str, what: str) -> CommandParser:
    parser: CommandParser = actions.add_parser(name, help=what, description=f"{what.capitalize()}.")
    add_archive_path(parser)
    parser.set_defaults(action=name)
    return parser
