"""Facts of contacts from the books: legs with their holds, whether the contact is over or not."""

from __future__ import annotations

from console.floor.ledgers.codes import State
from console.views.explain.contact_facts import (
    contact_index,
    is_held,
    legs_of_contact,
    states_between,
)
from tests.builders import Scene


def call() -> Scene:
    scene = Scene().at("09:00").queue("billing").agent("ana", queues=["billing"]).available("ana")
    scene.queued("c1", "billing").after(10).answered("c1", "ana").after(20).held("c1", "ana").after(5)
    return scene


def legs(scene: Scene, contact: str = "c1"):  # type: ignore[no-untyped-def]
    index = contact_index(scene.floor, contact)
    assert index is not None
    return legs_of_contact(scene.floor, contact, index)


def test_that_an_open_leg_is_on_hold() -> None:
    scene = call()
    [leg] = legs(scene)
    assert leg.answered == scene.ms("09:00:10")
    assert leg.holds == ((scene.ms("09:00:30"), None),)
    assert is_held(leg)
    assert (leg.released, leg.ended) == (None, None)


def test_that_the_holds_of_a_leg_that_is_over_are_found_in_the_states() -> None:
    scene = call().resumed("c1", "ana").after(30).released("c1", "ana").after(40).wrapped("c1", "ana")
    [leg] = legs(scene.ended("c1").after(7200))
    assert leg.holds == ((scene.ms("09:00:30"), scene.ms("09:00:35")),)
    assert (leg.released, leg.ended) == (scene.ms("09:01:05"), scene.ms("09:01:45"))
    assert leg.held == 5000
    assert not is_held(leg)


def test_that_holds_beside_another_contact_are_known_by_their_sum_only() -> None:
    scene = call().queued("c2", "billing").answered("c2", "ana").after(10)
    scene.resumed("c1", "ana").after(10).released("c1", "ana", wrap_up=False)
    [leg] = legs(scene)
    assert (leg.holds, leg.held) == ((), 15_000)


def test_that_states_between_two_instants_begin_with_the_one_at_the_first() -> None:
    scene = call()
    agent = scene.floor.roster.agents["ana"].index
    assert states_between(scene.floor, agent, scene.ms("09:00:15"), scene.clock) == [
        (scene.ms("09:00:15"), State.ON_CONTACT),
        (scene.ms("09:00:30"), State.HOLD),
    ]


def test_that_an_unknown_contact_has_no_number() -> None:
    assert contact_index(call().floor, "nobody") is None
