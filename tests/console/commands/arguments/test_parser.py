"""The parser of a command: one line for what is wrong, texts made late, and the version."""

from __future__ import annotations

import pytest

from console.commands.arguments.parser import CommandParser, ShowVersion
from console.diagnostics.versions import own_version
from feeds.errors import UserError


def test_that_a_wrong_argument_is_one_line_that_names_the_help() -> None:
    with pytest.raises(UserError, match=r"unrecognized arguments: --fast; see `floorlight --help`"):
        CommandParser("floorlight").parse_args(["--fast"])


def test_that_a_late_epilog_is_made_only_for_the_help() -> None:
    made: list[str] = []
    parser = CommandParser("floorlight")
    parser.late_epilog = lambda: made.append("once") or "metrics: waiting"  # type: ignore[func-returns-value]
    parser.parse_args([])
    assert made == []
    assert parser.format_help().endswith("metrics: waiting\n")
    assert made == ["once"]


def test_that_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    parser = CommandParser("floorlight")
    parser.add_argument("--version", action=ShowVersion)
    with pytest.raises(SystemExit) as end:
        parser.parse_args(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"floorlight {own_version()}\n"
