"""What was used lately is kept, and no more than was said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from widgets.recent import Recent


@given(most=st.integers(2, 12), asked=st.lists(st.integers(0, 20), max_size=200))
def test_that_what_was_used_lately_is_found_and_the_rest_is_let_go(most: int, asked: list[int]) -> None:
    kept = Recent[int, str](most)
    used: list[int] = []  # each key once, the latest last
    for key in asked:
        found = kept.find(key)
        assert found in (None, str(key))
        if key in used[-(most // 2) :]:
            assert found is not None
        if found is None:
            kept.keep(key, str(key))
        used = [*(one for one in used if one != key), key]
        assert len(kept) <= most


def test_that_a_value_is_replaced_where_it_is() -> None:
    kept = Recent[str, int](2)
    kept.keep("a", 1)
    kept.keep("a", 2)
    assert (kept.find("a"), len(kept)) == (2, 1)
