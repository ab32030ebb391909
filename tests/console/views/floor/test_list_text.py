"""Agents as cells and lines of text."""

from __future__ import annotations

from console.views.floor.agent_list import ListOrder
from console.views.floor.choices import LIST, Choices
from console.views.floor.floor_view import FloorView
from console.views.floor.list_text import OF_TILES, agents_cells, agents_text, headings, tile_rows
from tests.builders import Scene
from tests.console.views.floor.test_floor_view import LIVE

SCENE = Scene().at("09:00").send("queue.profile", queue="q", name="Billing")
SCENE.send("agent.profile", agent="a", name="=cmd|x", team="t", queues=["q"]).available("a").after(5)


def test_that_headings_are_never_agents() -> None:
    rows = FloorView(SCENE.floor, Choices(view=LIST)).read(SCENE.ms(), LIVE)
    listed = ListOrder().rows(rows.groups, rows.listed)
    assert headings(["agent", "occupancy"]) == ["Agent", "Occ."]
    assert agents_cells(listed, ["agent", "state", "occupancy"]) == [["=cmd|x", "Available", "0.0 %"]]
    assert agents_text(listed, ["agent", "state"]) == "=cmd|x\tAvailable\n"


def test_that_tiles_have_their_columns() -> None:
    rows = FloorView(SCENE.floor, Choices()).read(SCENE.ms(), LIVE)
    (cells,) = agents_cells(tile_rows(rows), OF_TILES)
    assert cells == ["=cmd|x", "Available", "0:05", "", "Billing", "t", "Billing", ""]
