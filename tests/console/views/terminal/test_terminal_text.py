"""Text and tables for a terminal: markup in them is shown, on whatever console they are printed."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from console.views.bidi import CONTROLS
from console.views.terminal.terminal_text import (
    add_row,
    columns_of,
    cut_to_columns,
    line,
    lines_of_columns,
    table,
    words,
)
from console.views.text import plain_text
from tests.hostile_text import hostile, lies_of

MARKUP = "[bold]x[/bold] [link=y]z[/link] :smile:"


def printed(what: RenderableType) -> str:
    """What a console prints that reads markup wherever it is let."""
    out = io.StringIO()
    Console(file=out, width=500, highlight=False, force_terminal=True, color_system=None).print(what)
    return out.getvalue()


def test_that_markup_is_shown_in_a_line_a_heading_and_a_cell() -> None:
    shown = table((MARKUP, "left"), ("n", "right"))
    add_row(shown, MARKUP, "1")
    assert printed(shown).count(MARKUP) == 2
    assert printed(line((MARKUP, "bold"), MARKUP)).count(MARKUP) == 2
    assert printed(words(MARKUP)) == f"{MARKUP}\n"


def test_that_names_are_harmless_in_each_of_them() -> None:
    name = hostile("agent")
    shown = table((name, "left"))
    add_row(shown, name)
    for what in (shown, words(name), line(name, (name, ""))):
        assert [lie for row in printed(what).split("\n") for lie in lies_of(row)] == []


@given(st.text(), st.integers(4, 40))
def test_that_a_text_is_cut_to_columns(text: str, width: int) -> None:
    shown = cut_to_columns(plain_text(text), width)
    assert columns_of(shown) <= width
    assert lies_of(shown) == []


@given(st.text(), st.integers(4, 40))
def test_that_a_text_on_lines_is_whole_and_each_line_is_harmless(text: str, width: int) -> None:
    shown = plain_text(text)
    lines = lines_of_columns(shown, width, len(shown) + 1)
    assert "".join(signs_of("".join(lines))) == "".join(signs_of(shown))
    assert all(columns_of(line) <= width for line in lines)
    assert [lie for line in lines for lie in lies_of(line)] == []
    assert [plain_text(line) for line in lines] == lines


def signs_of(text: str) -> list[str]:
    """The characters of *text* that show something."""
    return [sign for sign in text if sign != " " and sign not in CONTROLS]


@given(st.text(), st.integers(4, 40), st.integers(1, 8))
def test_that_a_text_of_too_many_lines_is_cut(text: str, width: int, most: int) -> None:
    lines = lines_of_columns(plain_text(text), width, most)
    assert len(lines) <= 2 * most
    assert ("…" in lines[-1]) or columns_of(plain_text(text)) <= width * most
