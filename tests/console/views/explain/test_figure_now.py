"""Any figure read again has the report's value, and the goal its part of the screen shows."""

from __future__ import annotations

import pytest

from console.metrics.explain.account import Account
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import rolling
from console.views.explain.figure_now import figure_now, is_of_an_instant, metric_label, own_goal, report_row
from console.views.goals import GOALS
from tests.builders import Scene
from tests.widgets.explained import busy_queue


def reading_of(scene: Scene) -> Reading:
    return Reading(scene.floor, rolling(scene.clock, 1_800_000))


@pytest.mark.parametrize(
    ("metric", "scope"), [("answered", "queue"), ("occupancy", "agent"), ("handled", "floor")]
)
def test_that_the_value_is_the_reports(metric: str, scope: str) -> None:
    scene = busy_queue()
    name = {"queue": "billing", "agent": "ana"}.get(scope, "")
    reading, said = reading_of(scene), Scope(scope, name)
    figure, _ = figure_now(metric, said, reading, report_row(reading, said, 0), Account(""), GOALS)
    report = scene.report()
    row = report["floor"] if scope == "floor" else report[f"{scope}s"][name]
    assert figure.value == row[metric]


def test_that_goals_are_the_queues_then_the_table() -> None:
    scene = busy_queue().send("queue.profile", queue="billing", longest_wait_goal_seconds=40)
    reading, queue = reading_of(scene), Scope("queue", "billing")
    row = report_row(reading, queue, 0)
    assert own_goal("longest_wait_seconds", queue, reading, row.__getitem__, GOALS) == (40, None)
    assert own_goal("longest_wait_seconds", Scope("floor"), reading, row.__getitem__, GOALS) == (
        40,
        "billing · goal ≤ 0:40",
    )
    assert own_goal("abandon_rate", queue, reading, row.__getitem__, GOALS) == (0.05, None)
    assert (
        own_goal("service_level.strict", queue, reading, row.__getitem__, GOALS)[1]
        == "default goal ≥ 80 % in 20 s"
    )


def test_that_every_metric_has_a_label_and_knows_its_window() -> None:
    assert metric_label("service_level.live") == "Service level"
    assert metric_label("time_in_state_seconds") == "Time in state"
    assert is_of_an_instant("waiting")
    assert is_of_an_instant("queues.all")
    assert not is_of_an_instant("handled")
