"""Events in order of time, in bounded memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from feeds.importers.ordering import in_order


@given(
    instants=some.lists(some.integers(-5, 5) | some.integers()), run_events=some.sampled_from((1, 2, 7, 1000))
)
def test_that_events_come_by_instant_and_those_of_one_as_they_stood(
    instants: list[int], run_events: int
) -> None:
    events = [(at, b'{"tab":"\\t","number":%d}' % number) for number, at in enumerate(instants)]
    assert list(in_order(events, run_events)) == sorted(events, key=lambda event: event[0])
