"""Folding: a contact folded again is the one it was, and only what changed reaches its agents."""

from __future__ import annotations

import pytest

from console.floor.folding import Folding
from tests.builders import Scene, figures, floor_of
from tests.made_logs import made_log


@pytest.mark.parametrize("seed", range(4))
def test_that_folding_again_changes_nothing(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=30, agents=5)[:400])
    before, folding = figures(floor, floor.latest), Folding(floor.contacts, floor.surveys)
    for contact in list(floor.store.at_hand.values()):
        assert folding.fold_again(contact) == {}
    assert figures(floor, floor.latest) == before


def test_that_agents_change_from_the_first_instant_that_differs() -> None:
    scene = (
        Scene()
        .at("09:00")
        .queue("billing")
        .available("ana")
        .answered("c1", "ana")
        .at("09:01")
        .held("c1", "ana")
    )
    contact = scene.floor.contact("c1")
    del contact.events[-1]
    changed = Folding(scene.floor.contacts, scene.floor.surveys).fold_again(contact)
    assert {agent.name: at for agent, at in changed.items()} == {"ana": scene.ms("09:01")}


def test_that_a_state_between_two_events_ends_the_wrap_up() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").at("09:01").released("c1", "ana").at("09:02")
    scene.available("ana").at("09:03").answered("c1", "ben")
    contact = scene.floor.contact("c1")
    Folding(scene.floor.contacts, scene.floor.surveys).fold_again(contact)
    assert [(leg.agent.name, leg.since) for leg in contact.past_legs] == [("ana", scene.ms("09:02"))]
