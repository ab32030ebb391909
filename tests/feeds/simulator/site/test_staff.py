"""The crew: every queue has somebody, everybody a name, whatever the size."""

from __future__ import annotations

import pytest

from feeds.simulator.site.catalogue import catalogue
from feeds.simulator.site.random_streams import RandomStream
from feeds.simulator.site.staff import FAMILY, staff_of


@pytest.mark.parametrize(("agents", "queues"), [(1, 1), (1, 8), (2, 3), (3, 500), (150, 8), (5000, 500)])
def test_that_every_queue_is_served_and_every_name_is_ones_own(agents: int, queues: int) -> None:
    kinds = catalogue(queues, RandomStream(1, "queues"))
    staff = staff_of(agents, kinds, RandomStream(1, "people"))
    assert len(staff.people) == agents
    assert {name for person in staff.people for name in person.queues} == {kind.id for kind in kinds}
    assert len({kind.id for kind in kinds}) == len({kind.name for kind in kinds}) == queues
    names = [person.name for person in staff.people] + [team.lead for team in staff.teams]
    assert len(set(names)) == len(names)
    assert len({person.id for person in staff.people}) == agents
    assert all(len(person.id) <= 128 for person in staff.people)
    assert (
        len({team.id for team in staff.teams}) == len({team.name for team in staff.teams}) == len(staff.teams)
    )


def test_that_work_is_shared_out_by_its_weight() -> None:
    kinds = catalogue(8, RandomStream(1, "queues"))
    staff = staff_of(1000, kinds, RandomStream(1, "people"))
    spoken = sum(kind.weight for kind in kinds if FAMILY[kind.channel] == "spoken")
    assert len(staff.of("spoken")) / 1000 == pytest.approx(spoken / sum(k.weight for k in kinds), abs=0.02)
    assert all(person.capacity == {"chat": 3, "message": 3} for person in staff.of("digital"))
    assert all(1 <= len(person.queues) <= 3 for person in staff.people)


def test_that_habits_vary() -> None:
    staff = staff_of(200, catalogue(8, RandomStream(1, "queues")), RandomStream(1, "people"))
    paces = sorted(person.habits.talk for person in staff.people)
    assert paces[0] < 0.85 < 1.2 < paces[-1]
    assert len({person.habits for person in staff.people}) == 200
