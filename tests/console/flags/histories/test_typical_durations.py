"""What is usual: an agent's own contacts first, then the queue's, then what the queue's goal says."""

from __future__ import annotations

import numpy as np

from console.flags.histories.typical_durations import TypicalDurations
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from tests.builders import Scene


def usual(scene: Scene, at: str, agent: str = "ana", queue: str = "billing") -> float | None:
    """What is usual at *at*, read there."""
    now = scene.ms(at)
    floor = scene.floor
    who = next(one.index for one in floor.roster.by_index if one.name == agent)
    found = TypicalDurations().seconds(
        Reading(floor, rolling(now, 60_000)),
        np.array([who]),
        np.array([floor.queues.queues[queue].index]),
        np.array([now]),
    )[0]
    return None if np.isnan(found) else float(found)


def floor(goal: float | None = None) -> Scene:
    scene = Scene().send("queue.profile", queue="billing", handle_goal_seconds=goal)
    return scene.queue("sales").agent("ana", "ben").at("08:00").available("ana", "ben")


def took(scene: Scene, agent: str, *seconds: float, queue: str = "billing") -> Scene:
    for length in seconds:
        name = f"u{scene.line}"
        scene.after(1).queued(name, queue).answered(name, agent).after(length).released(name, agent, False)
    return scene


def test_that_nothing_is_typical_where_nothing_was_completed_and_no_goal_is_set() -> None:
    assert usual(floor(), "09:00") is None


def test_that_three_times_the_goal_of_the_queue_stands_in() -> None:
    assert usual(took(floor(240), "ana", *[10] * 9), "09:00") == 720


def test_that_an_agents_own_in_the_queue_is_usual_once_there_are_ten() -> None:
    assert usual(took(floor(), "ana", *range(10, 20)), "09:00") == 19
    assert usual(took(floor(), "ana", *range(10, 19)), "09:00") is None


def test_that_one_in_twenty_may_take_longer_than_usual() -> None:
    assert usual(took(floor(), "ana", *range(1, 20), 900), "09:00") == 19


def test_that_a_contact_must_be_long_by_the_agents_own_and_by_the_queues() -> None:
    quick = took(took(floor(), "ana", *[20] * 10), "ben", *[50] * 10)
    assert usual(quick, "09:00") == 50, "the queue's, for one who is quick"
    assert usual(quick, "09:00", "ben") == 50
    slow = took(took(floor(), "ana", *[120] * 10), "ben", *[20] * 250)
    assert usual(slow, "09:45") == 120, "her own, for one who takes her time"
    assert usual(slow, "09:45", "ben") == 20


def test_that_the_contacts_of_another_queue_say_nothing() -> None:
    assert usual(took(floor(), "ana", *[10] * 30, queue="sales"), "09:00") is None


def test_that_a_hold_is_part_of_it_and_a_wrap_up_is_not() -> None:
    scene = floor()
    for number in range(10):
        name = f"c{number}"
        scene.after(1).queued(name, "billing").answered(name, "ana").after(30).held(name, "ana").after(20)
        scene.released(name, "ana").after(100).wrapped(name, "ana")
    assert usual(scene, "09:00") == 50


def test_that_what_ends_within_a_quarter_of_an_hour_counts_from_the_next_on() -> None:
    scene = took(floor(), "ana", *[10] * 10)
    assert usual(scene, "08:14:59") is None
    assert usual(scene, "08:15") == 10


def test_that_what_is_eight_hours_past_is_forgotten() -> None:
    scene = took(floor(), "ana", *[10] * 10)
    assert usual(scene, "16:14:59") == 10
    assert usual(scene, "16:15") is None
