"""The agents as a list: its rows in order, and the texts of their cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from console.floor.ledgers.codes import State
from console.metrics.handling import AgentFigures
from console.metrics.reading.stepwise import Steps
from console.views.attention.open_flags import QUIET, Need
from console.views.floor.agent_tiles import STATE_NAMES
from console.views.floor.tile_groups import STATE_ORDER
from console.views.goals import Goals
from console.views.list_columns import SORTED_AT_FIRST
from console.views.metric_words import figure_of
from console.views.names import NO_TEAM_NAME, NamedAgent
from console.views.rows import AgentTile, Figure, ListedAgent, Severity, TileGroup
from console.views.search_text import search_text

_STEP = 250  # agents per step
# Metrics shown as columns: their key in AgentFigures.
_METRICS = {
    "occupancy": "occupancy",
    "adherence": "adherence",
    "handled": "handled",
    "average_handle_time_seconds": "handle_time",
}
_STATE_RANK = {STATE_NAMES[state]: rank for rank, state in enumerate((*STATE_ORDER, State.ABSENT))}


@dataclass(slots=True)
class ListRow:
    """One row: an agent (`tile`, `more`), a group's heading, or the line of those folded (`is_folded`)."""

    id: str
    group: TileGroup
    tile: AgentTile | None = None
    more: ListedAgent | None = None
    is_folded: bool = False

    @property
    def text(self) -> str:
        """The row for a screen reader."""
        if self.tile is None:
            return self.group.folded if self.is_folded else f"{self.group.name}, {self.group.count} agents"
        parts = (self.tile.name, f"{self.tile.word} {self.tile.time.text}", self.tile.work, self.tile.reason)
        return ", ".join(part for part in parts if part)


def listed_agents(
    chosen: Sequence[tuple[NamedAgent, AgentTile | None]],
    figures: AgentFigures,
    team_names: Mapping[str, str],
    goals: Goals,
    window_seconds: float,
    needs: Mapping[str, Need],
) -> Steps[dict[str, ListedAgent]]:
    """What the list shows of the agents *chosen* besides their tiles, by id, some per step."""
    found: dict[str, ListedAgent] = {}
    for count, (person, tile) in enumerate(chosen):
        if count % _STEP == 0:
            yield
        team = "" if tile is None else tile.team
        found[person.id] = ListedAgent(
            team_names.get(team, NO_TEAM_NAME) if team else NO_TEAM_NAME,
            ", ".join(person.queue_names),
            ", ".join(person.skills),
            {
                metric: figure_of(
                    metric,
                    person.scope,
                    _value(figures, name, person.index),
                    goals.of(metric),
                    window_seconds,
                )
                for metric, name in _METRICS.items()
            },
            needs.get(person.id, QUIET).urgency,
        )
    return found


def _value(figures: AgentFigures, name: str, agent: int) -> float | int | None:
    if name == "handled":
        return int(figures.handled[agent])
    return figures.share(name, agent)


class ListOrder:
    """The rows of the list in order. Owned by the list; remembers the order, to hold it.

    A sort is a column's key, with a minus for the other way round.
    """

    def __init__(self) -> None:
        self._sort = ""
        self._places: dict[str, int] = {}

    def rows(
        self,
        groups: Sequence[TileGroup],
        listed: Mapping[str, ListedAgent],
        sort: str = SORTED_AT_FIRST,
        may_move: bool = True,
    ) -> list[ListRow]:
        """All rows: each group's heading, its agents sorted, and the line of those folded.

        If they may not move, agents keep their order and new ones come last, until *sort* changes.
        """
        may_move = may_move or sort != self._sort
        self._sort = sort
        rows: list[ListRow] = []
        for group in groups:
            if group.name:
                rows.append(ListRow(f"group:{group.id}", group))
            tiles = [tile for tile in group.tiles if tile.id in listed]
            if may_move:
                tiles = sorted_tiles(tiles, listed, sort)
            else:
                last = len(self._places)
                tiles.sort(key=lambda tile: self._places.get(tile.id, last))
            rows += [ListRow(f"agent:{tile.id}", group, tile, listed[tile.id]) for tile in tiles]
            if group.folded:
                rows.append(ListRow(f"folded:{group.id}", group, is_folded=True))
        self._places = {row.tile.id: place for place, row in enumerate(rows) if row.tile is not None}
        return rows


def sorted_tiles(tiles: Iterable[AgentTile], listed: Mapping[str, ListedAgent], sort: str) -> list[AgentTile]:
    """*tiles* sorted by *sort*; those without a value in the column come last, whichever way round."""
    column, backwards = sort.removeprefix("-"), sort.startswith("-")
    valued: list[tuple[tuple[float | str, ...], AgentTile]] = []
    empty: list[AgentTile] = []
    for tile in tiles:
        key = _sort_key(column, tile, listed[tile.id])
        if key is None:
            empty.append(tile)
        else:
            valued.append((key, tile))
    valued.sort(key=lambda pair: pair[0], reverse=backwards)
    return [*(tile for _, tile in valued), *empty]


def _sort_key(column: str, tile: AgentTile, more: ListedAgent) -> tuple[float | str, ...] | None:
    """A tile's place in *column*, None without a value; a time by its start, which does not tick."""
    if column == "attention":
        is_calm = tile.severity is Severity.NONE
        return (*more.urgency[:2], tile.since if is_calm and tile.since else more.urgency[2])
    if column == "time":
        return (tile.since,) if tile.time.value is not None else None
    if column == "state":
        return _STATE_RANK.get(tile.state, len(_STATE_RANK)), search_text(tile.word), tile.since
    if column == "load":
        return (-tile.load,)
    if column in more.figures:
        value = more.figures[column].value
        return None if not isinstance(value, float | int) else (-value,)
    text = cell_text(column, tile, more)
    return (search_text(text),) if text else None


def cell_text(column: str, tile: AgentTile, more: ListedAgent) -> str:
    """The text of a cell."""
    if column in more.figures:
        return more.figures[column].text
    if column == "load":
        return f"{round(100 * tile.load)} %" if tile.load else ""
    texts = {
        "agent": tile.name,
        "state": tile.word,
        "time": tile.time.text,
        "attention": tile.reason,
        "work": tile.work,
        "team": more.team,
        "queues": more.queues,
        "skills": more.skills,
    }
    return texts.get(column, "")


def cell_figure(column: str, tile: AgentTile, more: ListedAgent) -> Figure | None:
    """The figure of a cell, if it shows one."""
    return tile.time if column == "time" else more.figures.get(column)
