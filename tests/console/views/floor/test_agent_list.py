"""The list of agents: sorted by any column, held while a person is at it, in groups with a folded line."""

from __future__ import annotations

import pytest

from console.views.floor.agent_list import ListOrder, ListRow, cell_figure, cell_text
from console.views.floor.choices import FOLD, LIST, UNGROUPED, Choices, FoldedAgents
from console.views.floor.floor_view import FloorView
from console.views.list_columns import COLUMNS, SORTED_AT_FIRST
from console.views.rows import FloorRows
from tests.builders import Scene
from tests.console.views.floor.test_floor_view import LIVE


def scene() -> Scene:
    made = Scene().at("09:00").send("queue.profile", queue="q-1", name="Billing", skills=["pt"])
    for agent, name, team in (("a", "Zoë", "north"), ("b", "Álvaro", "north"), ("c", "Bo", "south")):
        made.send("agent.profile", agent=agent, name=name, team=team, queues=["q-1"])
    made.send("agent.profile", agent="d", name="Di", team="south").send(
        "agent.state", agent="d", state="offline"
    )
    made.available("a").after(10).available("b", "c").queued("k1", "q-1").answered("k1", "c")
    return made.after(30).released("k1", "c", wrap_up=False).after(30)


def read(**choices: str) -> FloorRows:
    made = scene()
    wanted = Choices(view=LIST, folding=FoldedAgents(FOLD), **choices)  # type: ignore[arg-type]
    return FloorView(made.floor, wanted).read(made.ms(), LIVE)


def rows(sort: str = SORTED_AT_FIRST, **choices: str) -> list[ListRow]:
    shown = read(**choices)
    return ListOrder().rows(shown.groups, shown.listed, sort)


def names(found: list[ListRow]) -> list[str]:
    return [row.tile.name for row in found if row.tile is not None]


def test_that_each_group_has_a_heading_its_agents_and_its_folded() -> None:
    assert [row.id for row in rows("agent")] == [
        "group:north",
        "agent:b",
        "agent:a",
        "group:south",
        "agent:c",
        "folded:south",
    ]
    assert [row.id for row in rows("agent", group_by=UNGROUPED)] == [
        "agent:b",
        "agent:c",
        "agent:a",
        "folded:everyone",
    ]
    assert [row.text for row in rows("agent")[3:]] == [
        "south, 2 agents",
        "Bo, Available 0:30, Billing",
        "1 offline",
    ]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("agent", ["Álvaro", "Bo", "Zoë"]),
        ("-agent", ["Zoë", "Bo", "Álvaro"]),
        ("time", ["Zoë", "Álvaro", "Bo"]),
        ("-time", ["Bo", "Álvaro", "Zoë"]),
        ("handled", ["Bo", "Álvaro", "Zoë"]),
        ("average_handle_time_seconds", ["Bo", "Álvaro", "Zoë"]),
        ("-average_handle_time_seconds", ["Bo", "Álvaro", "Zoë"]),
        ("team", ["Álvaro", "Zoë", "Bo"]),
        ("attention", ["Zoë", "Álvaro", "Bo"]),
        ("skills", ["Álvaro", "Bo", "Zoë"]),
    ],
)
def test_that_any_column_sorts_and_what_has_no_value_comes_last(sort: str, order: list[str]) -> None:
    assert names(rows(sort, group_by=UNGROUPED)) == order


@pytest.mark.parametrize("column", COLUMNS)
def test_that_every_column_has_a_text_or_none_and_sorts(column: str) -> None:
    for row in rows(column):
        if row.tile is not None and row.more is not None:
            text, figure = cell_text(column, row.tile, row.more), cell_figure(column, row.tile, row.more)
            assert figure is None or figure.text == text


def test_that_a_held_order_stays_until_another_sort_is_chosen() -> None:
    shown, order = read(group_by=UNGROUPED), ListOrder()
    assert names(order.rows(shown.groups, shown.listed, "-agent")) == ["Zoë", "Bo", "Álvaro"]
    made = scene().send("agent.profile", agent="a", name="Ada", team="north", queues=["q-1"]).available("e")
    wanted = Choices(view=LIST, group_by=UNGROUPED)
    later = FloorView(made.floor, wanted).read(made.ms(), LIVE)
    held = order.rows(later.groups, later.listed, "-agent", may_move=False)
    assert names(held) == ["Ada", "Bo", "Álvaro", "Di", "e"]
    assert names(order.rows(later.groups, later.listed, "agent", may_move=False))[0] == "Ada"


def test_that_figures_are_those_of_the_agent() -> None:
    listed = read().listed["c"]
    assert (listed.team, listed.queues, listed.skills) == ("south", "Billing", "pt")
    assert {key: figure.text for key, figure in listed.figures.items()} == {
        "occupancy": "50.0 %",
        "adherence": "–",
        "handled": "1",
        "average_handle_time_seconds": "0:30",
    }
    assert {figure.scope for figure in listed.figures.values()} == {"agent:c"}


def test_that_nothing_is_listed_while_tiles_are_shown() -> None:
    made = scene()
    assert not FloorView(made.floor, Choices()).read(made.ms(), LIVE).listed
