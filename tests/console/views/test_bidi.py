"""Direction: nothing from outside reorders what stands around it, whatever it is made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.views.bidi import CONTROLS, carried, closed, isolated
from tests.hostile_text import lies_of

TEXTS = st.text(
    st.one_of(st.sampled_from(CONTROLS + "\u200e\u200fאبa 1"), st.characters(categories=["L", "N", "Zs"]))
)


@given(TEXTS)
def test_that_every_text_is_balanced_and_isolated(text: str) -> None:
    assert lies_of(f"{isolated(text)} · 3:20") == []


@given(TEXTS)
def test_that_isolating_twice_changes_nothing(text: str) -> None:
    assert isolated(isolated(text)) == isolated(text)


@given(TEXTS, TEXTS, st.integers(0, 60))
def test_that_what_is_cut_or_broken_is_still_balanced(one: str, other: str, at: int) -> None:
    text = f"{isolated(one)} {isolated(other)}"
    assert lies_of(closed(text[:at])) == []
    assert [lie for line in carried([text[:at], text[at:]]) for lie in lies_of(line)] == []


def test_that_texts_of_one_direction_stay_as_they_are() -> None:
    assert isolated("Ana 日本 Ωμέγα") == "Ana 日本 Ωμέγα"


def test_that_a_depth_no_reader_follows_is_not_opened() -> None:
    assert lies_of(isolated("\u202e" * 500)) == []
    assert isolated("\u202e" * 500).count("\u202e") < 60
