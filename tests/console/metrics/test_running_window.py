"""Running windows: the sums of the rows inside, by lane, whatever comes, goes, and is struck."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from console.metrics.running_window import RunningWindow

LENGTH, LANES = 10, 3


class Row(NamedTuple):
    at: int
    lane: int
    amount: int


class Step(NamedTuple):
    """Rows that arrive, the places among all rows of those struck, and how far time moves on."""

    rows: list[Row]
    struck: list[int]
    ahead: int


rows = st.builds(Row, st.integers(0, 60), st.integers(0, LANES - 1), st.integers(1, 9))
steps = st.builds(
    Step, st.lists(rows, max_size=6), st.lists(st.integers(0, 40), max_size=3), st.integers(0, 14)
)


@given(st.lists(steps, max_size=12))
def test_that_the_sums_are_those_of_the_rows_inside(steps: list[Step]) -> None:
    window, kept, now = RunningWindow(LENGTH, 1), list[Row | None](), 0
    window.start(now, LANES)
    for step in steps:
        first = len(kept)
        kept += step.rows
        at, lane, amount = np.array(step.rows, dtype=np.int64).reshape(-1, 3).T
        window.add(np.stack((at, np.arange(first, len(kept)), lane, amount), axis=1))
        struck = {place for place in step.struck if place < len(kept)}
        window.strike(struck)
        for place in struck:
            kept[place] = None
        now += step.ahead
        window.advance(now)
        inside = [row for row in kept if row is not None and now - LENGTH < row.at <= now]
        sums = [sum(row.amount for row in inside if row.lane == lane) for lane in range(LANES)]
        assert window.sums[:, 0].tolist() == sums


def test_that_many_rows_fit_and_new_lanes_begin_empty() -> None:
    window = RunningWindow(1_000, 2)
    window.start(0, 1)
    for first in range(0, 20_000, 500):
        at = np.arange(first, first + 500)
        window.add(np.stack((at, at, np.zeros_like(at), np.ones_like(at), at), axis=1))
        window.advance(first + 499)
    window.widen(2)
    assert window.sums.tolist() == [[1_000, sum(range(19_000, 20_000))], [0, 0]]


@given(st.lists(rows, max_size=12), st.lists(st.integers(0, 20), max_size=4), st.integers(0, 30))
def test_that_a_window_without_a_length_only_grows(found: list[Row], ahead: list[int], after: int) -> None:
    window, now = RunningWindow(None, 1), after
    window.start(now, LANES, after)
    at, lane, amount = np.array(found, dtype=np.int64).reshape(-1, 3).T
    window.add(np.stack((at, np.arange(len(found)), lane, amount), axis=1))
    for step in ahead:
        now += step
        window.advance(now)
        sums = [
            sum(row.amount for row in found if row.lane == lane and after < row.at <= now)
            for lane in range(LANES)
        ]
        assert window.sums[:, 0].tolist() == sums
