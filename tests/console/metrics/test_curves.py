"""Curves: every point is what a reading of that instant alone says."""

from __future__ import annotations

import pytest

from console.floor.ledgers.codes import CHANNELS
from console.metrics.curves import channel_curves, floor_curve, queue_curves
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from console.metrics.service_level import queue_figures
from tests.builders import Scene, floor_of, tiny_blocks
from tests.made_logs import made_log, shuffled

MINUTE = 60_000


def same(found: float, wanted: float) -> bool:
    return found == wanted or (found != found and wanted != wanted)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("window", [MINUTE, 30 * MINUTE])
def test_that_each_point_is_a_reading_of_its_own(seed: int, window: int) -> None:
    with tiny_blocks():
        floor = floor_of(shuffled(made_log(seed, contacts=60), seed))
    instants = sorted({*range(floor.since, floor.latest, 7 * MINUTE), floor.since - MINUTE, floor.latest})
    queues = queue_curves(floor, instants, window).share
    channels = channel_curves(floor, instants, window).share
    whole = floor_curve(floor, instants, window).share
    counted = 0
    for place, at in enumerate(instants):
        for curves, figures in zip(
            (queues, channels, whole), queue_figures(Reading(floor, rolling(at, window))), strict=True
        ):
            wanted = figures.service_level("offered").tolist()
            assert all(map(same, curves[:, place].tolist(), wanted)), at
            counted += sum(value == value for value in wanted)
    assert counted


def test_that_an_entry_enters_at_its_end_and_leaves_a_window_later() -> None:
    scene = Scene().at("09:00").queue("sales", threshold=20).answered_after(10, "c1", "sales", "ana")
    scene.at("09:05").answered_after(30, "c2", "sales", "ana")
    end, late = scene.ms("09:00:10"), scene.ms("09:05:30")
    instants = [end - 1, end, late - 1, late, end + 30 * MINUTE - 1, end + 30 * MINUTE]
    found = queue_curves(scene.floor, instants, 30 * MINUTE)
    assert found.in_time.tolist() == [[0, 1, 1, 1, 1, 0]]
    assert found.counted.tolist() == [[0, 1, 1, 2, 2, 1]]


def test_that_a_floor_without_queues_or_instants_has_empty_curves() -> None:
    scene = Scene().at("09:00").available("ana")
    assert queue_curves(scene.floor, [scene.ms()], MINUTE).share.shape == (0, 1)
    assert floor_curve(scene.floor, [], MINUTE).share.shape == (1, 0)
    assert channel_curves(scene.floor, [scene.ms()], MINUTE).share.shape == (len(CHANNELS), 1)
