"""The code of an agent's moment: each part comes out as it went in, one by one and by the array."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from console.floor.ledgers import codes
from console.floor.ledgers.codes import (
    ACTIVITIES,
    DEFLECTIONS,
    IDENTITY,
    MAX_LEGS,
    MAX_REASONS,
    STATES,
    Activity,
    Outcome,
    State,
)

moments = st.tuples(
    st.sampled_from(State), st.sampled_from(Activity), st.integers(0, MAX_LEGS), st.integers(0, MAX_REASONS)
)


@given(st.lists(moments, min_size=1))
def test_that_each_part_of_a_moment_comes_out_as_it_went_in(
    found: list[tuple[State, Activity, int, int]],
) -> None:
    packed = [codes.pack(*moment) for moment in found]
    column = np.array(packed, dtype=np.int64)
    assert [codes.state_of(code) for code in packed] == codes.states_of(column).tolist()
    assert [codes.fits_of(code) for code in packed] == codes.fits_in(column).tolist()
    assert codes.legs_in(column).tolist() == [legs for _, _, legs, _ in found]
    assert [(codes.state_of(code), codes.fits_of(code), codes.reason_of(code)) for code in packed] == [
        (state, fits, reason) for state, fits, _, reason in found
    ]
    assert max(packed) < 2**31


def test_that_more_legs_than_can_be_counted_stay_the_most() -> None:
    assert codes.legs_in(np.array([codes.pack(State.ON_CONTACT, legs=300)])).tolist() == [MAX_LEGS]


def test_that_legs_and_schedule_do_not_change_what_a_person_calls_the_state() -> None:
    plain = codes.pack(State.NOT_READY, reason=7)
    busy = codes.pack(State.NOT_READY, Activity.LUNCH, 3, 7)
    other = codes.pack(State.NOT_READY, reason=8)
    assert plain & IDENTITY == busy & IDENTITY != other & IDENTITY


def test_that_the_protocols_words_have_their_numbers() -> None:
    assert STATES["wrap_up"] is State.WRAP_UP
    assert "absent" not in STATES
    assert ACTIVITIES["on_queue"] is Activity.ON_QUEUE
    assert set(DEFLECTIONS) == {"callback", "voicemail", "overflow", "bot", "timeout", "other"}
    assert Outcome.LOST not in DEFLECTIONS.values()
