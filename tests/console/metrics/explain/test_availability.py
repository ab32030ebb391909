"""Who was available during a wait: exactly those who serve the queue, for exactly as long."""

from __future__ import annotations

import pytest

from console.metrics.explain.availability import Availability
from tests.builders import Scene, floor_of
from tests.made_logs import made_log


def people(scene: Scene, start: str, end: str, queue: str = "billing") -> dict[str, int]:
    floor = scene.floor
    found = Availability(floor, floor.since, scene.clock)
    lasted = found.during(floor.queues.queues[queue].index, scene.ms(start), scene.ms(end))
    return {floor.roster.by_index[one.agent].name: one.lasted for one in lasted}


def shift() -> Scene:
    """ana is available from 09:00 to 09:05, ben from 09:02 on, cat serves another queue."""
    scene = Scene().at("09:00").queue("billing").queue("sales")
    scene.agent("ana", "ben", queues=["billing"]).agent("cat", queues=["sales"])
    scene.available("ana", "cat").at("09:02").available("ben")
    return scene.at("09:05").not_ready("ana").at("09:10")


def test_that_only_agents_of_the_queue_count_longest_first() -> None:
    assert people(shift(), "09:01", "09:06") == {"ana": 240_000, "ben": 240_000}
    assert list(people(shift(), "09:03", "09:10")) == ["ben", "ana"]
    assert people(shift(), "09:05:01", "09:06") == {"ben": 59_000}


def test_that_an_instant_is_enough_and_nobody_is_nobody() -> None:
    assert people(shift(), "09:01:30", "09:02") == {"ana": 30_000, "ben": 0}
    scene = Scene().at("09:00").queue("billing").agent("ana", queues=["billing"]).not_ready("ana").at("09:05")
    assert people(scene, "09:01", "09:04") == {}


def test_that_who_served_the_queue_is_as_of_the_start() -> None:
    scene = shift().agent("ben", queues=["sales"]).at("09:20")
    assert people(scene, "09:06", "09:07") == {"ben": 60_000}
    assert people(scene, "09:11", "09:12") == {}


@pytest.mark.parametrize("seed", range(3))
def test_that_it_agrees_with_the_state_at_every_second(seed: int) -> None:
    floor = floor_of(made_log(seed, contacts=20))
    found = Availability(floor, floor.since, floor.latest)
    start = floor.since + 40 * 60_000
    end = start + 120_000
    for queue in floor.queues.by_index:
        said = {one.agent for one in found.during(queue.index, start, end)}
        members, queues = floor.roster.memberships(start, floor.queues.queues)
        mine = set(members[queues == queue.index].tolist())
        assert said <= mine
        for index in mine:
            agent = floor.roster.by_index[index]
            states = [
                floor.books.timeline.as_of(at, at).code[floor.roster.tenure_at(agent, at)] & 7
                for at in range(start, end + 1, 5_000)
                if agent.first_at <= at
            ]
            assert index in said or 1 not in states
