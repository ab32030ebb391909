"""Presence: how many agents of a scope are in a state, counted from the report's agents."""

from __future__ import annotations

import pytest

from console.floor.ledgers.codes import STATES
from console.metrics.agents_in_state import STAFFED, agents_in_state
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import rolling
from console.metrics.report import report
from tests.builders import Scene, floor_of
from tests.made_logs import made_log

MINUTE = 60_000


@pytest.mark.parametrize("seed", range(4))
def test_that_the_floors_counts_are_the_reports_agents(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=30))
    for back in range(0, 170, 17):
        window = rolling(floor.latest - back * MINUTE, MINUTE)
        states = [row["state"] for row in report(floor, window)["agents"].values()]
        reading = Reading(floor, window)
        for state in set(STATES) - {"on_contact"}:
            assert agents_in_state(reading, Scope("floor"), state) == states.count(state)
        busy = states.count("on_contact") + states.count("hold")
        assert agents_in_state(reading, Scope("floor"), "on_contact") == busy
        assert agents_in_state(reading, Scope("floor"), STAFFED) == len(states) - states.count("offline")


def test_that_a_scope_counts_its_own_agents() -> None:
    scene = Scene().at("09:00").queue("sales").queue("chat", channel="chat")
    scene.agent("ana", "bo", team="north", queues=["sales"]).agent(
        "cy", team="south", queues=["chat", "sales"]
    )
    scene.available("ana", "bo", "cy").not_ready("bo", "lunch")
    reading = Reading(scene.floor, rolling(scene.ms(), MINUTE))
    available = {
        str(scope): agents_in_state(reading, scope, "available")
        for scope in map(
            Scope.parse, ("floor", "team:north", "queue:sales", "queue:chat", "channel:voice", "agent:bo")
        )
    }
    assert available == {
        "floor": 2,
        "team:north": 1,
        "queue:sales": 2,
        "queue:chat": 1,
        "channel:voice": 2,
        "agent:bo": 0,
    }
