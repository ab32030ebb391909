"""Derivation: an agent's timeline derived again is the one that was written as it happened."""

from __future__ import annotations

import random

import pytest

from tests.builders import Scene, figures, floor_of
from tests.made_logs import made_log


@pytest.mark.parametrize("seed", range(6))
def test_that_a_timeline_derived_from_any_instant_says_the_same(seed: int) -> None:
    events = made_log(seed, contacts=40, agents=5)
    floor = floor_of(events)
    instants = random.Random(seed).sample(range(floor.since, floor.latest), 5)
    before = [figures(floor, at) for at in instants]
    for agent in floor.roster.by_index:
        floor.roster.derive(agent, max(agent.kept_from + 1, floor.since))
    assert [figures(floor, at) for at in instants] == before


def test_that_what_goes_on_after_a_derivation_goes_on_from_it() -> None:
    scene = Scene().at("09:00").available("ana").at("09:10").answered("c1", "ana")
    [ana] = scene.floor.roster.by_index
    scene.floor.roster.derive(ana, scene.ms("09:05"))
    scene.at("09:20").released("c1", "ana", wrap_up=False).at("09:30")
    assert scene.state("ana", at="09:15") == "on_contact"
    assert scene.read_agent("ana")["occupancy"] == pytest.approx(10 / 30)


def test_that_a_state_left_and_taken_up_at_one_instant_goes_on() -> None:
    scene = Scene().at("09:00").available("ana").at("09:10").offered("c1", "ana").missed("c1", "ana")
    [ana] = scene.floor.roster.by_index
    scene.floor.roster.derive(ana, scene.ms("09:00"))
    assert scene.read_agent("ana", at="09:20")["since"][11:16] == "09:00"
