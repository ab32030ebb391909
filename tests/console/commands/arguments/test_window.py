"""Arguments of the commands with a window: what is given when nothing is asked."""

from __future__ import annotations

import pytest

from console.commands.arguments.program import program_parser
from feeds.errors import UserError


def test_that_a_picture_is_of_the_floor_in_the_dark_unless_asked() -> None:
    given = program_parser("picture").parse_args(["picture", "a.jsonl", "-o", "p.png"])
    assert (given.what, given.view, given.theme, given.size) == (["a.jsonl"], "floor", "dark", "1600x1000")


def test_that_a_wallboard_fills_the_first_screen_unless_asked() -> None:
    assert program_parser("wallboard").parse_args(["wallboard", "--demo"]).screen == 1


@pytest.mark.parametrize("arguments", [["connect"], ["picture", "a.jsonl"], ["demo", "a.jsonl"]])
def test_that_a_window_without_what_it_shows_is_refused(arguments: list[str]) -> None:
    with pytest.raises(UserError):
        program_parser(arguments[0]).parse_args(arguments)
