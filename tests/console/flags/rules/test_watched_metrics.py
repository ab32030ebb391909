"""The metrics a rule may watch: each is in the report, of each kind of scope it may be read of."""

from __future__ import annotations

import pytest

from console.flags.rules.watched_metrics import MEASURES
from console.views.metric_words import METRICS
from tests.builders import JSON, Scene


@pytest.fixture(scope="module")
def report() -> JSON:
    scene = Scene().queue("help").agent("ana", team="north", queues=["help"]).at("09:00").available("ana")
    return scene.queued("c1", "help").at("09:01").report()


@pytest.mark.parametrize("metric", MEASURES)
def test_that_a_watched_metric_is_in_the_report_of_each_of_its_scopes(metric: str, report: JSON) -> None:
    for each in MEASURES[metric].each:
        row = report["floor"] if each == "floor" else next(iter(report[f"{each}s"].values()))
        for key in metric.split("."):
            assert key in row, f"{metric} of {each}"
            row = row[key]


@pytest.mark.parametrize("metric", MEASURES)
def test_that_a_watched_metric_has_words_and_its_unit_is_that_of_its_name(metric: str) -> None:
    assert metric in METRICS
    assert (MEASURES[metric].unit == "seconds") == metric.endswith("_seconds")
