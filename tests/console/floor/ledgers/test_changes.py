"""Changes: every reader learns what changed since its own place, or that it cannot be known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.floor.ledgers.changes import CHANGES_KEPT, Changes


@given(st.lists(st.lists(st.integers(0, 9))))
def test_that_two_readers_each_learn_what_changed_since_they_last_asked(batches: list[list[int]]) -> None:
    changes = Changes()
    seldom = changes.place
    for batch in batches:
        often = changes.place
        for number in batch:
            changes.add(number)
        assert changes.since(often) == set(batch)
    assert changes.since(seldom) == {number for batch in batches for number in batch}


def test_that_a_reader_left_behind_learns_that_anything_may_have_changed() -> None:
    changes = Changes()
    first = changes.place
    for number in range(CHANGES_KEPT + 1):
        changes.add(number)
    newest = changes.place - 1
    changes.mark(0)
    assert changes.since(first) is None
    assert changes.since(newest) == {CHANGES_KEPT}


def test_that_few_changes_are_kept() -> None:
    changes = Changes()
    changes.add(3)
    changes.mark(0)
    assert changes.since(0) == {3}


def test_that_what_changed_after_an_instant_is_found_by_the_marks() -> None:
    changes = Changes()
    assert changes.after(1_000) is None
    changes.add(1)
    changes.mark(1_000)
    changes.add(2)
    changes.mark(2_000)
    changes.add(3)
    assert changes.after(999) is None
    assert changes.after(1_000) == changes.after(1_999) == {2, 3}
    assert changes.after(2_000) == changes.after(9_000) == {3}
