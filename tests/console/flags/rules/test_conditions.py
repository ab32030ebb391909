"""Sightings: how badly what lasts meets its limits, since when, and what a flag is called."""

from __future__ import annotations

import pytest

from console.flags.rules.conditions import Condition, at_least, lasting
from console.metrics.reading.severity import Severity
from tests.console.flags.scenes import BREACH, NONE, WARNING, rule

BEGAN = 1_000_000


@pytest.mark.parametrize(
    ("seconds", "severity"),
    [(0, NONE), (95.999, NONE), (96, WARNING), (119.999, WARNING), (120, BREACH), (1e9, BREACH)],
)
def test_that_a_limit_is_met_at_its_very_value(seconds: float, severity: Severity) -> None:
    found, since = lasting(
        rule("contact_time", warning=0.8, breach=1.0), BEGAN, BEGAN + round(seconds * 1000), 120.0
    )
    assert found is severity
    assert since == (0 if severity is NONE else BEGAN + 96_000), "whichever limit is met, the first one rose"


def test_that_a_rule_may_have_one_limit_only() -> None:
    away = rule("time_in_state", state="hold", warning=2.0)
    assert lasting(away, BEGAN, BEGAN + 9_000) == (WARNING, BEGAN + 2_000)
    away = rule("time_in_state", state="hold", breach=3.0)
    assert lasting(away, BEGAN, BEGAN + 2_999) == (NONE, 0)
    assert lasting(away, BEGAN, BEGAN + 3_000) == (BREACH, BEGAN + 3_000)


def test_that_what_must_last_is_shown_when_it_has() -> None:
    away = rule("time_in_state", state="hold", warning=2.0, breach=20.0, for_seconds=5.0)
    assert lasting(away, BEGAN, BEGAN + 6_999) == (NONE, 0)
    assert lasting(away, BEGAN, BEGAN + 7_000) == (WARNING, BEGAN + 7_000)
    assert lasting(away, BEGAN, BEGAN + 24_999) == (WARNING, BEGAN + 7_000)
    assert lasting(away, BEGAN, BEGAN + 25_000) == (BREACH, BEGAN + 7_000)


def test_that_a_computers_thirds_do_not_hide_a_limit() -> None:
    assert lasting(rule("contact_time", breach=3.0), 0, 300, 0.1)[0] is BREACH
    assert at_least(3 * 0.1 / 0.1) == 3


def test_that_a_flag_is_named_by_rule_scope_and_beginning_whatever_its_value() -> None:
    missed = rule("missed", warning=2.0)
    first = Condition(missed, "agent:ana", WARNING, 1_000, 2)
    assert first.id == "missed agent:ana 1000"
    assert Condition(missed, "agent:ana", BREACH, 1_000, 5).id == first.id
    assert Condition(missed, "agent:ana", WARNING, 2_000, 2).id != first.id
