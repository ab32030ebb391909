"""The machine's clock moves on; a manual one only when it is moved."""

from __future__ import annotations

import time

from console.clock import ManualClock, WallClock


def test_that_the_wall_clock_gives_the_machines_time_in_milliseconds() -> None:
    before = int(time.time() * 1000) - 1
    assert before <= WallClock().now() <= int(time.time() * 1000) + 1


def test_that_time_passed_never_steps_back() -> None:
    clock = WallClock()
    assert clock.passed() <= clock.passed()


def test_that_a_manual_clock_stands_until_it_is_moved() -> None:
    clock = ManualClock(5_000)
    assert (clock.now(), clock.passed()) == (5_000, 0.0)
    clock.move(1.5)
    assert (clock.now(), clock.passed()) == (6_500, 1.5)
