"""How far a queue's outcomes go together, from the hours before."""

from __future__ import annotations

import random

import numpy as np
import pytest

from console.flags.histories.answer_correlation import HISTORY_MS, STEP_MS, independence
from console.metrics.reading.normal_range import effective_counts

MINUTE = 60_000


def test_that_it_is_read_from_the_four_hours_before_only() -> None:
    dice = random.Random(1)
    calm = [int(dice.random() < 0.8) for _ in range(240)]
    runs = [place // 10 % 2 for place in range(60)]
    marks, at = np.array(calm + runs), np.arange(300) * MINUTE
    start = np.array([240 * MINUTE])
    assert independence(marks, at, start).tolist() == [1.0]
    (later,) = independence(marks, at, start + 60 * MINUTE)
    # After the end of the first entry, 60 to 299.
    assert later == effective_counts(marks, np.array([61]), np.array([300]))[0] / 239 < 1.0


def test_that_it_changes_each_five_minutes_only() -> None:
    dice = random.Random(2)
    marks = np.array([place // 7 % 2 if dice.random() < 0.8 else 1 for place in range(400)])
    at = np.arange(400) * MINUTE
    starts = HISTORY_MS + np.arange(3) * STEP_MS
    each = independence(marks, at, starts)
    assert len(set(each.tolist())) == 3
    assert independence(marks, at, starts + STEP_MS - 1).tolist() == each.tolist()


@pytest.mark.parametrize("count", [0, 49])
def test_that_it_is_one_where_little_is_known(count: int) -> None:
    at = np.arange(count) * MINUTE
    assert independence(np.array([0, 1] * 50)[:count] * 0, at, np.array([HISTORY_MS])).tolist() == [1.0]


def test_that_it_is_one_where_all_went_alike() -> None:
    at = np.arange(100) * MINUTE
    assert independence(np.ones(100, np.int64), at, np.array([HISTORY_MS])).tolist() == [1.0]
