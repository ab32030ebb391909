"""A reading: the facts of one window, in and out of it to the millisecond, and read without a trace."""

from __future__ import annotations

import numpy as np

from console.metrics.reading.reading import Reading, began_at, opened_at
from console.metrics.reading.windows import rolling
from console.metrics.report import report
from tests.builders import Scene

HALF_HOUR = 1_800_000


def morning() -> Scene:
    """In help: answered at 09:10 after 20 s, outbound answered at 09:11, one waits since 09:20."""
    scene = Scene().queue("help").agent("ana", team="north", queues=["help"]).at("09:00").available("ana")
    scene.at("09:09:40").queued("c1", "help", customer="bo").after(20).answered("c1", "ana")
    scene.at("09:11").released("c1", "ana", wrap_up=False).ended("c1")
    scene.queued("out", "help", direction="outbound").answered("out", "ana")
    scene.released("out", "ana", wrap_up=False).ended("out")
    return scene.at("09:20").queued("c2", "help").at("09:30")


def reading(scene: Scene, at: str, length: int = HALF_HOUR) -> Reading:
    return Reading(scene.floor, rolling(scene.ms(at), length))


def test_that_an_entry_is_in_the_window_that_holds_its_end_and_an_outbound_one_in_none() -> None:
    scene = morning()
    assert len(reading(scene, "09:10").ends["at"]) == 1
    assert len(reading(scene, "09:40").ends["at"]) == 0
    assert len(reading(scene, "09:39:59.999").ends["at"]) == 1
    assert len(reading(scene, "09:30").starts["at"]) == 2


def test_that_who_waited_then_is_open_then_also_looking_back() -> None:
    scene = morning()
    assert reading(scene, "09:09:50").open["start"].tolist() == [scene.ms("09:09:40")]
    assert reading(scene, "09:10").open["start"].tolist() == []
    assert reading(scene, "09:30").open["start"].tolist() == [scene.ms("09:20")]


def test_that_an_ended_entry_says_when_it_began() -> None:
    ends = reading(morning(), "09:30").ends
    assert opened_at(ends).tolist() == began_at(ends).tolist() == [morning().ms("09:09:40")]


def test_that_queues_and_agents_are_known_from_their_first_instant_on() -> None:
    scene = morning().at("09:25").agent("ben").queue("sales").at("09:30")
    before, after = reading(scene, "09:24"), reading(scene, "09:30")
    assert (len(before.known_agents), len(after.known_agents)) == (1, 2)
    assert (len(before.known_queues), len(after.known_queues)) == (1, 2)


def test_that_a_leg_of_the_very_instant_of_a_move_counts_for_the_new_team() -> None:
    scene = morning().at("09:31").answered("c2", "ana").at("09:32").released("c2", "ana", wrap_up=False)
    scene.agent("ana", team="south", queues=["help"]).at("09:33")
    legs = reading(scene, "09:33").legs
    teams = reading(scene, "09:33").tenure_team[legs["tenure"]]
    assert teams[-1] != teams[0]
    assert scene.read_team("south")["handled"] == 1


def test_that_a_customer_came_back_within_24_hours_and_by_the_end_of_the_window() -> None:
    scene = morning().at("09:40").queued("c3", "help", customer="bo").at("09:50")
    customer = np.array([scene.floor.books.customers["bo"], -1])
    since = np.array([scene.ms("09:11"), scene.ms("09:11")])
    assert reading(scene, "09:50").came_back(customer, since).tolist() == [True, False]
    assert reading(scene, "09:39").came_back(customer, since).tolist() == [False, False]
    assert reading(scene, "09:50").came_back(customer[:0], since[:0]).tolist() == []


def test_that_a_reading_changes_no_later_one() -> None:
    scene = morning()
    before = report(scene.floor, scene.window("09:30"))
    for step in reading(scene, "09:15").steps():
        assert step is None
    assert report(scene.floor, scene.window("09:30")) == before


def test_that_readings_that_meet_give_the_same_times_as_one_alone() -> None:
    scene = morning()
    first = reading(scene, "09:15", 900_000)
    second = Reading(scene.floor, rolling(scene.ms("09:30"), 900_000), before=first)
    assert first.meets(second.window)
    assert np.array_equal(second.times, reading(scene, "09:30", 900_000).times)
    second.forget()
    assert np.array_equal(second.times, reading(scene, "09:30", 900_000).times)
