"""The arguments of the archive's actions."""

from __future__ import annotations

import pytest

from console.commands.arguments.program import program_parser
from feeds.errors import UserError

ACTIONS = {
    "add": ["day.jsonl"],
    "prepare": [],
    "list": [],
    "export": ["--day", "today", "-o", "day.jsonl"],
    "verify": [],
    "prune": ["--keep", "30"],
    "forget": ["ana"],
}


@pytest.mark.parametrize("action", ACTIONS)
def test_that_every_action_takes_the_archives_place(action: str) -> None:
    given = ["archive", action, *ACTIONS[action], "--archive", "/srv/days"]
    options = program_parser("archive").parse_args(given)
    assert (options.action, options.archive) == (action, "/srv/days")


@pytest.mark.parametrize("given", [[], ["prune"], ["prune", "--keep", "9", "--before", "2026-06-16"]])
def test_that_an_action_without_what_it_needs_is_refused(given: list[str]) -> None:
    with pytest.raises((UserError, SystemExit)):
        program_parser("archive").parse_args(["archive", *given])
