"""Arguments of the commands about Floorlight itself."""

from __future__ import annotations

import pytest

from console.commands.arguments.general import SHELLS
from console.commands.arguments.program import program_parser
from feeds.errors import UserError


@pytest.mark.parametrize("shell", SHELLS)
def test_that_each_shell_is_taken(shell: str) -> None:
    assert program_parser("completion").parse_args(["completion", shell]).shell == shell


def test_that_words_of_a_heading_need_no_quotes() -> None:
    assert program_parser("help").parse_args(["help", "service", "level"]).topic == ["service", "level"]


@pytest.mark.parametrize("arguments", [["completion"], ["completion", "tcsh"], ["support"]])
def test_that_a_command_without_what_it_needs_is_refused(arguments: list[str]) -> None:
    with pytest.raises(UserError):
        program_parser(arguments[0]).parse_args(arguments)
