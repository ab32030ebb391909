"""What opens the figures of each part of the main window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, SignalInstance

from console.views.rows import Figure
from widgets.details.agent_drawer import Drawer
from widgets.details.time_bar import TimeBar
from widgets.explain.figure_pointer import FigurePointer
from widgets.floor.floor_page import FloorPage
from widgets.floor.lists.agent_list import AgentList
from widgets.floor.queue_column import QueueColumn
from widgets.floor.tile_grid import TileGrid
from widgets.painting.row_model import ROW_ROLE
from widgets.painting.theme import Theme
from widgets.window.headline_bar import HeadlineBar


class PointedWindow(Protocol):
    """The parts of a window that show figures, and the signal that asks for one to be explained."""

    headline: HeadlineBar
    floor: FloorPage
    drawer: Drawer
    time_bar: TimeBar

    @property
    def theme(self) -> Theme: ...
    @property
    def explain_requested(self) -> SignalInstance: ...


def point_at_figures(window: PointedWindow) -> None:
    """Have every figure of *window* explained on request: `explain_requested` carries it.

    In the headline, above the columns, on cards and in the drawer, a click on a figure is enough. A click on
    a tile opens its agent, one on a row of the list selects it, and one on the time bar goes there: the
    context menu, `?` and Alt+Enter explain.
    """
    floor = window.floor
    for part in (window.headline, window.drawer):
        _point(window, FigurePointer(part, part.placed_figures, lambda: window.theme))
    for head in (floor.queue_head, floor.grid_head, floor.attention_head):
        _point(
            window,
            FigurePointer(head, head.placed_figures, lambda: window.theme, surface=head.sentence),
        )
    queues, grid = floor.queues, floor.grid
    _point(
        window,
        FigurePointer(
            queues,
            queues.placed_figures,
            lambda: window.theme,
            element=lambda at: _of_card(queues, at),
        ),
    )
    _point(
        window,
        FigurePointer(
            grid,
            lambda: grid.placed_figures(only_headings=True),
            lambda: window.theme,
            element=lambda at: _of_tile(grid, at),
            walks=False,
            surface=grid.viewport(),
        ),
    )
    agents = floor.agents.list
    _point(
        window,
        FigurePointer(
            agents,
            agents.placed_figures,
            lambda: window.theme,
            element=lambda at: _of_row(agents, at),
            clicks=lambda figure: figure.scope.startswith(("team:", "queue:")),
            walks=False,
            surface=agents.viewport(),
        ),
    )
    plot = window.time_bar.plot
    _point(
        window,
        FigurePointer(
            plot,
            lambda: (),
            lambda: window.theme,
            element=lambda at: window.headline.headline.figures[:1],
            walks=False,
            has_menu=False,
        ),
    )


def _point(window: PointedWindow, pointer: FigurePointer) -> None:
    pointer.asked.connect(window.explain_requested)


def _of_card(queues: QueueColumn, at: QPoint | None) -> Sequence[Figure]:
    """The figures of the card at a position, or of the current one: first the service level."""
    card = queues.card_at(at)
    if card is None:
        return ()
    return (card.service_level, card.waiting, card.longest_wait, card.free, card.staffed)


def _of_row(agents: AgentList, at: QPoint | None) -> Sequence[Figure]:
    """The figures of the row at a position, or of the current one: first the agent's time in state."""
    row = agents.current_row() if at is None else agents.indexAt(at).data(ROW_ROLE)
    if row is None or row.tile is None:
        return ()
    time = row.tile.time
    others = (figure for figure, _ in agents.placed_figures() if figure.scope == time.scope)
    return (time, *(figure for figure in others if figure.metric != time.metric))


def _of_tile(grid: TileGrid, at: QPoint | None) -> Sequence[Figure]:
    """The figure of the tile at a position, or of the current one."""
    tile = grid.tile_at(at)
    return () if tile is None else (tile.time,)
