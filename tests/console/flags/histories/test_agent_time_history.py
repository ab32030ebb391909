"""What agents did with their time at many instants at once: what a reading of each instant alone gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from console.flags.histories.agent_time_history import agent_time_history
from console.metrics.reading.reading import Reading
from tests.builders import Scene

WINDOW = 900_000


def morning() -> Scene:
    """Ana of north works to 09:30 and then belongs to south; ben of north is not ready from 09:10 on."""
    scene = Scene().queue("help").agent("ana", "ben", team="north", queues=["help"]).at("09:00")
    scene.available("ana", "ben").scheduled(
        "ana", ("on_queue", "09:00", "09:20"), ("break", "09:20", "09:40")
    )
    scene.at("09:05").answered("c1", "ana").answered("c2", "ana").at("09:08").released("c1", "ana")
    scene.at("09:10").released("c2", "ana", wrap_up=False).not_ready("ben").at("09:12").wrapped("c1", "ana")
    scene.at("09:30").agent("ana", team="south", queues=["help"]).answered("c3", "ana")
    return scene.at("09:40").released("c3", "ana", wrap_up=False).at("09:50")


@pytest.mark.parametrize("metric", ["occupancy", "utilisation", "concurrency", "adherence"])
@pytest.mark.parametrize("each", ["agent", "team", "floor"])
def test_that_each_point_is_the_reports(metric: str, each: str) -> None:
    scene = morning()
    names = {
        "agent": [agent.name for agent in scene.floor.roster.by_index],
        "team": list(scene.floor.roster.teams),
        "floor": [""],
    }[each]
    instants = np.arange(scene.ms("09:02"), scene.ms("09:50"), 77_003)
    reading = Reading(scene.floor, scene.window("09:50", "15m"))
    values, _ = agent_time_history(reading, metric, each, instants, WINDOW, np.arange(len(names)))
    for place, at in enumerate(instants.tolist()):
        report = scene.report(at, "15m")
        rows: list[dict[str, Any]] = [
            report["floor"] if each == "floor" else report[f"{each}s"].get(name, {}) for name in names
        ]
        for row, value in zip(rows, values[:, place].tolist(), strict=True):
            expected = row.get(metric)
            assert value == pytest.approx(np.nan if expected is None else expected, abs=1e-4, nan_ok=True)


def test_that_only_the_groups_asked_for_are_read() -> None:
    scene = morning()
    reading = Reading(scene.floor, scene.window("09:50", "15m"))
    instants = np.array([scene.ms("09:20")])
    whole, below = agent_time_history(reading, "occupancy", "agent", instants, WINDOW, np.array([0, 1]))
    only, _ = agent_time_history(reading, "occupancy", "agent", instants, WINDOW, np.array([-1, 0]))
    assert only.tolist() == whole[1:].tolist()
    assert below[0, 0] == 900
