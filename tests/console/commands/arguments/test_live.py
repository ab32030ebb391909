"""Arguments of the commands that connect to a source or serve one."""

from __future__ import annotations

import pytest

from console.commands.arguments.program import program_parser
from feeds.errors import UserError
from feeds.recordings.durability import DURABILITIES


@pytest.mark.parametrize("durability", DURABILITIES)
def test_that_a_recording_takes_each_durability(durability: str) -> None:
    arguments = ["record", "ws://127.0.0.1:1", "-o", "a.jsonl", "--durability", durability]
    assert program_parser("record").parse_args(arguments).durability == durability


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serve", "a.jsonl", "--loop", "--exit"], "not allowed with"),
        (["record", "ws://127.0.0.1:1", "-o", "a.jsonl", "--since", "x", "--from-now"], "not allowed with"),
        (["record", "ws://127.0.0.1:1"], "-o/--output"),
        (["bridge", "asterisk", "pbx"], "--user"),
        (["bridge", "other", "pbx", "--user", "kim"], "invalid choice"),
    ],
)
def test_that_arguments_that_do_not_fit_are_refused(arguments: list[str], words: str) -> None:
    with pytest.raises(UserError) as refusal:
        program_parser(arguments[0]).parse_args(arguments)
    assert words in str(refusal.value)


def test_that_a_repeated_filter_keeps_all_its_values() -> None:
    given = program_parser("tail").parse_args(["tail", "a.jsonl", "--agent", "ana", "--agent", "ben"])
    assert given.agent == ["ana", "ben"]
