"""Tracks: at every instant a metric is what the report gives there, of every group it is read of."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from console.flags.histories.metric_history import metric_history
from console.flags.rules.watched_metrics import MEASURES
from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from tests.builders import Scene, figures, floor_of
from tests.made_logs import made_log

WINDOW = 900_000
CASES = [(metric, each) for metric, measure in MEASURES.items() for each in measure.each]


@cache
def sent() -> Floor:
    return floor_of(made_log(4, contacts=60, agents=6))


@cache
def instants() -> tuple[int, ...]:
    """Some together, as a rule looks at them, and not many: each is read in full as well."""
    floor = sent()
    middle = (floor.since + floor.latest) // 2
    middle -= middle % 1000
    return tuple(range(middle, middle + 2_400_000, 300_007))


@cache
def reported(at: int) -> dict[str, Any]:
    return figures(sent(), at, WINDOW)


def value(row: dict[str, Any], metric: str) -> float | None:
    for part in metric.split("."):
        row = row[part]
    return None if row is None else float(row)  # type: ignore[arg-type]


@pytest.mark.parametrize(("metric", "each"), CASES)
def test_that_a_track_is_what_the_report_gives_at_each_of_its_instants(metric: str, each: str) -> None:
    floor, at = sent(), np.array(instants())
    found = metric_history(Reading(floor, rolling(int(at[-1]), WINDOW)), metric, each, at, WINDOW).value
    some_known = 0
    for place, instant in enumerate(at.tolist()):
        report = reported(instant)
        rows = {"floor": report["floor"]} if each == "floor" else report[f"{each}s"]
        names = {
            "queue": [queue.name for queue in floor.queues.by_index],
            "channel": list(CHANNELS),
            "agent": [agent.name for agent in floor.roster.by_index],
            "team": list(floor.roster.teams),
            "floor": ["floor"],
        }[each]
        for name, row in rows.items():
            mine = float(found[names.index(name), place])
            theirs = value(row, metric)
            some_known += theirs is not None
            assert (None if np.isnan(mine) else mine) == pytest.approx(theirs, abs=1e-6), (name, instant)
    assert some_known, "a metric that is never read proves nothing"


def test_that_somebody_who_waits_through_all_of_it_waited_the_longest() -> None:
    scene = Scene().queue("billing").at("09:00").queued("c1", "billing").at("09:01").queued("c2", "billing")
    scene.at("09:02").abandoned("c2", "billing").at("09:10").queued("c3", "billing")
    at = np.array([scene.ms(time) for time in ("08:59", "09:00:30", "09:01:30", "09:02", "09:10")])
    reading = Reading(scene.floor, rolling(int(at[-1]), WINDOW))
    waiting = metric_history(reading, "waiting", "queue", at, WINDOW).value
    longest = metric_history(reading, "longest_wait_seconds", "floor", at, WINDOW).value
    assert waiting.tolist() == [[0, 1, 2, 1, 2]]
    assert longest[0, 1:].tolist() == [30, 90, 120, 600]
    assert np.isnan(longest[0, 0])


@pytest.mark.parametrize(
    "metric", ["abandoned", "abandon_rate", "service_level.offered", "service_level.ignored", "answered"]
)
def test_that_what_lies_on_an_edge_is_counted_as_the_report_counts_it(metric: str) -> None:
    scene = Scene().queue("billing", threshold=20, short=5).agent("ana").available("ana")
    scene.at("09:00").abandoned_after(5, "just-not-short", "billing")
    scene.at("09:01").abandoned_after(4, "short", "billing")
    scene.at("09:02").abandoned_after(20, "just-within", "billing")
    scene.at("09:03").answered_after(20, "just-in-time", "billing", "ana")
    scene.at("09:30")
    edges = ["09:00:04", "09:00:05", "09:04", "09:15:04", "09:15:05", "09:16:04", "09:17:20", "09:18:20"]
    at = np.array([scene.ms(time) for time in edges])
    found = metric_history(
        Reading(scene.floor, rolling(int(at[-1]), WINDOW)), metric, "queue", at, WINDOW
    ).value
    theirs = [value(figures(scene.floor, when, WINDOW)["queues"]["billing"], metric) for when in at.tolist()]
    assert [None if np.isnan(mine) else mine for mine in found[0]] == theirs
