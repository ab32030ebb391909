"""The plan: who is there when, and a load that those people can bear."""

from __future__ import annotations

from itertools import pairwise

import pytest

from feeds.simulator.site.catalogue import catalogue
from feeds.simulator.site.day import CLOSES, OPENS, Day
from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.site.roster import SiteRoster
from feeds.simulator.site.settings import SimulationSettings
from feeds.simulator.site.staff import FAMILY, staff_of


def roster_of(agents: int, queues: int = 8, flat: bool = False) -> SiteRoster:
    kinds = catalogue(queues, RandomStream(1, "queues"))
    return SiteRoster(
        staff_of(agents, kinds, RandomStream(1, "people")), kinds, flat, RandomStream(1, "roster")
    )


def load(roster: SiteRoster, family: str, minute: float) -> float:
    """The work that comes to *family*, in agents' time, at *minute*."""
    own = [queue for queue in roster.queues if FAMILY[queue.channel] == family]
    return sum(roster.rate(queue, minute) * queue.effort / 3600 for queue in own)


@pytest.mark.parametrize("agents", [1, 10, 150, 1000])
def test_that_nobody_plans_more_calls_than_the_agents_can_take(agents: int) -> None:
    roster = roster_of(agents)
    for hour in range(9, 19):
        there = sum(
            start <= hour * 60 + 15 < end and what == "on_queue"
            for person in roster.shifts
            if any(FAMILY[q.channel] == "spoken" for q in roster.queues)
            for start, end, what in roster.shifts[person].spells()
        )
        assert load(roster, "spoken", hour * 60 + 15) <= max(there, 0.5)


def test_that_large_floors_are_busier_than_small_ones() -> None:
    small, middle, large = (load(roster_of(agents, 1), "spoken", 11 * 60) / agents for agents in (4, 40, 400))
    assert small < middle < large < 0.9


def test_that_shifts_lie_in_the_opening_hours_and_breaks_in_the_shifts() -> None:
    roster = roster_of(150)
    assert len(roster.shifts) == 150
    for shift in roster.shifts.values():
        assert OPENS <= shift.start < shift.end <= CLOSES
        spells = shift.spells()
        assert spells[0][0] == shift.start
        assert spells[-1][1] == shift.end
        assert all(before[1] == after[0] for before, after in pairwise(spells))
        assert sum(end - start for start, end, what in spells if what == "on_queue") > 3 * 60


def test_that_doors_close_when_the_last_one_of_a_small_floor_goes() -> None:
    roster = roster_of(1, 1)
    (shift,) = roster.shifts.values()
    queue = roster.queues[0]
    assert roster.rate(queue, shift.start + 30) > 0
    assert roster.rate(queue, shift.end) == 0


def test_that_some_are_off_but_never_on_a_floor_of_few() -> None:
    day = Day.first(SimulationSettings())
    for agents, least, most in ((5, 5, 5), (200, 180, 198)):
        roster, rng = roster_of(agents), RandomStream(1, "off")
        there = [roster.plan(person, day, rng) for person in crew_people(roster)]
        assert least <= sum(shift is not None for shift in there) <= most


def crew_people(roster: SiteRoster) -> list:  # type: ignore[type-arg]
    return roster._everyone.people


def test_that_constant_load_has_everybody_there_all_day() -> None:
    roster = roster_of(10, flat=True)
    queue = roster.queues[0]
    assert roster.rate(queue, 3 * 60) == roster.rate(queue, 11 * 60) > 0
    shift = roster.plan(crew_people(roster)[0], Day.first(SimulationSettings()), RandomStream(1, "off"))
    assert shift is not None
    assert shift.spells() == [(0, 24 * 60, "on_queue")]
