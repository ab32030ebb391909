"""Waits between tries: they double, stay in their bounds, and start over when all is well."""

from __future__ import annotations

import random
from itertools import pairwise

from feeds.transport.backoff import LONGEST, SHORTEST, BackOff


def test_that_waits_double_up_to_half_a_minute_and_differ_by_chance() -> None:
    runs = []
    for seed in range(200):
        waits = BackOff(random.Random(seed))
        runs.append([waits.next() for _ in range(12)])
    means = [sum(column) / len(runs) for column in zip(*runs, strict=True)]
    assert all(SHORTEST <= wait <= LONGEST for run in runs for wait in run)
    assert all(later > 1.5 * sooner for sooner, later in pairwise(means[:6]))
    assert means[-1] > 20
    assert len({run[3] for run in runs}) == 200


def test_that_they_start_over() -> None:
    waits = BackOff(random.Random(1))
    for _ in range(10):
        waits.next()
    waits.reset()
    assert waits.next() <= 2 * SHORTEST
