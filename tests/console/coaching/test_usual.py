"""What is usual: an agent's own contacts first, then the queue's, then what the queue's goal says."""

from __future__ import annotations

import numpy as np

from console.coaching.usual import Usual
from console.metrics.reading import Reading
from console.metrics.windows import rolling
from tests.builders import Scene


def usual(scene: Scene, at: str, agent: str = "ana", queue: str = "billing") -> float | None:
    """What is usual at *at*, read there."""
    now = scene.ms(at)
    floor = scene.floor
    who = next(one.index for one in floor.roster.by_index if one.name == agent)
    found = Usual(Reading(floor, rolling(now, 60_000))).seconds(
        np.array([who]), np.array([floor.queues.queues[queue].index]), np.array([now])
    )[0]
    return None if np.isnan(found) else float(found)


def floor(goal: float | None = None) -> Scene:
    scene = Scene().tell("queue.profile", queue="billing", handle_goal_seconds=goal)
    return scene.queue("sales").agent("ana", "ben").at("08:00").available("ana", "ben")


def took(scene: Scene, agent: str, *seconds: float, queue: str = "billing") -> Scene:
    for length in seconds:
        name = f"u{scene.line}"
        scene.after(1).queued(name, queue).answered(name, agent).after(length).released(name, agent, False)
    return scene


def test_that_nothing_is_usual_where_nothing_was_completed_and_no_goal_is_told() -> None:
    assert usual(floor(), "09:00") is None


def test_that_the_goal_of_the_queue_stands_in() -> None:
    assert usual(took(floor(240), "ana", 10, 10, 10, 10), "09:00") == 240


def test_that_five_of_an_agents_own_are_enough() -> None:
    assert usual(took(floor(240), "ana", 10, 20, 30, 40, 50), "09:00") == 30


def test_that_ten_of_the_queue_are_enough_for_one_who_has_too_few() -> None:
    scene = took(took(floor(240), "ana", 100, 100, 100, 100), "ben", *[50] * 5)
    assert usual(scene, "09:00") == 240
    assert usual(took(scene, "ben", 50), "09:00") == 70


def test_that_the_contacts_of_another_queue_say_nothing() -> None:
    assert usual(took(floor(), "ana", *[10] * 20, queue="sales"), "09:00") is None


def test_that_a_hold_is_part_of_it_and_a_wrap_up_is_not() -> None:
    scene = floor()
    for number in range(5):
        name = f"c{number}"
        scene.after(1).queued(name, "billing").answered(name, "ana").after(30).held(name, "ana").after(20)
        scene.released(name, "ana").after(100).wrapped(name, "ana")
    assert usual(scene, "09:00") == 50


def test_that_what_is_eight_hours_past_is_forgotten() -> None:
    scene = took(floor(), "ana", *[10] * 5)
    assert usual(scene, "16:00:10") == 10
    assert usual(scene, "16:00:11") is None, "the first was completed at 08:00:11"
