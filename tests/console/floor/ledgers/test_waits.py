"""Waits that nobody knows stand apart from those that were measured, and both keep their length."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from console.floor.ledgers.waits import lengths, unknown_wait


@given(st.lists(st.integers(0, 2**40)))
def test_that_an_unknown_wait_is_below_zero_and_has_its_length(found: list[int]) -> None:
    unknown = [unknown_wait(length) for length in found]
    assert all(wait < 0 for wait in unknown)
    assert lengths(np.array(unknown, dtype=np.int64)).tolist() == found
    assert lengths(np.array(found, dtype=np.int64)).tolist() == found
