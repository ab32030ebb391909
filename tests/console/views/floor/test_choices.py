"""What a person wants to see: filters that let all pass until they ask for something."""

from __future__ import annotations

import pytest

from console.views.floor.choices import FIXED, OWN, TEAM, Choices, Filters
from console.views.floor.floor_view import FloorView
from tests.builders import Scene
from tests.console.views.floor.test_floor_view import LIVE


@pytest.mark.parametrize(
    ("filters", "asks"),
    [
        (Filters(), False),
        (Filters(text="  "), False),
        (Filters(text="ana"), True),
        (Filters(states=frozenset({"hold"})), True),
        (Filters(queues=frozenset({"help"})), True),
        (Filters(teams=frozenset({"north"})), True),
    ],
)
def test_that_a_filter_is_on_once_it_asks_for_something(filters: Filters, asks: bool) -> None:
    assert bool(filters) is asks


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(), {"ana", "ben"}),
        (Filters(text="NORTH"), {"ana"}),
        (Filters(states=frozenset({"not_ready"})), {"ben"}),
        (Filters(queues=frozenset({"sales"})), {"ben"}),
        (Filters(teams=frozenset({"north"}), text="ben"), set()),
    ],
)
def test_that_the_floor_shows_whom_the_filters_let_pass(filters: Filters, names: set[str]) -> None:
    scene = Scene().queue("help").queue("sales").agent("ana", team="north", queues=["help"])
    scene.agent("ben", team="south", queues=["sales"]).at("09:00").available("ana").not_ready("ben")
    rows = FloorView(scene.floor, Choices(filters=filters)).read(scene.ms(), LIVE)
    assert {tile.id for group in rows.groups for tile in group.tiles} == names


def test_that_until_a_person_chooses_agents_stand_by_team_in_a_fixed_order() -> None:
    choices = Choices()
    assert (choices.group_by, choices.order, choices.queue_order) == (TEAM, FIXED, OWN)
    assert choices.window_ms == 30 * 60_000
