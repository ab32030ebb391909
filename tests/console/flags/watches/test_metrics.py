"""Watching metrics: past a limit, lit for as long as it is not well again, of those the rule is about."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from console.flags.histories.metric_history import metric_history
from console.flags.rules.rules import Rule, Rulebook
from console.flags.rules.watched_metrics import TIMES
from console.floor.floor import Floor
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from tests.builders import Scene, floor_of
from tests.console.flags.scenes import BREACH, NONE, WARNING, one, rule, seen, severity, since
from tests.console.flags.test_flags import seen as seen_of
from tests.made_logs import made_log

QUEUED = {"watch": "metric", "each": "queue", "metric": "waiting"}


def waiting(**fields: object) -> Rule:
    return rule(**{**QUEUED, "warning": 3.0, "breach": 5.0, **fields})  # type: ignore[arg-type]


def crowd(*counts: int) -> Scene:
    """Billing, where so many wait at 09:00, 09:01 and so on, and sales with one who waits all the time."""
    scene = Scene().queue("billing").send("queue.profile", queue="sales", channel="chat")
    scene.at("08:59").queued("s1", "sales")
    here: list[str] = []
    for minute, count in enumerate(counts):
        scene.at(f"09:{minute:02}")
        while len(here) < count:
            here.append(f"c{scene.line}")
            scene.queued(here[-1], "billing")
        while len(here) > count:
            scene.abandoned(here.pop(0), "billing")
    return scene


def test_that_a_metric_is_lit_at_its_limit_and_goes_out_below() -> None:
    scene = crowd(2, 3, 5, 4, 2)
    found = [severity(scene, f"09:0{minute}:30", waiting()) for minute in range(5)]
    assert found == [NONE, WARNING, BREACH, WARNING, NONE]
    seen_at = one(scene, "09:02:30", waiting())
    assert seen_at is not None
    assert (seen_at.scope, seen_at.value, seen_at.goal) == ("queue:billing", 5, 5)
    assert seen_at.since == scene.ms("09:01"), "it rose when the first limit was met"


def test_that_once_lit_it_stays_until_it_is_better_by_clear() -> None:
    scene, calm = crowd(3, 2, 3, 1, 2, 3), waiting(clear=2.0)
    found = [severity(scene, f"09:0{minute}:30", calm) for minute in range(6)]
    assert found == [WARNING, WARNING, WARNING, NONE, NONE, WARNING]
    assert {since(scene, f"09:0{minute}:30", calm) for minute in range(3)} == {scene.ms("09:00")}
    assert since(scene, "09:05:30", calm) == scene.ms("09:05")


def test_that_it_is_shown_when_it_has_lasted() -> None:
    scene, patient = crowd(3, 2, 3, 3, 3), waiting(for_seconds=90.0)
    found = [severity(scene, time, patient) for time in ("09:00:59", "09:01:30", "09:03:29", "09:03:30")]
    assert found == [NONE, NONE, NONE, WARNING]
    assert since(scene, "09:04:10", patient) == scene.ms("09:03:30")


def test_that_a_metric_may_be_too_low() -> None:
    low = rule("metric", each="team", metric="occupancy", side="below", warning=0.5, breach=0.2, clear=0.1)
    scene = Scene().agent("ana", team="north").at("09:00").available("ana").after(1)
    assert severity(scene, "09:00:30", low) is BREACH
    scene.at("09:01").answered("c1", "ana")
    assert [severity(scene, time, low) for time in ("09:01:30", "09:02:20", "09:02:31")] == [
        WARNING,
        WARNING,
        NONE,
    ], "a third, then 57 %, which is not yet better by a tenth, then 60 %"


def test_that_too_few_contacts_say_nothing() -> None:
    rate = rule("metric", each="queue", metric="abandon_rate", breach=0.5, at_least=3.0)
    scene = Scene().queue("billing").at("09:00")
    for number, expected in enumerate((NONE, NONE, BREACH)):
        scene.after(10).queued(f"c{number}", "billing").after(5).abandoned(f"c{number}", "billing")
        assert severity(scene, f"09:00:{15 * (number + 1)}", rate) is expected


@pytest.mark.parametrize(
    ("each", "scope", "found"),
    [
        ("queue", {}, {"queue:billing", "queue:sales"}),
        ("queue", {"queues": ["sales", "nowhere"]}, {"queue:sales"}),
        ("queue", {"channels": ["voice"]}, {"queue:billing"}),
        ("queue", {"queues": ["billing"], "channels": ["chat"]}, set()),
        ("channel", {}, {"channel:voice", "channel:chat"}),
        ("channel", {"channels": ["chat"]}, {"channel:chat"}),
        ("floor", {}, {"floor"}),
    ],
)
def test_that_a_rule_is_about_its_scope_alone(
    each: str, scope: dict[str, list[str]], found: set[str]
) -> None:
    crowded = waiting(each=each, scope=scope, warning=1.0, breach=None)
    assert {one.scope for one in seen(crowd(3), "09:00:30", crowded)} == found


def test_that_a_rewound_instant_is_read_at_its_last_whole_second() -> None:
    scene = crowd(2, 3)
    assert severity(scene, "09:00:59.999", waiting()) is NONE
    assert since(scene, "09:01:00.500", waiting()) == scene.ms("09:01")


@cache
def sent() -> Floor:
    return floor_of(made_log(3, contacts=60, agents=6))


@pytest.mark.parametrize(
    ("metric", "each", "side", "warning", "clear", "lasts"),
    [
        ("waiting", "queue", "above", 2.0, 1.0, 0.0),
        ("waiting", "floor", "above", 3.0, 0.0, 20.0),
        ("service_level.offered", "queue", "below", 0.6, 0.1, 30.0),
        ("occupancy", "agent", "above", 0.7, 0.05, 60.0),
        ("utilisation", "team", "below", 0.5, 0.02, 0.0),
    ],
)
def test_that_it_is_what_a_walk_through_every_second_gives(
    metric: str, each: str, side: str, warning: float, clear: float, lasts: float
) -> None:
    floor, lit_at = sent(), 0
    watched = rule(
        "metric", metric=metric, each=each, side=side, warning=warning, clear=clear, for_seconds=lasts,
        window_seconds=600.0,
    )  # fmt: skip
    pace = 10_000 if metric in TIMES else 1_000
    first = -(-floor.since // pace) * pace
    instants = np.arange(first, min(floor.latest, first + 7_200_000), pace)
    reading = Reading(floor, rolling(int(instants[-1]), 600_000))
    values = metric_history(reading, metric, each, instants, 600_000).value * (1 if side == "above" else -1)
    limit = warning if side == "above" else -warning
    for step in range(40, len(instants), 397_000 // pace):
        expected = set()
        for group, of_one in enumerate(values[:, : step + 1].tolist()):
            rose = None
            for at, value in zip(instants.tolist(), of_one, strict=False):
                if value >= limit - 1e-9:
                    rose = at if rose is None else rose
                elif value != value or value <= limit - clear + 1e-9:
                    rose = None
            if rose is not None and rose + lasts * 1000 <= instants[step]:
                expected.add((group, rose + lasts * 1000))
        found = seen_of(floor, int(instants[step]), Rulebook([watched]))
        lit_at += len(found)
        assert len(found) == len(expected)
        assert {float(one.since) for one in found} == {float(since) for _, since in expected}
    assert lit_at, "what never lights up proves nothing"
