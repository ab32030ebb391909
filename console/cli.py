"""The command line: `floorlight COMMAND`. Every failure is one line on stderr and an exit status."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TextIO

from console.commands.arguments.program import COMMANDS, LOG_LEVEL, program_parser
from console.diagnostics.log_files import LEVELS, logging_to_file
from console.diagnostics.unexpected import log_unexpected, unexpected_errors
from console.imports import quick_imports
from console.interruption import is_interrupted
from console.views.text import plain_text
from feeds.errors import UserError

OK, USAGE = 0, 2
INTERRUPTED = 130


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
    except UserError as error:
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
    while found := [place for place, word in enumerate(rest) if word.partition("=")[0] == LOG_LEVEL]:
        word = rest.pop(found[0])
        level = word.partition("=")[2]
        if "=" not in word and found[0] < len(rest):
            level = rest.pop(found[0])
        if level not in LEVELS:
            raise UserError(f"{LOG_LEVEL} {level!r}: {', '.join(LEVELS[:-1])} or {LEVELS[-1]}")
    return level, rest


def _run(arguments: Sequence[str]) -> int:
    if not arguments:
        # Imported here, since a window needs far more than most commands.
        from console.commands.options.window import start

        return start()
    try:
        options = program_parser(arguments[0]).parse_args(_joined(arguments))
    except SystemExit as end:  # --help has been printed
        return int(end.code or OK)
    with quick_imports():
        command = import_module(f"console.commands.{COMMANDS[options.command].module}")
    return int(command.run(options))


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
