"""Flags kept from second to second equal fresh ones at every instant: live, rewound, after late events."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from console.flags.flags import Flags
from console.flags.rules.conditions import Condition
from console.flags.rules.rules import Rulebook
from console.floor.floor import Floor
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from console.settings.rule_files import read_rules
from feeds.events import instant
from tests.arrival_orders import late_by_minutes, late_within, of_sources
from tests.builders import JSON, Scene, send, tiny_blocks
from tests.console.flags.scenes import rule
from tests.console.flags.test_flags import PATIENT, RULES
from tests.made_logs import made_log
from tests.test_late_snapshots import with_snapshot

EXAMPLES = int(os.environ.get("FLOORLIGHT_SOAK", "20"))
# Limits so low that a small floor raises flags often, of every watch; some with a scope.
ALL = Rulebook(
    [
        *RULES.rules,
        *(one.model_copy(update={"id": f"patient-{one.id}"}) for one in PATIENT.rules),
        *(one.model_copy(update={"id": f"shipped-{one.id}"}) for one in read_rules().rules),
        rule("time_in_state", id="wraps", state="wrap_up", goal="wrap_up_goal_seconds", warning=0.1),
        rule("missed", id="any-miss", warning=1.0, breach=2.0, clear=1.0, window_seconds=1200.0),
        rule("service_level", id="level", warning=0.2, breach=0.1, clear=0.05, window_seconds=1800.0),
        rule("service_level", id="signal", warning=0.2, breach=0.1, window_seconds=1800.0, signal=True),
        rule("service_level", id="voice", warning=0.1, clear=0.2, scope={"channels": ["voice", "chat"]}),
    ]
)
METRICS = Rulebook(
    [
        rule("metric", id="busy", metric="occupancy", each="agent", warning=0.5, clear=0.1),
        rule("metric", id="loyal", metric="adherence", each="team", side="below", warning=0.9, clear=0.05),
        rule("metric", id="queued", metric="waiting", each="queue", warning=1.0, breach=3.0, clear=1.0),
        rule(
            "metric", id="slow", metric="average_handle_time_seconds", each="agent", warning=60.0, clear=20.0
        ),
        rule("metric", id="lost", metric="abandon_rate", each="channel", warning=0.1, for_seconds=20.0),
        rule("metric", id="level", metric="service_level.offered", each="floor", side="below", warning=0.8),
    ]
)


def shown(flags: Flags, floor: Floor, at: int) -> list[Condition]:
    return flags.open(Reading(floor, rolling(at, 1_800_000)))


def assert_kept(rules: Rulebook, kept: Flags, floor: Floor, at: int) -> int:
    """Compare at *at* (ms); returns how many flags are open."""
    expected = shown(Flags(rules), floor, at)
    assert shown(kept, floor, at) == expected
    return len(expected)


def in_order(events: list[JSON], seed: int) -> list[JSON]:
    return events


def late(events: list[JSON], seed: int) -> list[JSON]:
    return late_within(events, seed, 5_000)


def very_late(events: list[JSON], seed: int) -> list[JSON]:
    return late_by_minutes(events, seed, share=0.1)


def of_two(events: list[JSON], seed: int) -> list[JSON]:
    return of_sources(late_within(events, seed, 2_000), seed)


def redefined(events: list[JSON], seed: int) -> list[JSON]:
    """The definitions arrive again, late, with other limits and teams."""
    rng, arrivals = random.Random(seed), list(events)
    for event in events:
        if event["type"].endswith(".profile") and rng.random() < 0.5:
            other = {key: value for key, value in event.items() if key != "seq"}
            if event["type"] == "queue.profile":
                level = {"threshold_seconds": rng.choice((5, 60)), "target": rng.choice((0.5, 0.9))}
                other = {**other, "service_level": level, "wrap_up_goal_seconds": rng.choice((20.0, 90.0))}
            elif event["type"] == "agent.profile":
                other["team"] = rng.choice(("north", "south"))
            arrivals.insert(rng.randrange(len(arrivals) // 3, len(arrivals)), other)
    return arrivals


def lost(events: list[JSON], seed: int) -> list[JSON]:
    return with_snapshot(events, late_within(events, seed, 2_000), seed, 0.5)


ORDERS = [in_order, late, very_late, of_two, redefined, lost]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("rules", "steps"), [(ALL, 60), (METRICS, 25)], ids=["all", "metrics"])
@given(seed=st.integers(0, 400), data=st.data())
@settings(
    max_examples=max(1, EXAMPLES // 10),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_that_kept_flags_are_those_read_anew_at_every_instant(
    order: Callable[[list[JSON], int], list[JSON]],
    rules: Rulebook,
    steps: int,
    seed: int,
    data: st.DataObject,
) -> None:
    rng = random.Random(data.draw(st.integers(0, 1_000)))
    arrivals = order(made_log(seed, contacts=60, agents=6), seed)
    horizon_ms = rng.choice((None, None, 3_600_000))
    floor, kept, found = Floor(horizon_ms=horizon_ms), Flags(rules), 0
    with tiny_blocks() if rng.random() < 0.7 else nullcontext():
        first = rng.randrange(len(arrivals) // 2)
        send(floor, arrivals[:first], 1)
        for _ in range(steps):
            size = rng.choice((0, 1, 1, 2, 3, 8, 40))
            send(floor, arrivals[first : first + size], first + 1)
            first = min(len(arrivals), first + size)
            if not floor.applied or floor.latest < floor.since:
                continue
            now = floor.latest - floor.latest % 1000
            for at in (
                (now, now + 1000) if rng.random() < 0.8 else (rng.randint(floor.since, floor.latest), now)
            ):
                found += assert_kept(rules, kept, floor, at)
    assert found or horizon_ms or steps < 60, "a floor without flags proves little"


def test_that_flags_kept_along_a_recording_are_those_read_anew() -> None:
    floor, kept = Floor(horizon_ms=None), Flags(ALL)
    send(floor, made_log(5, contacts=60, agents=6))
    middle = (floor.since + floor.latest) // 2
    for at in (*range(middle, middle + 90_000, 1_500), *range(middle, middle - 60_000, -7_000)):
        assert_kept(ALL, kept, floor, at)
    for at in range(floor.since, floor.latest + 7_200_000, 240_000):
        assert_kept(ALL, kept, floor, at)


def test_that_one_set_of_rules_may_watch_two_floors_in_turn() -> None:
    floors = [Floor(horizon_ms=None), Floor(horizon_ms=None)]
    for seed, floor in enumerate(floors, 1):
        send(floor, made_log(seed, contacts=40, agents=5))
    kept = Flags(ALL)
    for step in range(12):
        for floor in floors:
            assert_kept(ALL, kept, floor, (floor.since + floor.latest) // 2 + step * 1000)


def test_that_a_late_answer_takes_back_the_fall_of_a_service_level() -> None:
    rules = Rulebook([rule("service_level", breach=0.0, window_seconds=1800.0)])
    scene = Scene().queue("billing").agent("ana").available("ana").at("09:00").queued("c1", "billing")
    scene.at("09:02").answered("c1", "ana").at("09:03").released("c1", "ana", wrap_up=False)
    kept, at = Flags(rules), scene.ms("09:04")
    assert len(shown(kept, scene.floor, at)) == 1
    late_answer = {"type": "contact.answered", "contact": "c1", "agent": "ana", "at": "2026-11-23T09:00:05Z"}
    assert instant(late_answer["at"]) == scene.ms("09:00:05")
    send(scene.floor, [{**late_answer, "seq": 100}])
    assert shown(kept, scene.floor, at + 1000) == shown(Flags(rules), scene.floor, at + 1000)
