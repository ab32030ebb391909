"""Since when a goal is missed: the first instant after the last at which it was met."""

from __future__ import annotations

import pytest

from console.metrics.explain.goal_misses import Missed, missed_since
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import rolling
from console.metrics.report import queue_row
from console.metrics.service_level import queue_figures
from tests.builders import Scene, floor_of
from tests.made_logs import made_log

MINUTE = 60_000
LEVEL = "service_level.offered"


def falling() -> Scene:
    """In time at 09:00, late at 09:10 and at 09:20, at 09:25."""
    scene = (
        Scene().at("09:00").queue("billing", threshold=20).agent("ana", queues=["billing"]).available("ana")
    )
    scene.answered_after(10, "c1", "billing", "ana").at("09:10").answered_after(30, "c2", "billing", "ana")
    return scene.at("09:20").answered_after(30, "c3", "billing", "ana").at("09:25")


def since(scene: Scene, metric: str = LEVEL, goal: float = 0.8, window: int = 30 * MINUTE) -> Missed | None:
    return missed_since(scene.floor, metric, Scope("queue", "billing"), goal, scene.clock, window)


def test_that_it_is_the_instant_of_the_fall() -> None:
    scene = falling()
    assert since(scene) == Missed(scene.ms("09:10:30"), True)
    assert since(scene, goal=0.4) == Missed(scene.ms("09:20:30"), True)
    assert since(scene, goal=0.2) is None


def test_that_an_answer_in_time_that_leaves_the_window_counts_too() -> None:
    scene = falling()
    assert since(scene, goal=0.3, window=20 * MINUTE) == Missed(scene.ms("09:20:10"), True)


def test_that_other_ratios_are_known_and_the_rest_is_not() -> None:
    scene = falling().abandoned_after(40, "c4", "billing")
    assert since(scene, "abandon_rate", 0.1) == Missed(scene.clock, True)
    assert since(scene, "average_speed_of_answer_seconds", 15.0) == Missed(scene.ms("09:10:30"), True)
    assert since(scene, "service_level.live") is None
    assert since(scene, "handled") is None


def test_that_a_goal_never_met_is_missed_from_the_beginning_at_the_latest() -> None:
    scene = (
        Scene().at("09:00").queue("billing", threshold=20).agent("ana", queues=["billing"]).available("ana")
    )
    scene.answered_after(30, "c1", "billing", "ana").at("09:05")
    assert since(scene) == Missed(scene.ms("09:00:30"), True)  # nothing was counted before


@pytest.mark.parametrize("seed", range(4))
def test_that_it_agrees_with_the_report_at_every_change(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=40))
    now, window = floor.latest - 10 * MINUTE, 30 * MINUTE
    for queue in floor.queues.by_index:
        if queue.first_at > now:
            continue

        def level(at: int, index: int = queue.index) -> float | None:
            row = queue_row(queue_figures(Reading(floor, rolling(at, window)))[0], index)
            share: float | None = row["service_level"]["offered"]
            return share

        found = missed_since(floor, LEVEL, Scope("queue", queue.name), 0.8, now, window)
        share = level(now)
        assert (found is None) == (share is None or share >= 0.8)
        if found is not None and found.is_exact:
            before = level(found.since - 1)
            assert before is None or before >= 0.8
            assert all((at_then or 0) < 0.8 for at_then in map(level, range(found.since, now, 5 * MINUTE)))
