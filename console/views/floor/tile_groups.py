"""Tile groups: agent tiles under headings by team, queue or state, in the chosen order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from console.floor.floor import Floor
from console.floor.ledgers.codes import State
from console.metrics.handling import AgentFigures
from console.views.attention.open_flags import QUIET, Need
from console.views.floor.agent_filter import agent_filter
from console.views.floor.agent_tiles import STATE_NAMES, WORDS
from console.views.floor.choices import (
    ATTENTION,
    FOLD,
    HIDE,
    QUEUE,
    STATE,
    UNGROUPED,
    Choices,
    Filters,
    FoldedAgents,
)
from console.views.metric_words import figure_of
from console.views.names import NO_TEAM_NAME, NamedAgent, team_lead, team_name
from console.views.rows import AgentTile, Figure, QueueCard, Severity, TileGroup
from console.views.text import number_text

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
# A group, and whether its agents who are offline are folded there.
Slot = tuple[str, bool]
EVERYONE = "everyone"


class _Arrangement(NamedTuple):
    """What the places of the tiles depend on, besides the tiles; `team_names` are by id."""

    people: Sequence[NamedAgent]
    order: Sequence[int]
    group_by: str
    filters: Filters
    folding: FoldedAgents
    groups: tuple[str, ...]
    team_names: dict[str, str]

    def is_like(self, other: _Arrangement) -> bool:
        """Whether *other* gives the same places."""
        is_same = self.people is other.people and self.order is other.order
        return is_same and self[2:] == other[2:]


class Grouping:
    """Groups the tiles. Owned by the floor's view; remembers the last attention-first order.

    The places of all tiles are kept while neither order nor headings nor the choices change.
    """

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._order: Sequence[int] = []
        self._headings: dict[str, Heading] = {}
        self.team_names: dict[str, str] = {}
        self._basis: _Arrangement | None = None
        self._ranks: list[int] = []
        self._numbers: list[int] = []
        # Of each agent, the slot where it is shown (None: hidden) and its number there, as last known; of
        # each slot, the agents in order and their tiles.
        self._slot_of: list[Slot | None] = []
        self._members: dict[Slot, list[int]] = {}
        self._shown: dict[Slot, list[AgentTile]] = {}

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
        order = fixed_order
        if choices.order == ATTENTION:
            if may_move or not self._order:
                order = _most_urgent_first(people, fixed_order, needs)
            else:
                stood = set(self._order)
                order = [*self._order, *(index for index in fixed_order if index not in stood)]
        if order is not self._order and list(order) != list(self._order):
            self._order = order

    def read(self, now: int, choices: Choices, teams: AgentFigures, cards: Sequence[QueueCard]) -> None:
        """Build the headings as of *now* (ms), in their fixed order."""
        self.team_names = {team: team_name(self._floor, team, now) for team in self._floor.roster.teams}
        if choices.group_by == STATE:
            self._headings = {STATE_NAMES[state]: (WORDS[state], "", ()) for state in STATE_ORDER}
        elif choices.group_by == QUEUE:
            self._headings = {card.id: (card.name, "", ()) for card in cards}
            self._headings[NOBODY] = (NO_QUEUE_NAME, "", ())
        elif choices.group_by == UNGROUPED:
            self._headings = {EVERYONE: ("", "", ()), NOBODY: ("", "", ())}
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
        return self.team_names[team], f"lead: {lead}" if lead else "", figures

    def groups(
        self,
        tiles: Sequence[AgentTile | None],
        people: Sequence[NamedAgent],
        choices: Choices,
        rebuilt: Collection[int] | None,
    ) -> tuple[TileGroup, ...]:
        """The groups that have tiles to show.

        *rebuilt* are the agents whose tiles changed since the last call by more than the time in state; None
        for all.
        """
        basis = _Arrangement(
            people,
            self._order,
            choices.group_by,
            choices.filters,
            choices.folding,
            tuple(self._headings),
            self.team_names,
        )
        if rebuilt is None or self._basis is None or not basis.is_like(self._basis):
            self._basis = basis
            self._place_all(tiles)
        else:
            self._move(tiles, rebuilt)
            for slot, members in self._members.items():
                self._shown[slot] = [tile for index in members if (tile := tiles[index]) is not None]
        return tuple(self._group(group) for group in self._headings if self._has(group))

    def refreshed(
        self, groups: tuple[TileGroup, ...], tiles: Sequence[AgentTile | None], rebuilt: Collection[int]
    ) -> tuple[TileGroup, ...]:
        """*groups*, the last ones, with the new tiles of the agents *rebuilt*; other groups stay the same.

        If no tile among them is shown, all do.
        """
        before = [self._slot_of[index] for index in rebuilt]
        self._move(tiles, rebuilt)
        slots = (*before, *(self._slot_of[index] for index in rebuilt))
        touched = {slot[0] for slot in slots if slot is not None}
        if not touched:
            return groups
        known = {group.id: group for group in groups}
        return tuple(
            self._group(group) if group in touched or group not in known else known[group]
            for group in self._headings
            if self._has(group)
        )

    def shown(self) -> Iterator[int]:
        """The agents shown, by number; those folded away too."""
        for members in self._members.values():
            yield from members

    def _has(self, group: str) -> bool:
        return bool(self._members[group, False] or self._members[group, True])

    def _group(self, group: str) -> TileGroup:
        assert self._basis is not None
        name, detail, figures = self._headings[group]
        folded, count = len(self._members[group, True]), len(self._members[group, False])
        is_collapsed = group in self._basis.folding.collapsed
        return TileGroup(
            group,
            name,
            detail,
            () if is_collapsed else tuple(self._shown[group, False]),
            figures,
            "" if is_collapsed or not folded else f"{number_text(folded)} offline",
            count + folded,
            is_collapsed,
        )

    def _place_all(self, tiles: Sequence[AgentTile | None]) -> None:
        place = self._placing()
        self._ranks, self._numbers = [0] * len(tiles), [0] * len(tiles)
        self._slot_of = [None] * len(tiles)
        slots = [(group, is_folded) for group in self._headings for is_folded in (False, True)]
        self._members = {slot: [] for slot in slots}
        self._shown = {slot: [] for slot in slots}
        for rank, index in enumerate(self._order):
            self._ranks[index] = rank
            tile = tiles[index]
            slot = self._slot_of[index] = place(index, tile)
            if slot is not None and tile is not None:
                self._numbers[index] = len(self._members[slot])
                self._members[slot].append(index)
                self._shown[slot].append(tile)

    def _move(self, tiles: Sequence[AgentTile | None], rebuilt: Collection[int]) -> None:
        """Put the tiles of *rebuilt* where they belong now."""
        place, rank_of = self._placing(), self._ranks.__getitem__
        for index in rebuilt:
            tile, rank = tiles[index], rank_of(index)
            before, after = self._slot_of[index], place(index, tile)
            self._slot_of[index] = after
            if before is not None:
                members, shown = self._members[before], self._shown[before]
                number = self._numbers[index]
                if number >= len(members) or members[number] != index:  # others came or went before it
                    number = self._numbers[index] = bisect_left(members, rank, key=rank_of)
                if before == after and tile is not None:
                    shown[number] = tile
                    continue
                del members[number], shown[number]
            if after is not None and tile is not None:
                members = self._members[after]
                number = self._numbers[index] = bisect_left(members, rank, key=rank_of)
                members.insert(number, index)
                self._shown[after].insert(number, tile)

    def _placing(self) -> Callable[[int, AgentTile | None], Slot | None]:
        """The slot of an agent, by number, with a tile; None if it is not shown."""
        basis, headings = self._basis, self._headings
        assert basis is not None
        group_of, people, folding = _GROUP_OF.get(basis.group_by, _team_of), basis.people, basis.folding
        passes = agent_filter(basis.filters, basis.team_names)
        folds, hides = folding.offline == FOLD, folding.offline == HIDE

        def place(index: int, tile: AgentTile | None) -> Slot | None:
            if tile is None or (passes is not None and not passes(tile, people[index])):
                return None
            group = group_of(tile)
            group = group if group in headings else NOBODY
            # Whoever is missing is shown: an absence that needs attention is not folded away.
            if (folds or hides) and tile.state == "offline" and tile.severity is Severity.NONE:
                return None if hides else (group, group not in folding.unfolded)
            return group, False

        return place


def _most_urgent_first(
    people: Sequence[NamedAgent], fixed_order: Sequence[int], needs: dict[str, Need]
) -> list[int]:
    """Those with *needs* first, the most urgent before others; the others in *fixed_order*."""

    def urgency(index: int) -> tuple[bool, int, int]:
        return needs.get(people[index].id, QUIET).urgency

    if not needs:
        return list(fixed_order)
    needy = [index for index in fixed_order if people[index].id in needs]
    first = set(needy)
    return [*sorted(needy, key=urgency), *(index for index in fixed_order if index not in first)]


def _team_of(tile: AgentTile) -> str:
    return tile.team


def _queue_of(tile: AgentTile) -> str:
    """Group each agent under the queue they serve first, so that each has one tile."""
    return tile.queues[0] if tile.queues else NOBODY


def _state_of(tile: AgentTile) -> str:
    return tile.state


def _everyone_of(tile: AgentTile) -> str:
    return EVERYONE


_GROUP_OF: dict[str, Callable[[AgentTile], str]] = {
    QUEUE: _queue_of,
    STATE: _state_of,
    UNGROUPED: _everyone_of,
}
