"""Search text: neither case nor accents matter, and a word may name its field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.views.search_text import Term, search_text, terms


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("natalia", "Natália"),
        ("NATALIA", "Natália"),
        ("kovac", "Kovač"),
        ("lukasz", "Łukasz"),
        ("jorgen", "Jørgen"),
        ("istanbul", "İstanbul"),
        ("aegir", "Ægir"),
        ("김", "김"),
    ],
)
def test_that_accents_and_case_never_matter(typed: str, name: str) -> None:
    assert search_text(typed) == search_text(name)


@given(st.text())
def test_that_what_is_folded_stays_as_it_is(text: str) -> None:
    assert search_text(search_text(text)) == search_text(text)


def test_that_different_letters_stay_apart() -> None:
    assert search_text("ana") != search_text("anna")
    assert search_text("김") != search_text("이")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("  ", ()),
        ("Ana north", (Term("", "ana"), Term("", "north"))),
        ('"on contact"', (Term("", "on contact"),)),
        ('STATE:"On contact', (Term("state", "on contact"),)),
        ("team:", (Term("", "team:"),)),
        ("12:30", (Term("", "12:30"),)),
    ],
)
def test_that_a_filter_is_read_as_words_and_fields(text: str, found: tuple[Term, ...]) -> None:
    assert terms(text, frozenset({"state", "team"})) == found
