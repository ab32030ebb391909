"""The floor's view: everything the floor page shows at one instant, built from one reading.

`read` reads all of it; between two readings of a live floor, `refresh_counts` updates states and counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import is_
from typing import NamedTuple

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import State
from console.metrics.handling import AgentFigures, agent_figures
from console.metrics.reading.reading import Reading
from console.metrics.reading.stepwise import Steps, finished, past_of
from console.metrics.reading.windows import rolling
from console.metrics.running_counts import RunningCounts
from console.metrics.service_level import QueueFigures, queue_figures
from console.views.attention.open_flags import OpenFlag, needs
from console.views.floor import headline
from console.views.floor.agent_filter import shown_queues
from console.views.floor.agent_list import listed_agents
from console.views.floor.agent_tiles import Tiles
from console.views.floor.choices import LIST, Choices, LinkState
from console.views.floor.queue_cards import Cards
from console.views.floor.queue_counts import QueueCounts
from console.views.floor.state_counts import of_all, state_counts, summary_text
from console.views.floor.tile_groups import Grouping
from console.views.names import AgentNames, queue_name
from console.views.rows import Attention, Figure, FloorRows, ListedAgent, QueueCard

__all__ = ["FloorFigures", "FloorView", "LinkState"]


class FloorFigures(NamedTuple):
    """A reading, and its figures of queues, channels and floor, and of agents, teams and floor.

    They hold as long as the floor's `past_of` is *past*.
    """

    reading: Reading
    queues: tuple[QueueFigures, QueueFigures, QueueFigures]
    agents: tuple[AgentFigures, AgentFigures, AgentFigures]
    past: tuple[int, ...]


# Makes the attention column, with only the flags of the scopes that a filter leaves; None leaves all.
Column = Callable[[Callable[[str], bool] | None], Attention]


class FloorView:
    """Builds the rows of the floor page. Reads the floor and never changes it.

    Owned by the thread that writes the floor. `choices` may be replaced at any time and applies from the next
    reading. While `may_move` is False, tiles and cards sorted by urgency keep their places: the owner sets it
    while the user points at them, or just after a sort.
    """

    def __init__(self, floor: Floor, choices: Choices) -> None:
        self._floor = floor
        self.choices = choices
        self.may_move = True
        self._shown_by = choices
        self._people = AgentNames()
        self._tiles = Tiles(floor)
        self._cards = Cards(floor)
        self._grouping = Grouping(floor)
        self._queue_counts = QueueCounts(floor)
        self._running = RunningCounts(floor, choices.window_ms)
        self._states: list[int] = [0] * len(State)
        self._rows: FloorRows | None = None
        self.figures: FloorFigures | None = None  # of the last reading

    def read(
        self,
        now_ms: int,
        link: LinkState,
        flags: Sequence[OpenFlag] = (),
        column: Column | None = None,
    ) -> FloorRows:
        """All rows at exactly *now_ms* (event time, ms); *flags* are those open then, *column* makes the
        attention column of them.

        Each Figure equals the report's at this instant over the chosen window.
        """
        return finished(self.read_in_steps(self.reading(now_ms), link, flags, column))

    def reading(self, now_ms: int) -> Reading:
        """A reading of *now_ms* over the chosen window, for `read_in_steps`."""
        self._tiles.note()
        return Reading(self._floor, rolling(now_ms, self.choices.window_ms))

    def read_in_steps(
        self,
        reading: Reading,
        link: LinkState,
        flags: Sequence[OpenFlag] = (),
        column: Column | None = None,
    ) -> Steps[FloorRows]:
        """Like `read`, in steps over a reading. Until the last step, `refresh_counts` keeps old rows.

        Between steps the floor may take new events, but none that change its past (`past_of`).
        """
        floor, choices, now_ms = self._floor, self.choices, reading.window.until
        may_move = self.may_move or choices is not self._shown_by
        queues, channels, whole = of_queues = queue_figures(reading, self._running_counts(choices.window_ms))
        yield
        of_each, teams, everyone = of_people = agent_figures(reading)
        self.figures = FloorFigures(reading, of_queues, of_people, past_of(floor))
        yield
        self._people.read(floor, now_ms)
        yield
        of_agents, people = needs(flags, "agent"), self._people.everyone
        cards = self._cards.read(reading, queues, needs(flags, "queue"), choices, may_move)
        yield
        yield from self._tiles.read(reading, people, of_agents, self._queue_names(now_ms))
        self._shown_by = choices
        self._grouping.sort(people, self._people.order, of_agents, choices, may_move)
        self._grouping.read(now_ms, choices, teams, cards)
        groups = self._grouping.groups(self._tiles.tiles, people, choices, self._tiles.rebuilt)
        self._queue_counts.start_again()
        self._count_states()
        yield
        listed: dict[str, ListedAgent] = {}
        if choices.view == LIST:
            names, seconds = self._grouping.team_names, choices.window_ms / 1000
            chosen = [(people[index], self._tiles.tiles[index]) for index in self._grouping.shown()]
            listed = yield from listed_agents(chosen, of_each, names, choices.goals, seconds, of_agents)
        left = self._shown_queues(cards, now_ms)
        counts = self._counts()
        self._rows = FloorRows(
            now=now_ms,
            headline=headline.headline(reading, choices, link, channels, whole, everyone, cards),
            queues=left,
            summary=summary_text(counts),
            counts=counts,
            groups=groups,
            view=choices.view,
            listed=listed,
            everyone=tuple(tile for tile in self._tiles.tiles if tile is not None),
            all_queues=cards,
            teams=self._grouping.team_names,
            attention=Attention() if column is None else column(self._shows(left)),
        )
        return self._rows

    def headline_in_steps(self, reading: Reading, link: LinkState, rows: FloorRows) -> Steps[FloorRows]:
        """The last *rows* with the headline of *reading*, in steps: for when only that is shown."""
        choices = self.choices
        yield from reading.steps()
        queues, channels, whole = queue_figures(reading)
        yield
        _, _, everyone = agent_figures(reading)
        yield
        cards = self._cards.read(reading, queues, {}, choices, may_move=False)
        top = headline.headline(reading, choices, link, channels, whole, everyone, cards)
        return replace(rows, now=reading.window.until, headline=top)

    def refresh_counts(self, rows: FloorRows, now_ms: int) -> FloorRows:
        """The last *rows* with the states and counts of the newest event; *now_ms* must not be earlier.

        Durations, ratios and texts stay: they change together, at the next reading. What did not change stays
        the same object, *rows* as well. Any other rows than the last ones are returned as they are.
        """
        if now_ms < self._floor.latest or rows is not self._rows:
            return rows
        changes, states = self._tiles.refresh(), self._tiles.states
        touched = self._queue_counts.refresh(changes, states, now_ms)
        cards = self._cards.refreshed(rows.all_queues, self._queue_counts, touched)
        top = headline.refreshed(rows.headline, cards, self._queue_counts.by_channel)
        if changes:
            for _, before, after in changes:
                self._states[before] -= 1
                self._states[after] += 1
            agents = [change.agent for change in changes]
            groups = self._grouping.refreshed(rows.groups, self._tiles.tiles, agents)
            counts = self._counts()
            if counts != rows.counts:
                rows = replace(rows, summary=summary_text(counts), counts=counts)
            if groups is not rows.groups:
                rows = replace(rows, groups=groups)
        if cards is not rows.all_queues or top is not rows.headline:
            rows = replace(rows, headline=top, queues=_same(cards, rows), all_queues=cards)
        self._rows = rows
        return rows

    def _running_counts(self, window_ms: int) -> RunningCounts:
        if self._running.length != window_ms:
            self._running = RunningCounts(self._floor, window_ms)
        return self._running

    def _queue_names(self, now: int) -> list[str]:
        return [queue_name(self._floor, queue.name, now) for queue in self._floor.queues.by_index]

    def _count_states(self) -> None:
        """Count the known agents by state."""
        is_known = np.array([tile is not None for tile in self._tiles.tiles], dtype=np.bool_)
        states = np.array(self._tiles.states, dtype=np.int64)[is_known]
        self._states = np.bincount(states, minlength=len(State)).tolist()

    def _counts(self) -> tuple[Figure, ...]:
        """How many agents are in each state: of those shown, and how many are staffed in all."""
        everyone, filters = state_counts(self._states), self.choices.filters
        if not filters:
            return everyone
        states = self._tiles.states
        chosen = np.array([states[index] for index in self._grouping.shown()], dtype=np.int64)
        counts = np.bincount(chosen, minlength=len(State)).tolist()
        return (*state_counts(counts, filters.scope), of_all(everyone[0]))

    def _shown_queues(self, cards: tuple[QueueCard, ...], now: int) -> tuple[QueueCard, ...]:
        """Those of *cards* that the filter's words leave."""
        text = self.choices.filters.text
        if not text.strip():
            return cards
        people, queues = self._people.everyone, self._floor.queues.queues
        served = {queue for index in self._grouping.shown() for queue in people[index].queues}
        skills = {card.id: queues[card.id].profiles.at(now).skills for card in cards}
        return shown_queues(cards, skills, text, served)

    def _shows(self, queues: Sequence[QueueCard]) -> Callable[[str], bool] | None:
        """Whether the filter's words leave a flag of a scope; None if there are none."""
        if not self.choices.filters.text.strip():
            return None
        people, tiles = self._people.everyone, self._tiles.tiles
        scopes = {f"queue:{card.id}" for card in queues}
        for index in self._grouping.shown():
            scopes.add(people[index].scope)
            if (tile := tiles[index]) is not None:
                scopes.add(f"team:{tile.team}")
        return lambda scope: scope in scopes or scope.partition(":")[0] not in ("agent", "queue", "team")


def _same(cards: tuple[QueueCard, ...], rows: FloorRows) -> tuple[QueueCard, ...]:
    """The queues that *rows* shows, as they are among *cards*."""
    if rows.queues is rows.all_queues:
        return cards
    shown = {card.id for card in rows.queues}
    same = tuple(card for card in cards if card.id in shown)
    return rows.queues if all(map(is_, same, rows.queues)) else same
