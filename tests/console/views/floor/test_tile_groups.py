"""Tile groups: by team, queue or state, and only the agents a person asked for."""

from __future__ import annotations

import pytest

from console.views.floor.choices import (
    FOLD,
    HIDE,
    QUEUE,
    STATE,
    TEAM,
    UNGROUPED,
    Choices,
    Filters,
    FoldedAgents,
    LinkState,
)
from console.views.floor.floor_view import FloorView
from console.views.goals import Goals
from console.views.rows import FloorRows, Link, Severity
from tests.builders import Scene
from tests.console.views.floor.test_floor_view import Raised


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
        (Filters(text="LUNCH"), ["Carl"]),
        (Filters(text="contact night"), []),
        (Filters(text='state:"on contact"'), ["ana"]),
        (Filters(text="team:night name:d"), ["dora"]),
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
    count = len(agents) if filters else 4
    assert rows.summary.startswith(f"{count} staffed")
    assert rows.summary.endswith("4 staffed in all") is bool(filters)


def test_that_a_team_under_its_adherence_goal_is_marked() -> None:
    made = scene().scheduled("ana", ("break", "09:00", "10:00")).after(60)
    view = FloorView(made.floor, Choices(goals=Goals(adherence=0.9)))
    groups = view.read(made.ms(), LinkState(Link.LIVE)).groups
    said = {group.id: group.figures[1] for group in groups if group.figures}
    assert (said["t-2"].text, said["t-2"].severity) == ("0.0 %", Severity.BREACH)
    assert (said["t-1"].text, said["t-1"].severity) == ("–", Severity.NONE)


FOLDED = FoldedAgents(FOLD)


def folding(choices: FoldedAgents) -> list[tuple[str, list[str], str, int]]:
    made = (
        scene()
        .send("agent.profile", agent="eve", team="t-1")
        .send("agent.state", agent="eve", state="offline")
    )
    groups = FloorView(made.floor, Choices(folding=choices)).read(made.ms(), LinkState(Link.LIVE)).groups
    return [(row.name, [tile.id for tile in row.tiles], row.folded, row.count) for row in groups[:1]]


@pytest.mark.parametrize(
    ("choices", "group"),
    [
        (FoldedAgents(), ("Night shift", ["Carl", "dora", "eve"], "", 3)),
        (FOLDED, ("Night shift", ["Carl", "dora"], "1 offline", 3)),
        (FoldedAgents(FOLD, unfolded=frozenset({"t-1"})), ("Night shift", ["Carl", "dora", "eve"], "", 3)),
        (FoldedAgents(FOLD, collapsed=frozenset({"t-1"})), ("Night shift", [], "", 3)),
        (FoldedAgents(HIDE), ("Night shift", ["Carl", "dora"], "", 2)),
    ],
)
def test_that_those_offline_fold_and_teams_collapse(
    choices: FoldedAgents, group: tuple[str, list[str], str, int]
) -> None:
    assert folding(choices) == [group]


def test_that_an_agent_who_is_missed_is_not_folded() -> None:
    made = scene().send("agent.profile", agent="eve", team="t-1")
    made.send("agent.state", agent="eve", state="offline")
    flags = [Raised("agent:eve", Severity.BREACH, "Not logged in")]
    view = FloorView(made.floor, Choices(folding=FOLDED))
    (group, *_) = view.read(made.ms(), LinkState(Link.LIVE), flags).groups
    assert [tile.id for tile in group.tiles] == ["Carl", "dora", "eve"]


def test_that_those_who_log_out_join_the_folded_and_come_back() -> None:
    made = scene()
    view = FloorView(made.floor, Choices(folding=FOLDED))
    rows = view.read(made.ms(), LinkState(Link.LIVE))
    made.send("agent.state", agent="dora", state="offline")
    rows = view.refresh_counts(rows, made.ms())
    assert (rows.groups[0].folded, [tile.id for tile in rows.groups[0].tiles]) == ("1 offline", ["Carl"])
    made.available("dora")
    rows = view.refresh_counts(rows, made.ms())
    assert (rows.groups[0].folded, [tile.id for tile in rows.groups[0].tiles]) == ("", ["Carl", "dora"])


def test_that_without_groups_all_stand_under_no_heading() -> None:
    rows = look(Choices(group_by=UNGROUPED))
    assert [(row.name, [tile.id for tile in row.tiles]) for row in rows.groups] == [
        ("", ["ana", "Carl", "dora", "zed"])
    ]
