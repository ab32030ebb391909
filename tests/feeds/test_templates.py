"""Templates: nothing but the words there are may stand in braces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.templates import check_template

WORDS = ("value", "goal")


@pytest.mark.parametrize(
    "text",
    [
        "{value:1000000000}",
        "{value:>9}",
        "{value!r}",
        "{value.__class__}",
        "{value[0]}",
        "{flag.__class__}",
        "{0}",
        "{}",
        "{value:{goal}}",
        "{",
        "}",
        "x" * 2000,
    ],
)
def test_that_widths_attributes_and_indexes_are_refused(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"only \{value\}, \{goal\} may be used in braces|at most 1,000 signs"
    ):
        check_template(text, WORDS)


@given(st.text(st.sampled_from("{}valuego!:.[]0 "), max_size=30))
def test_that_what_is_let_through_is_filled_in_at_its_own_length(text: str) -> None:
    try:
        check_template(text, WORDS)
    except ValueError:
        return
    assert len(text.format(value="v", goal="g")) <= len(text)
