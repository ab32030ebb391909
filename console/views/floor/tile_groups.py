"""Tile groups: agent tiles under headings by team, queue or state, in the chosen order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from console.floor.floor import Floor
from console.floor.ledgers.codes import State
from console.metrics.handling import AgentFigures
from console.views.floor.agent_tiles import STATE_NAMES, WORDS
from console.views.floor.choices import ATTENTION, QUEUE, STATE, Choices, Filters
from console.views.floor.open_flags import QUIET, Need
from console.views.metric_words import figure_of
from console.views.names import NO_TEAM_NAME, NamedAgent, team_lead, team_name
from console.views.rows import AgentTile, Figure, QueueCard, TileGroup

NOBODY = ""
NO_QUEUE_NAME = "No queue"
# Working states first, then available, then the rest.
STATE_ORDER = (
    State.ON_CONTACT,
    State.HOLD,
    State.WRAP_UP,
    State.RINGING,
    State.AVAILABLE,
    State.NOT_READY,
    State.OFFLINE,
)
Heading = tuple[str, str, tuple[Figure, ...]]


class Grouping:
    """Groups the tiles. Owned by the floor's view; remembers the last attention-first order."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._order: list[int] = []
        self._headings: dict[str, Heading] = {}

    def sort(
        self,
        people: Sequence[NamedAgent],
        fixed_order: Sequence[int],
        needs: dict[str, Need],
        choices: Choices,
        may_move: bool,
    ) -> None:
        """Choose the order of the tiles: fixed, or those that need attention first.

        If they may not move, they keep their order and new ones come last.
        """
        if choices.order != ATTENTION:
            self._order = list(fixed_order)
            return
        if not may_move and self._order:
            stood = set(self._order)
            self._order += [index for index in fixed_order if index not in stood]
            return

        def urgency(index: int) -> tuple[int, int]:
            need = needs.get(people[index].id, QUIET)
            return -need.severity, need.since

        self._order = sorted(fixed_order, key=urgency)

    def read(self, now: int, choices: Choices, teams: AgentFigures, cards: Sequence[QueueCard]) -> None:
        """Build the headings as of *now* (ms), in their fixed order."""
        if choices.group_by == STATE:
            self._headings = {STATE_NAMES[state]: (WORDS[state], "", ()) for state in STATE_ORDER}
        elif choices.group_by == QUEUE:
            self._headings = {card.id: (card.name, "", ()) for card in cards}
            self._headings[NOBODY] = (NO_QUEUE_NAME, "", ())
        else:
            roster = self._floor.roster
            self._headings = {
                team: self._team_heading(team, index, now, choices, teams)
                for team, index in roster.teams.items()
            }
            self._headings[NOBODY] = (NO_TEAM_NAME, "", ())

    def _team_heading(
        self, team: str, index: int, now: int, choices: Choices, teams: AgentFigures
    ) -> Heading:
        scope, seconds = f"team:{team}", choices.window_ms / 1000
        figures = tuple(
            figure_of(metric, scope, teams.share(metric, index), choices.goals.of(metric), seconds, metric)
            for metric in ("occupancy", "adherence")
        )
        lead = team_lead(self._floor, team, now)
        return team_name(self._floor, team, now), f"lead: {lead}" if lead else "", figures

    def groups(
        self,
        tiles: Sequence[AgentTile | None],
        people: Sequence[NamedAgent],
        choices: Choices,
    ) -> tuple[TileGroup, ...]:
        """The groups that have tiles to show."""
        group_of = _GROUP_OF.get(choices.group_by, _team_of)
        passes = _filter(choices.filters, {team: heading[0] for team, heading in self._headings.items()})
        found: dict[str, list[AgentTile]] = {group: [] for group in self._headings}
        for index in self._order:
            tile = tiles[index]
            if tile is not None and (passes is None or passes(tile, people[index])):
                group = group_of(tile)
                found[group if group in found else NOBODY].append(tile)
        return tuple(
            TileGroup(group, *self._headings[group][:2], tuple(shown), self._headings[group][2])
            for group, shown in found.items()
            if shown
        )


def _team_of(tile: AgentTile) -> str:
    return tile.team


def _queue_of(tile: AgentTile) -> str:
    """Group each agent under the queue they serve first, so that each has one tile."""
    return tile.queues[0] if tile.queues else NOBODY


def _state_of(tile: AgentTile) -> str:
    return tile.state


_GROUP_OF: dict[str, Callable[[AgentTile], str]] = {QUEUE: _queue_of, STATE: _state_of}


def _filter(filters: Filters, names: dict[str, str]) -> Callable[[AgentTile, NamedAgent], bool] | None:
    """A predicate for the tiles shown; None if all are."""
    if not filters:
        return None
    wanted = filters.text.casefold().split()

    def passes(tile: AgentTile, person: NamedAgent) -> bool:
        if filters.states and tile.state not in filters.states:
            return False
        if filters.teams and tile.team not in filters.teams:
            return False
        if filters.queues and filters.queues.isdisjoint(tile.queues):
            return False
        if not wanted:
            return True
        sought = f"{person.sought} {tile.team.casefold()} {names.get(tile.team, '').casefold()}"
        return all(word in sought for word in wanted)

    return passes
