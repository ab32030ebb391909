"""Several of a window's places in one: each is found again, and nonsense gives nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from widgets.window.saved_geometry import by_length, with_length


@given(st.lists(st.binary(min_size=1), min_size=1, max_size=4))
def test_that_each_place_is_found_again(places: list[bytes]) -> None:
    state = b"".join(with_length(place) for place in places)
    found = []
    for _ in places:
        place, state = by_length(state)
        found.append(place)
    assert found == places
    assert state == b""


@given(st.binary())
def test_that_bytes_of_another_program_give_no_more_than_they_hold(state: bytes) -> None:
    place, rest = by_length(state)
    assert len(place) + len(rest) <= len(state)


def test_that_a_place_cut_off_is_no_place() -> None:
    assert by_length(with_length(b"here")[:-1]) == (b"", b"")
    assert by_length(b"") == (b"", b"")
