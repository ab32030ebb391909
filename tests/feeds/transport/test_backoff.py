"""Waits between tries: they double, stay in their bounds, and start over when all is well."""

from __future__ import annotations

import asyncio
import random
from itertools import pairwise

from feeds.transport.backoff import LONGEST, SHORTEST, BackOff, RetryPause


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


def test_that_a_pause_ends_by_itself_or_when_it_is_told_to() -> None:
    async def scene() -> tuple[float, float]:
        pause, loop = RetryPause(), asyncio.get_running_loop()
        pause.end()  # nothing waits
        began = loop.time()
        await pause.wait(0.01)
        short = loop.time() - began
        loop.call_soon(pause.end)
        await pause.wait(60)
        return short, loop.time() - began

    short, both = asyncio.run(scene())
    assert short >= 0.01
    assert both < 30
