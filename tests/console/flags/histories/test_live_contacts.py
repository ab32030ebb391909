"""Who had which contact in hand: the same read at once, and looking back from later."""

from __future__ import annotations

from console.flags.histories.live_contacts import live_contacts
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from tests.builders import Scene


def hands(scene: Scene, time: str, *contacts: str) -> dict[str, list[tuple[str, str, str]]]:
    """(agent, queue, answered at) of each of *contacts* at *time*."""
    floor = scene.floor
    numbers = [floor.books.contact_names.index(contact) for contact in contacts]
    found = live_contacts(Reading(floor, rolling(scene.ms(time), 60_000)), numbers)
    return {
        floor.books.contact_names[number]: [
            (
                floor.roster.by_index[leg.agent].name,
                floor.queues.by_index[leg.queue].name if leg.queue >= 0 else "",
                scene.text(leg.since)[11:19],
            )
            for leg in found.get(number, [])
        ]
        for number in numbers
    }


def test_that_nobody_is_asked_about_nothing() -> None:
    assert hands(Scene().at("09:00").answered("c1", "ana"), "09:00") == {}


def test_that_talking_and_held_contacts_are_in_hand() -> None:
    scene = Scene().at("09:00").queued("c1", "billing").at("09:00:05").offered("c1", "ana")
    scene.at("09:00:10").answered("c1", "ana").at("09:01").held("c1", "ana")
    assert hands(scene, "09:00:09", "c1") == {"c1": []}
    assert hands(scene, "09:00:10", "c1") == {"c1": [("ana", "billing", "09:00:10")]}
    assert hands(scene, "09:01", "c1") == {"c1": [("ana", "billing", "09:00:10")]}


def test_that_wrap_up_is_not_though_it_is_open_still() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").at("09:02").released("c1", "ana")
    assert hands(scene, "09:01:59", "c1") == {"c1": [("ana", "", "09:00:00")]}
    assert hands(scene, "09:02", "c1") == {"c1": []}


def test_that_a_leg_long_over_is_found_looking_back() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").at("09:02").released("c1", "ana")
    scene.at("09:03").wrapped("c1", "ana").ended("c1").at("10:00").answered("c2", "ana")
    assert hands(scene, "09:01", "c1", "c2") == {"c1": [("ana", "", "09:00:00")], "c2": []}
    assert hands(scene, "09:02:30", "c1") == {"c1": []}


def test_that_two_agents_may_have_one_contact() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").at("09:01").answered("c1", "bea")
    scene.at("09:02").released("c1", "ana", wrap_up=False)
    assert hands(scene, "09:01", "c1") == {"c1": [("bea", "", "09:01:00"), ("ana", "", "09:00:00")]}
    assert hands(scene, "09:02", "c1") == {"c1": [("bea", "", "09:01:00")]}
