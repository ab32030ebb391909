"""Sightings: how badly a value meets its limits, and what a flag is called."""

from __future__ import annotations

import pytest

from console.coaching.sightings import Sighting, reached
from console.metrics.severity import Severity
from tests.console.coaching.scenes import BREACH, NONE, WARNING, rule


@pytest.mark.parametrize(
    ("value", "severity"),
    [(0, NONE), (95.999, NONE), (96, WARNING), (119.999, WARNING), (120, BREACH), (1e9, BREACH)],
)
def test_that_a_limit_is_met_at_its_very_value(value: float, severity: Severity) -> None:
    assert reached(rule("longest_wait", warning=0.8, breach=1.0), value, 120.0) == (severity, 96.0)


def test_that_a_rule_may_have_one_limit_only() -> None:
    assert reached(rule("missed", warning=2.0), 9) == (WARNING, 2.0)
    assert reached(rule("missed", breach=3.0), 2) == (NONE, 3.0)
    assert reached(rule("missed", breach=3.0), 3) == (BREACH, 3.0)


def test_that_a_computers_thirds_do_not_hide_a_limit() -> None:
    assert reached(rule("longest_wait", breach=3.0), 0.3, 0.1)[0] is BREACH


def test_that_a_flag_is_named_by_rule_scope_and_beginning_whatever_its_value() -> None:
    missed = rule("missed", warning=2.0)
    first = Sighting(missed, "agent:ana", WARNING, 1_000, 2)
    assert first.id == "missed agent:ana 1000"
    assert Sighting(missed, "agent:ana", BREACH, 1_000, 5).id == first.id
    assert Sighting(missed, "agent:ana", WARNING, 2_000, 2).id != first.id
