"""The parser of a command: errors in one line, and texts that are computed only to be printed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

from feeds.errors import UserError


class CommandParser(argparse.ArgumentParser):
    """A parser that reports errors in one line.

    `late_epilog`, if given, makes the epilog once the help is printed.
    """

    late_epilog: Callable[[], str] | None = None

    def format_help(self) -> str:
        """The help."""
        if self.late_epilog is not None:
            self.epilog = self.late_epilog()
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Raise UserError with *message*."""
        raise UserError(f"{message}; see `{self.prog} --help`")


Commands: TypeAlias = "argparse._SubParsersAction[CommandParser]"


class ShowVersion(argparse._VersionAction):
    """Prints the version, which is looked up only then. A subclass, so that completion sees a flag."""

    def __call__(self, parser: argparse.ArgumentParser, *given: Any) -> None:
        from console.diagnostics.versions import own_version  # imported here: reading metadata is slow

        self.version = f"floorlight {own_version()}"
        super().__call__(parser, *given)
