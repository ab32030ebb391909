"""Tile groups: by team, queue or state, and only the agents a person asked for."""

from __future__ import annotations

import pytest

from console.views.floor.choices import QUEUE, STATE, TEAM, Choices, Filters, LinkState
from console.views.floor.floor_view import FloorView
from console.views.goals import Goals
from console.views.rows import FloorRows, Link, Severity
from tests.builders import Scene


def scene() -> Scene:
    scene = (
        Scene().at("09:00").send("queue.profile", queue="q-1", name="Billing").queue("q-2", channel="chat")
    )
    scene.send("team.profile", team="t-1", name="Night shift")
    scene.agent("dora", "Carl", team="t-1", queues=["q-2", "q-1"]).agent("ana", team="t-2", queues=["q-1"])
    scene.available("dora", "ana", "zed").not_ready("Carl", "lunch").queued("c1", "q-1").answered("c1", "ana")
    return scene.after(60)


def look(choices: Choices) -> FloorRows:
    made = scene()
    return FloorView(made.floor, choices).read(made.ms(), LinkState(Link.LIVE))


def shown(choices: Choices) -> list[tuple[str, list[str]]]:
    return [(group.name, [tile.id for tile in group.tiles]) for group in look(choices).groups]


@pytest.mark.parametrize(
    ("group_by", "groups"),
    [
        (TEAM, [("Night shift", ["Carl", "dora"]), ("t-2", ["ana"]), ("No team", ["zed"])]),
        (QUEUE, [("Billing", ["ana"]), ("q-2", ["Carl", "dora"]), ("No queue", ["zed"])]),
        (STATE, [("On contact", ["ana"]), ("Available", ["dora", "zed"]), ("Not ready", ["Carl"])]),
    ],
)
def test_that_everyone_stands_once_under_a_heading(
    group_by: str, groups: list[tuple[str, list[str]]]
) -> None:
    assert shown(Choices(group_by=group_by)) == groups


@pytest.mark.parametrize(
    ("filters", "agents"),
    [
        (Filters(text="DOR"), ["dora"]),
        (Filters(text="night"), ["Carl", "dora"]),
        (Filters(text="night carl"), ["Carl"]),
        (Filters(text="billing"), ["Carl", "dora", "ana"]),
        (Filters(text="  "), ["Carl", "dora", "ana", "zed"]),
        (Filters(text="nobody"), []),
        (Filters(states=frozenset({"available"})), ["dora", "zed"]),
        (Filters(queues=frozenset({"q-2"})), ["Carl", "dora"]),
        (Filters(teams=frozenset({"t-2"})), ["ana"]),
        (Filters(states=frozenset({"available"}), teams=frozenset({"t-1"})), ["dora"]),
    ],
)
def test_that_filters_leave_those_who_pass_all_of_them(filters: Filters, agents: list[str]) -> None:
    rows = look(Choices(filters=filters))
    assert [tile.id for group in rows.groups for tile in group.tiles] == agents
    assert all(group.tiles for group in rows.groups)
    assert rows.summary.startswith("4 staffed")


def test_that_a_team_under_its_adherence_goal_is_marked() -> None:
    made = scene().scheduled("ana", ("break", "09:00", "10:00")).after(60)
    view = FloorView(made.floor, Choices(goals=Goals(adherence=0.9)))
    groups = view.read(made.ms(), LinkState(Link.LIVE)).groups
    said = {group.id: group.figures[1] for group in groups if group.figures}
    assert (said["t-2"].text, said["t-2"].severity) == ("0.0 %", Severity.BREACH)
    assert (said["t-1"].text, said["t-1"].severity) == ("–", Severity.NONE)
