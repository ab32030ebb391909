"""Lists of agents for their tests, filled by real views."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from console.views.floor.choices import FOLD, LIST, Choices, FoldedAgents
from console.views.goals import GOALS
from console.views.rows import FloorRows
from tests.builders import Scene
from tests.widgets.floors import desk_of, scene
from widgets.floor.lists.agent_list import AgentList
from widgets.painting.theme import DARK, Palette, Theme


def listed(floor: Scene | None = None, **choices: object) -> FloorRows:
    """What the screen shows of *floor* in a list; its agent a2 is offline."""
    if floor is None:
        floor = scene().send("agent.state", agent="a2", state="offline")
    chosen = replace(Choices(view=LIST, folding=FoldedAgents(FOLD), goals=GOALS), **choices)  # type: ignore[arg-type]
    return desk_of(floor, choices=chosen).read()


def list_of(
    qtbot: QtBot,
    shown: FloorRows | None = None,
    size: tuple[int, int] = (900, 420),
    palette: Palette = DARK,
    zoom: float = 1.0,
) -> AgentList:
    made = AgentList(Theme(palette, zoom))
    qtbot.addWidget(made)
    made.resize(*size)
    made.show()
    shown = shown or listed()
    made.show_groups(shown.groups, shown.listed)
    return made


def ids(shown: AgentList) -> list[str]:
    return [row.id for row in shown.rows()]
