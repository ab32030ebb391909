"""Parts of cells by pattern: what `re` would take, and never longer than pattern times cell."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from feeds.importers import cell_patterns
from feeds.importers.cell_patterns import CELL_LIMIT, CellPattern

atoms = some.sampled_from(
    ("a", "b", "-", ".", r"\d", r"\w", r"\s", "[ab]", "[^a]", "[a-c-]", r"\.", r"\b", "^", "$")
)
singles = some.sampled_from(("a", "b", ".", r"\d", r"\w", "[ab]", "[^a]"))
counts = some.sampled_from(("", "*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "+?", "??"))
repeated = some.builds("{}{}".format, singles, counts)
pieces = some.recursive(
    atoms | repeated,
    lambda inner: (
        some.lists(inner, min_size=1, max_size=3).map("".join)
        | some.builds("({})".format, inner)
        | some.builds("(?:{}|{})".format, inner, inner)
    ),
    max_leaves=8,
)


@settings(max_examples=600, deadline=None)
@given(pattern=pieces, cell=some.text("ab1- .\n", max_size=12))
def test_that_it_takes_what_a_regular_expression_takes(pattern: str, cell: str) -> None:
    # `$` is the end here, as cells have no line ends of their own.
    expected = re.search(pattern.replace("$", r"\Z"), cell)
    found = CellPattern(pattern).parts(cell)
    if expected is None:
        assert found is None
    else:
        assert found == [part or "" for part in expected.groups() or (expected[0],)]


@settings(max_examples=200, deadline=None)
@given(pattern=pieces, cell=some.text("aAB1- ", max_size=12))
def test_that_it_ignores_case_on_request(pattern: str, cell: str) -> None:
    expected = re.search(pattern.replace("$", r"\Z"), cell, re.IGNORECASE)
    assert (CellPattern(pattern, ignores_case=True).parts(cell) is None) == (expected is None)


@pytest.mark.parametrize(
    "pattern", ["(a+)+b", "(a|a)*b", "(a*)*b", "a*a*a*a*a*b", "(?:a?){20}a{20}b", "((a+)+)+$"]
)
def test_that_no_pattern_runs_away(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The steps tried are counted: never more than those of the pattern at each position."""
    steps = 0
    follow = CellPattern._follow

    def counted(self: CellPattern, start: int, saved, position, cell, seen, now) -> None:  # type: ignore[no-untyped-def]
        nonlocal steps
        before = len(seen)
        follow(self, start, saved, position, cell, seen, now)
        steps += 1 + len(seen) - before

    monkeypatch.setattr(CellPattern, "_follow", counted)
    read = CellPattern(pattern)
    cell = "a" * (CELL_LIMIT - 1) + "!"
    read.parts(cell)
    assert steps <= 2 * (len(read._code) + 1) * (len(cell) + 1)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r"(a)\1", "not supported"),
        ("(?=a)b", "only"),
        ("(?i)a", "only"),
        ("(a", "invalid pattern"),
        ("a**", "invalid pattern"),
        ("(((((a{90}){90}){90}){90}){90})", "too large"),
        ("a{200}", "at most"),
        ("x" * 300, "at most 200"),
        ("(" * 60 + ")" * 60, "deep"),
    ],
)
def test_that_what_cannot_be_matched_in_linear_time_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        CellPattern(pattern)


@settings(max_examples=200, deadline=None)
@given(pattern=some.text("ab()[]{}*+?|^$\\.dw0123,-:P<>=!", max_size=20))
def test_that_any_text_is_a_pattern_or_refused(pattern: str) -> None:
    with suppress(ValueError):
        CellPattern(pattern).parts("ab 01 - ab")


def test_that_a_huge_cell_is_not_searched() -> None:
    assert CellPattern("a").parts("a" * CELL_LIMIT) == ["a"]
    assert CellPattern("a").parts("a" * (CELL_LIMIT + 1)) is None
    assert cell_patterns.CELL_LIMIT < 10_000
