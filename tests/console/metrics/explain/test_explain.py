"""Explain: what a figure is made of, item by item, and what was left out and why."""

from __future__ import annotations

import pytest

from console.metrics.explain.explain import EXPLAINERS, UnknownMetricError
from console.metrics.reading.scope import ScopeError
from tests.console.metrics.explain.played import morning


def test_that_items_say_from_when_to_when() -> None:
    found = morning().explain("service_level.answered", "queue:billing")
    assert found["counted"][0] == {
        "contact": "in",
        "from": "2026-11-23T09:00:00.000Z",
        "to": "2026-11-23T09:00:10.000Z",
        "value": 1,
    }
    assert (found["metric"], found["scope"], found["at"], found["window_seconds"]) == (
        "service_level.answered",
        "queue:billing",
        "2026-11-23T09:10:00.000Z",
        1800,
    )


def test_that_an_unknown_metric_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        UnknownMetricError, match=r"'happiness' is not a metric; metrics are: abandon_rate, .*utilisation"
    ):
        morning().explain("happiness")


def test_that_a_metric_is_refused_where_it_has_no_figure() -> None:
    with pytest.raises(
        ScopeError, match="occupancy has no figure for queue:billing; its scopes are floor, team, agent"
    ):
        morning().explain("occupancy", "queue:billing")
    with pytest.raises(ScopeError, match="waiting has no figure for agent:ana"):
        morning().explain("waiting", "agent:ana")
    with pytest.raises(ScopeError, match=r"bot_containment\.n has no figure for team:north"):
        morning().explain("bot_containment.n", "team:north")


def test_that_every_figure_of_the_report_can_be_explained() -> None:
    found = morning().report()
    rows = [found["floor"], found["queues"]["billing"], found["agents"]["ana"]]
    now = {"state", "reason", "since", "adherence_now", "adherence_cause"}
    names = set()
    for row in rows:
        for key, value in row.items():
            names |= {f"{key}.{part}" for part in value} if isinstance(value, dict) else {key}
    assert names - now == set(EXPLAINERS)
