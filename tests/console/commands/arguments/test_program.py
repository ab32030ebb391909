"""The program's arguments: each command has a module that runs it, and help needs none of them."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from console.commands.arguments.program import COMMANDS, program_parser
from feeds.errors import UserError


@pytest.mark.parametrize("name", COMMANDS)
def test_that_a_module_runs_each_command(name: str) -> None:
    assert callable(import_module(f"console.commands.{COMMANDS[name].module}").run)


@pytest.mark.parametrize("name", COMMANDS)
def test_that_a_parser_of_one_command_knows_only_that_one(name: str) -> None:
    help_text = program_parser(name).format_help()
    assert all((f"\n    {other} " in help_text) == (other == name) for other in COMMANDS)


def test_that_a_word_that_is_no_command_names_all_of_them() -> None:
    with pytest.raises(UserError) as refusal:
        program_parser("dance").parse_args(["dance"])
    assert all(repr(name) in str(refusal.value) for name in COMMANDS)


def test_that_no_argument_of_any_command_needs_a_module_that_runs_one() -> None:
    code = (
        "import sys\n"
        "from console.commands.arguments.program import program_parser\n"
        "program_parser().format_help()\n"
        "print(*(name for name in sys.modules if name.startswith('console.commands.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(name.startswith("console.commands.arguments") for name in done.stdout.split())
