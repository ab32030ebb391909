"""Sweeping: the collector rests while a window shows, and what is new is gone through now and then."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from console.desk.garbage import CycleCollector


class Knot:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def sweeping() -> Iterator[CycleCollector]:
    found = CycleCollector()
    found.begin()
    yield found
    found.end()
    gc.unfreeze()


def test_that_what_is_new_is_gone_through_once_a_second(sweeping: CycleCollector) -> None:
    first = weakref.ref(Knot())
    sweeping.sweep(5.0)
    assert first() is None
    second = weakref.ref(Knot())
    sweeping.sweep(5.9)
    assert second() is not None
    sweeping.sweep(6.0)
    assert second() is None


def test_that_what_was_skipped_is_left_alone_for_good(sweeping: CycleCollector) -> None:
    sweeping.skip()
    kept = weakref.ref(Knot())
    sweeping.skip()
    sweeping.sweep(5.0)
    assert kept() is not None


def test_that_what_was_left_alone_is_gone_through_before_the_next_floor_grows(
    sweeping: CycleCollector,
) -> None:
    sweeping.skip()
    floor = weakref.ref(Knot())
    sweeping.skip()
    sweeping.end()
    assert floor() is not None
    following = CycleCollector()
    following.begin()
    following.skip()
    assert floor() is None


def test_that_it_is_due_for_the_first_time_and_then_once_there_is_much(sweeping: CycleCollector) -> None:
    assert sweeping.is_due(5.0)
    sweeping.sweep(5.0)
    assert not sweeping.is_due(6.0)
    made = [[number] for number in range(10_000)]
    assert not sweeping.is_due(5.9)
    assert sweeping.is_due(6.0)
    assert not sweeping.is_urgent
    made += [[number] for number in range(20_000)]
    assert sweeping.is_urgent
    sweeping.sweep(6.0)
    assert not sweeping.is_urgent
