"""Rules: what a rule may say, and which ones are in force."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from console.flags.rules.rules import Rule, Rulebook
from tests.console.flags.scenes import rule


def refusal(**fields: Any) -> str:
    with pytest.raises(ValidationError) as error:
        Rule.model_validate({"id": "r", "watch": "missed", "warning": 2.0, "what": "x", **fields})
    return str(error.value)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"warning": None}, "warning or breach must be given"),
        ({"warning": float("nan")}, "finite number"),
        ({"breach": float("inf")}, "finite number"),
        ({"warning": 0.0}, "1 or more, with watch = 'missed'"),
        ({"watch": "longest_wait", "breach": -0.1}, "0 or more, with watch = 'longest_wait'"),
        ({"watch": "service_level", "breach": -1.5}, "-1 or more"),
        ({"breach": 1.0}, "the warning (2) must come before the breach"),
        ({"watch": "service_level", "warning": 0.0, "breach": 0.1}, "must come before the breach"),
        ({"watch": "time_in_state"}, "goes with watch = 'time_in_state', and only with it"),
        ({"state": "hold"}, "and only with it"),
        ({"watch": "time_in_state", "state": "asleep"}, "'available', 'not_ready'"),
        ({"watch": "mood"}, "'longest_wait', 'service_level'"),
        ({"what": "{colour}"}, "only {value}, {goal}, {times}"),
        ({"why": "{value"}, "only {value}"),
        ({"brief": "{0}"}, "only {value}"),
        ({"brief": "{value.real}"}, "only {value}"),
        ({"id": "Long Wait"}, "should match pattern"),
        ({"for_seconds": -1.0}, "greater than or equal to 0"),
        ({"window_seconds": 0.0}, "greater than 0"),
        ({"clear": -0.1}, "greater than or equal to 0"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
        ({"metric": "occupancy"}, "goes with watch = 'metric', and only with it"),
        ({"side": "below"}, "goes with watch = 'metric', and only with it"),
        ({"watch": "metric", "each": "team"}, "one of service_level.offered"),
        ({"watch": "metric", "metric": "mood", "each": "team"}, "one of service_level.offered"),
        ({"watch": "metric", "metric": "occupancy"}, "one of agent, team, floor, with metric = 'occupancy'"),
        ({"watch": "metric", "metric": "waiting", "each": "agent"}, "one of queue, channel, floor"),
        ({"scope": {"people": ["ana"]}}, "Extra inputs are not permitted"),
        ({"scope": {"channels": ["fax"]}}, "'voice', 'chat'"),
        ({"watch": "longest_wait", "scope": {"teams": ["n"]}}, "a flag of the queue may be scoped by queues"),
        ({"watch": "feed_stale", "scope": {"teams": ["n"]}}, "a flag of the feed may be scoped by nothing"),
    ],
)
def test_that_a_rule_that_makes_no_sense_is_refused(fields: dict[str, Any], said: str) -> None:
    assert said in refusal(**fields)


def test_that_a_service_level_may_be_watched_from_below_its_target_on() -> None:
    assert rule("service_level", breach=-0.05).breach == -0.05


def test_that_a_whole_number_is_a_number() -> None:
    assert Rule.model_validate({"id": "r", "watch": "missed", "warning": 2, "what": "x"}).warning == 2.0


def test_that_a_later_rule_takes_the_place_of_an_earlier_one_of_its_id() -> None:
    book = Rulebook(
        [rule("missed", warning=2.0), rule("longest_wait", breach=1.0), rule("missed", warning=5.0)]
    )
    assert [(one.id, one.warning) for one in book.rules] == [("missed", 5.0), ("longest-wait", None)]


def test_that_a_rule_that_is_off_ends_the_one_whose_id_it_has() -> None:
    book = Rulebook([rule("missed", warning=2.0), rule("missed", warning=2.0, on=False)])
    assert book.rules == ()
    assert book.watching("missed") == ()


def test_that_several_rules_may_watch_the_same() -> None:
    book = Rulebook([rule("missed", id="few", warning=2.0), rule("missed", id="many", warning=9.0)])
    assert [one.id for one in book.watching("missed")] == ["few", "many"]
