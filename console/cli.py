"""The command line: `floorlight COMMAND`. Every failure is one line on stderr and an exit status."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn, TextIO

from console.diagnostics.log_files import LEVELS, logging_to_file
from console.diagnostics.unexpected import log_unexpected, unexpected_errors
from console.diagnostics.versions import own_version
from console.interruption import is_interrupted
from console.metrics.explain.explain import UnknownMetricError
from console.metrics.reading.scope import ScopeError
from console.views.text import plain_text
from feeds.errors import UserError

OK, USAGE = 0, 2
# Each command and its module, in the order of the manual.
COMMANDS = {
    "demo": "window.demo",
    "open": "window.opening",
    "connect": "window.connecting",
    "wallboard": "window.wallboard",
    "picture": "window.picture",
    "report": "logs.report",
    "explain": "logs.explain",
    "check": "logs.check",
    "archive": "logs.archive",
    "simulate": "logs.simulate",
    "serve": "live.serve",
    "bridge": "live.bridge",
    "record": "live.record",
    "tail": "live.tail",
    "import": "logs.importing",
    "schema": "logs.schema",
    "completion": "completion",
    "help": "help",
    "support": "support",
}
INTERRUPTED = 130
_LOG_LEVEL = "--log-level"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _make_writable(sys.stdout)
    _make_writable(sys.stderr)
    try:
        level, rest = _log_level(sys.argv[1:] if arguments is None else arguments)
        with logging_to_file(level), unexpected_errors(lambda words, _: _say(words)):
            return _answered(rest)
    except UserError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED


def _answered(arguments: Sequence[str]) -> int:
    """Run one command, handle its failures, and return its exit status."""
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except (UserError, ScopeError, UnknownMetricError) as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return OK
    except OSError as error:
        _close_output()
        return _failed(f"the output cannot be written: {error.strerror or error}")
    except Exception as error:
        if is_interrupted(error):  # while something not interruptible ran, such as taking a lock
            return INTERRUPTED
        return _failed(log_unexpected(error))
    return status


def _log_level(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """The value of --log-level, wherever it occurs, and the other *arguments*. Raises UserError."""
    rest = list(arguments)
    level = "info"
    while found := [place for place, word in enumerate(rest) if word.partition("=")[0] == _LOG_LEVEL]:
        word = rest.pop(found[0])
        level = word.partition("=")[2]
        if "=" not in word and found[0] < len(rest):
            level = rest.pop(found[0])
        if level not in LEVELS:
            raise UserError(f"{_LOG_LEVEL} {level!r}: {', '.join(LEVELS[:-1])} or {LEVELS[-1]}")
    return level, rest


def _run(arguments: Sequence[str]) -> int:
    if not arguments:
        # Imported here, since a window needs far more than most commands.
        from console.commands.options.window import start

        return start()
    try:
        given = argparse.Namespace(whole_parser=lambda: _parser(""))
        options = _parser(arguments[0]).parse_args(_joined(arguments), given)
    except SystemExit as end:  # --help has been printed
        return int(end.code or OK)
    return int(options.run(options))


def _joined(arguments: Sequence[str]) -> list[str]:
    """*arguments* with values that start with a minus (`--window -30m`) joined to their option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] in ("--window", "--at", "--every") and argument[:1] == "-":
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _failed(message: str) -> int:
    _say(message)
    return USAGE


def _say(message: str) -> None:
    print(f"floorlight: {plain_text(message)}", file=sys.stderr)


def _make_writable(stream: TextIO) -> None:
    """Make *stream* escape characters that its encoding lacks."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


def _close_output() -> None:
    """Discard the final flush, since nobody reads the output or it cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """A parser that reports errors in one line."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message}; see `{self.prog} --help`")


# The manual ----------------------------------------------------------------------------------------

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


class _Manual(argparse.RawDescriptionHelpFormatter):
    """Help with a column wide enough for the longest command name."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        self._action_max_length = 14  # argparse measures only options, not commands


def _parser(wanted: str) -> argparse.ArgumentParser:
    """A parser for the command *wanted* only, so that modules of other commands are not imported."""
    parser = _Parser(
        "floorlight",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=_Manual,
    )
    version = f"floorlight {own_version()}"
    parser.add_argument("--version", action="version", version=version, help="print the version")
    levels = ", ".join(LEVELS)
    parser.add_argument(_LOG_LEVEL, metavar="LEVEL", help=f"least level logged, of {levels}; default: info")
    if wanted == "--version":
        return parser
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in [wanted] if wanted in COMMANDS else COMMANDS:
        import_module(f"console.commands.{COMMANDS[name]}").add(commands)
    return parser
