"""All commands: their arguments, the modules that run them, and the help of the program."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

from console.commands.arguments import archive, general, importing, live, logs, window
from console.commands.arguments.parser import CommandParser, Commands, ShowVersion
from console.diagnostics.log_files import LEVELS

LOG_LEVEL = "--log-level"


class CommandEntry(NamedTuple):
    """A command: the function that adds its parser, and the module below `console.commands` that runs it."""

    add: Callable[[Commands], None]
    module: str


# In the order of the manual.
COMMANDS = {
    "demo": CommandEntry(window.add_demo, "window.demo"),
    "open": CommandEntry(window.add_open, "window.opening"),
    "connect": CommandEntry(window.add_connect, "window.connecting"),
    "wallboard": CommandEntry(window.add_wallboard, "window.wallboard"),
    "picture": CommandEntry(window.add_picture, "window.picture"),
    "report": CommandEntry(logs.add_report, "logs.report"),
    "explain": CommandEntry(logs.add_explain, "logs.explain"),
    "check": CommandEntry(logs.add_check, "logs.check"),
    "backtest": CommandEntry(logs.add_backtest, "logs.backtest"),
    "archive": CommandEntry(archive.add_archive_command, "logs.archive"),
    "simulate": CommandEntry(logs.add_simulate, "logs.simulate"),
    "serve": CommandEntry(live.add_serve, "live.serve"),
    "bridge": CommandEntry(live.add_bridge, "live.bridge"),
    "record": CommandEntry(live.add_record, "live.record"),
    "tail": CommandEntry(live.add_tail, "live.tail"),
    "import": CommandEntry(importing.add_import, "logs.importing"),
    "schema": CommandEntry(logs.add_schema, "logs.schema"),
    "completion": CommandEntry(general.add_completion, "completion"),
    "help": CommandEntry(general.add_help, "help"),
    "support": CommandEntry(general.add_support, "support"),
}

_ABOUT = """\
Floorlight shows what is happening on a contact centre's floor, and explains every figure.
A LOG is a recording of floor events: .jsonl, .jsonl.gz or .jsonl.zst, one event a line."""

_EXAMPLES = """\
Without a command the window opens the server your settings name, or asks.

examples:
  floorlight demo                                        a simulated floor, live, in the window
  floorlight open day.jsonl --at 10:42                   that day in the window, as it was at 10:42
  floorlight report day.jsonl                            all figures at the end of the log
  floorlight report day.jsonl --at 10:42 --window day    the day up to 10:42
  floorlight report day.jsonl --every 30m --format csv   half hours, for a spreadsheet
  floorlight explain day.jsonl service_level.offered --scope queue:billing
  floorlight check day.jsonl                             its content and its problems
  floorlight simulate -o day.jsonl.gz                    a day of a simulated floor
  floorlight serve day.jsonl.gz --speed 10               that day, as a live source
  floorlight bridge asterisk pbx --user floorlight --tls a live Asterisk for consoles
  floorlight record ws://127.0.0.1:8765 -o copy.jsonl    what a live source sends
  floorlight help "service level"                        the manual on a topic

exit status:
  0  done      1  check found invalid lines      2  failed; the reason is on stderr      130  Ctrl+C"""


class _ProgramHelp(argparse.RawDescriptionHelpFormatter):
    """Help with a column wide enough for the longest command name."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        self._action_max_length = 14  # argparse measures only options, not commands


def program_parser(wanted: str = "") -> CommandParser:
    """A parser with the command *wanted*, or with all of them if there is no such command."""
    parser = CommandParser(
        "floorlight",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=_ProgramHelp,
    )
    parser.add_argument("--version", action=ShowVersion, help="print the version")
    levels = ", ".join(LEVELS)
    parser.add_argument(LOG_LEVEL, metavar="LEVEL", help=f"least level logged, of {levels}; default: info")
    if wanted == "--version":
        return parser
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, dest="command")
    for name in [wanted] if wanted in COMMANDS else COMMANDS:
        COMMANDS[name].add(commands)
    return parser
