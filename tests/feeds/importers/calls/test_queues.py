"""The queue of a call by the value of its type, and the profiles of the queues that were met."""

from __future__ import annotations

import pytest

from feeds.importers.calls.call_map import QueuesOfCalls
from feeds.importers.calls.call_times import RowError
from feeds.importers.calls.queues import NAMED_VALUES, CallQueues

TYPES = {"NW": {"id": "new", "name": "New business", "channel": "voice", "target": 0.9}, "PE": {}}


def queues(**rules: object) -> CallQueues:
    return CallQueues(QueuesOfCalls.model_validate(rules))


def test_that_a_value_means_its_queue_and_another_value_means_itself() -> None:
    found = queues(values=TYPES)
    assert [found.of("nw"), found.of("PE"), found.of("IN")] == ["new", "PE", "IN"]


def test_that_a_value_the_map_does_not_know_may_be_left_out_and_is_named() -> None:
    found = queues(values=TYPES, unmapped="leave-out")
    with pytest.raises(RowError, match="type 'IN' is not in the map"):
        found.of("IN")
    with pytest.raises(RowError, match="its type is empty, and the map has no fixed queue"):
        found.of("")


def test_that_no_more_than_some_values_are_named() -> None:
    found = queues()
    reasons = [found.unknown("type", f"T{number}") for number in range(NAMED_VALUES + 1)]
    assert reasons[-2:] == [f"type 'T{NAMED_VALUES - 1}' is not in the map", "type is not in the map"]
    assert found.unknown("type", "T0") == "type 'T0' is not in the map"


def test_that_a_fixed_queue_takes_all_calls_that_name_none() -> None:
    found = queues(fixed="main", values=TYPES)
    assert [found.of(""), found.of("IN"), found.of("NW")] == ["main", "main", "new"]


def test_that_a_queue_whose_name_is_too_long_is_refused() -> None:
    with pytest.raises(RowError, match="longer than 128"):
        queues().of("x" * 129)


def test_that_a_profile_says_the_goals_of_its_value_and_else_those_of_all() -> None:
    found = queues(values=TYPES, threshold_seconds=30, target=0.8, short_abandon_seconds=5)
    found.of("NW")
    found.of("PE")
    new, other = found.profiles()
    assert (new["queue"], new["name"], new["channel"]) == ("new", "New business", "voice")
    assert new["service_level"] == {"threshold_seconds": 30, "target": 0.9}
    assert other["service_level"] == {"threshold_seconds": 30, "target": 0.8}
    assert other["short_abandon_seconds"] == 5
    assert "channel" not in other


def test_that_a_queue_without_goals_says_none() -> None:
    found = queues()
    found.of("IN")
    assert list(found.profiles()) == [{"type": "queue.profile", "at": "", "queue": "IN"}]
