"""Figures that only the screen shows are explained by what they count."""

from __future__ import annotations

import pytest

from console.metrics.agents_in_state import agents_in_state
from console.metrics.explain.evidence import Evidence
from console.metrics.explain.on_screen import SCREEN_EXPLAINERS, TIME_IN_STATE
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import rolling
from tests.builders import Scene, floor_of
from tests.made_logs import made_log


def evidence(scene: Scene, scope: str) -> Evidence:
    return Evidence(Reading(scene.floor, rolling(scene.clock, 1_800_000)), Scope.parse(scope))


def floor() -> Scene:
    scene = Scene().at("09:00").queue("billing").queue("chats", channel="chat")
    scene.agent("ana", "ben", queues=["billing"]).available("ana").not_ready("ben")
    return scene.after(60).queued("c1", "billing").after(30)


def test_that_time_in_state_is_one_spell() -> None:
    account = SCREEN_EXPLAINERS[TIME_IN_STATE][0](evidence(floor(), "agent:ben"))
    assert (account.numerator, account.denominator) == (90.0, None)
    [item] = account.counted
    assert (item.who, item.why, item.end) == ({"agent": "ben"}, "not ready", None)


def test_that_queues_with_waiting_contacts_are_told_from_the_rest() -> None:
    waiting = SCREEN_EXPLAINERS["queues.waiting"][0](evidence(floor(), "floor"))
    assert [(item.who["queue"], item.why) for item in waiting.counted] == [("billing", "1 waiting")]
    assert [item.who["queue"] for item in waiting.left_out] == ["chats"]
    every = SCREEN_EXPLAINERS["queues.all"][0]
    assert every(evidence(floor(), "floor")).numerator == 2
    assert [item.who["queue"] for item in every(evidence(floor(), "channel:chat")).counted] == ["chats"]


@pytest.mark.parametrize("metric", [name for name in SCREEN_EXPLAINERS if name.startswith("state.")])
def test_that_agents_by_state_are_those_the_screen_counts(metric: str) -> None:
    made = floor_of(made_log(3))
    now = made.latest - 20 * 60_000
    reading = Reading(made, rolling(now, 1_800_000))
    for scope in ("floor", *(f"queue:{queue}" for queue in made.queues.queues)):
        account = SCREEN_EXPLAINERS[metric][0](Evidence(reading, Scope.parse(scope)))
        assert account.numerator == agents_in_state(reading, Scope.parse(scope), metric.partition(".")[2])
