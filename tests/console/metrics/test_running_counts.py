"""Running counts: at any instant those of the ledgers, whatever arrived, and however late, since the last."""

from __future__ import annotations

import os
from dataclasses import fields
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.floor.floor import Floor
from console.metrics.lane_counts import Counts, count_lanes
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import day, rolling
from console.metrics.running_counts import RunningCounts
from console.metrics.service_level import queue_figures
from tests.builders import JSON, Scene, floor_of, send, tiny_blocks
from tests.made_logs import made_log, shuffled

MINUTE = 60_000
EXAMPLES = int(os.environ.get("FLOORLIGHT_SOAK", "25"))


def plain(counts: Counts) -> JSON:
    return {field.name: getattr(counts, field.name).tolist() for field in fields(counts)}


def check(running: RunningCounts, floor: Floor, at: int, length: int) -> None:
    window = rolling(at, length)
    assert plain(running.lanes(Reading(floor, window))) == plain(count_lanes(Reading(floor, window)))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, max(7, EXAMPLES)),
    st.sampled_from([1_000, MINUTE, 30 * MINUTE]),
    st.booleans(),
    st.integers(0, 1_000),
)
def test_that_they_are_the_ledgers_counts_at_any_instant(
    seed: int, length: int, is_late: bool, way: int
) -> None:
    random, events = Random(way), made_log(seed, contacts=40, agents=6)
    events = shuffled(events, seed) if is_late else events
    with tiny_blocks():
        floor, first = Floor(horizon_ms=random.choice([None, 40 * MINUTE, 5 * MINUTE])), 0
        running = RunningCounts(floor, length)
        while first < len(events):
            size = random.choice((1, 4, 20))
            send(floor, events[first : first + size], first + 1)
            first += size
            back = random.choice([0, 0, 0, 900, length, 30 * MINUTE])
            check(running, floor, floor.latest - back, length)
        for ahead in (1, length - 1, length, 3 * length):
            check(running, floor, floor.latest + ahead, length)


def counted(scene: Scene, running: RunningCounts) -> Counts:
    """The counts of the floor's queues now, checked against the ledgers'."""
    assert running.length is not None
    window = rolling(scene.ms(), running.length)
    check(running, scene.floor, scene.ms(), running.length)
    return running.lanes(Reading(scene.floor, window)).by_scope()


def test_that_a_queue_that_falls_silent_loses_its_counts_as_time_passes() -> None:
    scene = Scene().at("09:00").queue("sales").agent("ana", queues=["sales"]).available("ana")
    running = RunningCounts(scene.floor, 30 * MINUTE)
    scene.answered_after(5, "c1", "sales", "ana")
    assert counted(scene, running).answered[0] == 1
    assert counted(scene.at("09:30:04"), running).answered[0] == 1
    assert counted(scene.at("09:30:05"), running).answered[0] == 0


def test_that_a_threshold_declared_for_the_past_counts_what_ended_since_then_again() -> None:
    scene = Scene().at("09:00").queue("sales", threshold=20).agent("ana", queues=["sales"]).available("ana")
    running = RunningCounts(scene.floor, 30 * MINUTE)
    scene.answered_after(15, "c1", "sales", "ana")
    assert counted(scene, running).answered_in[0] == 1
    scene.at("09:00:10").queue("sales", threshold=10).at("09:01")
    assert counted(scene, running).answered_in[0] == 0


def test_that_a_late_event_that_withdraws_an_answer_takes_it_from_the_counts() -> None:
    scene = Scene().at("09:00").queue("sales").agent("ana", queues=["sales"]).available("ana")
    running = RunningCounts(scene.floor, 30 * MINUTE)
    scene.queued("c1", "sales").after(30).answered("c1", "ana")
    assert counted(scene, running).answered[0] == 1
    scene.at("09:00:20").abandoned("c1", "sales").at("09:01")
    counts = counted(scene, running)
    assert (counts.answered[0], counts.abandoned[0]) == (0, 1)


def test_that_a_source_that_begins_again_with_a_snapshot_leaves_the_counts_right() -> None:
    scene = Scene().hello("one").at("09:00").queue("sales").agent("ana", queues=["sales"]).available("ana")
    running = RunningCounts(scene.floor, 30 * MINUTE)
    scene.queued("c1", "sales").queued("c2", "sales").after(10).answered("c1", "ana")
    assert counted(scene, running).answered[0] == 1
    scene.after(60).hello("two").snapshot(scene.said("agent.state", "09:01", agent="ana", state="available"))
    counts = counted(scene.after(5), running)
    assert (counts.started[0], counts.answered[0], counts.abandoned[0]) == (2, 1, 0)


@pytest.mark.parametrize("length", [MINUTE, 30 * MINUTE])
def test_that_any_other_window_is_read_from_the_ledgers_and_disturbs_nothing(length: int) -> None:
    floor = floor_of(made_log(3, contacts=40, agents=6))
    running, at = RunningCounts(floor, length), floor.latest - 60 * MINUTE
    check(running, floor, at, length)
    for window in (day(floor.site.at(at), at), rolling(at, 7 * MINUTE), rolling(at - 5 * MINUTE, length)):
        assert plain(running.lanes(Reading(floor, window))) == plain(count_lanes(Reading(floor, window)))
    check(running, floor, at + MINUTE, length)


def test_that_figures_from_running_counts_are_those_of_the_ledgers() -> None:
    floor = floor_of(made_log(5, contacts=60, agents=6))
    running = RunningCounts(floor, 30 * MINUTE)
    for back in range(120 * MINUTE, 0, -7 * MINUTE):
        window = rolling(floor.latest - back, 30 * MINUTE)
        pairs = zip(
            queue_figures(Reading(floor, window), running), queue_figures(Reading(floor, window)), strict=True
        )
        for kept, read in pairs:
            numbers = range(len(read.names))
            assert [kept.recovery(n) for n in numbers] == [read.recovery(n) for n in numbers]
            for name in ("longest_wait", "asa", "abandon_rate", "time_to_abandon", "handle_time", "target"):
                assert str(getattr(kept, name).tolist()) == str(getattr(read, name).tolist()), name


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, max(7, EXAMPLES)), st.booleans())
def test_that_the_days_counts_are_the_ledgers_too(seed: int, is_late: bool) -> None:
    events = made_log(seed, contacts=40, agents=6)
    events = shuffled(events, seed) if is_late else events
    floor = Floor(horizon_ms=None)
    running = RunningCounts(floor, None)
    for first in range(0, len(events), 15):
        send(floor, events[first : first + 15], first + 1)
        window = day(floor.site.at(floor.latest), floor.latest)
        counted = running.lanes(Reading(floor, window))
        assert plain(counted) == plain(count_lanes(Reading(floor, window)))


def test_that_a_new_day_is_counted_from_its_start() -> None:
    scene = Scene().at("23:50").queue("sales").agent("ana", queues=["sales"]).available("ana")
    running = RunningCounts(scene.floor, None)

    def answered() -> int:
        now = scene.ms()
        reading = Reading(scene.floor, day(scene.floor.site.at(now), now))
        return int(running.lanes(reading).by_scope().answered[0])

    scene.answered_after(5, "c1", "sales", "ana")
    assert answered() == 1
    scene.after(11 * 60).answered_after(5, "c2", "sales", "ana")
    assert answered() == 1
