"""How many agents do what: the counts add up to those there, and nobody ringing goes without saying."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.floor.ledgers.codes import State
from console.views.floor.state_counts import state_counts, summary_text


@given(st.lists(st.integers(0, 500), min_size=len(State), max_size=len(State)))
def test_that_the_states_add_up_to_those_staffed(counts: list[int]) -> None:
    figures = {figure.metric: figure.value for figure in state_counts(counts)}
    staffed = figures.pop("state.staffed")
    assert sum(int(value or 0) for value in figures.values()) == staffed
    assert ("state.ringing" in figures) == (counts[State.RINGING] > 0)


def test_that_a_line_says_each_count_with_its_word() -> None:
    assert summary_text(state_counts([0, 1, 0, 2, 0, 3, 0, 0])) == (
        "6 staffed · 1 available · 2 ringing · 3 on contact · 0 wrap-up · 0 not ready"
    )
