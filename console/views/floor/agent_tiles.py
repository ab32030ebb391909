"""Agent tiles: each agent's state, work and need for attention at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS, NO_CHANNEL, Ints, State, reason_of
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.live_legs import LegPart, LiveLeg, agent_legs, legs_then
from console.metrics.reading.reading import Bools, Reading
from console.metrics.reading.stepwise import Steps
from console.views.attention.open_flags import QUIET, Need
from console.views.names import NamedAgent
from console.views.rows import AgentTile, Figure
from console.views.text import timer_text, timer_texts, word_text

TIME_IN_STATE = "time_in_state_seconds"
STATE_NAMES = tuple(state.name.lower() for state in State)
WORDS = ("Offline", "Available", "Not ready", "Ringing", "On contact", "On hold", "Wrap-up", "")
TIME_LABEL = "Time in state"
DIRECT = "direct"
# On a platform that reports states without contacts, these mean the agent is fully loaded.
_BUSY = (State.ON_CONTACT, State.HOLD)
_STEP, _TICKS_A_STEP = 500, 2_000  # tiles built, and only moved on
_RANKS = (LegPart.LIVE, LegPart.WRAPPING, LegPart.OFFERED)
_NO_LEGS: Sequence[LiveLeg] = ()


@dataclass(frozen=True, slots=True)
class _Moment:
    """Inputs of the tiles at one instant (ms), besides the agents' legs; arrays are by agent number."""

    now: int
    people: Sequence[NamedAgent] = ()
    needs: Mapping[str, Need] = field(default_factory=dict)
    queue_names: Sequence[str] = ()
    team_names: Sequence[str] = ()
    is_known: Bools = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    code: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    since: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    team: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def differing(self, other: _Moment) -> list[int]:
        """The agents whose state or team differs in *other*, which has the same agents."""
        differs = (self.is_known != other.is_known) | (self.team != other.team)
        differs |= (self.code != other.code) | (self.since != other.since)
        found: list[int] = np.flatnonzero(differs).tolist()
        return found

    def differing_needs(self, other: _Moment) -> list[str]:
        """The agents, by id, that need something else in *other*."""
        names = self.needs.keys() | other.needs.keys()
        return [name for name in names if self.needs.get(name) != other.needs.get(name)]

    def is_like(self, other: _Moment) -> bool:
        """Whether *other* has the same agents, by the same names."""
        return (
            self.people is other.people
            and self.queue_names == other.queue_names
            and self.team_names == other.team_names
        )


class TileChange(NamedTuple):
    """An agent, by number, and the states before and after a change of its tile."""

    agent: int
    before: int
    after: int


class Tiles:
    """One tile per agent, by number; None for agents not known at the instant. Owned by the floor's view.

    `read` reads all tiles at an instant; `refresh`, on a live floor, rebuilds those of agents that changed.
    Both build only what changed: of any other agent, `read` moves the time in state on. `rebuilt` are the
    agents whose tiles the last `read` built; None for all.
    """

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.tiles: list[AgentTile | None] = []
        self.states: list[int] = []
        self.rebuilt: set[int] | None = None
        self._moment = _Moment(NEVER)
        # Tiles show the newest state of their agents, but for the agents that changed since, and these.
        self._place = self._noted = floor.roster.changed.place
        self._behind: set[int] = set()

    def note(self) -> None:
        """Record the state before a reading for `read` starts, so that later changes are refreshed."""
        self._noted = self._floor.roster.changed.place

    def read(
        self,
        reading: Reading,
        people: Sequence[NamedAgent],
        needs: dict[str, Need],
        queue_names: list[str],
    ) -> Steps[None]:
        """Read all tiles at the reading's instant, some per step; *people* and *queue_names* are by number.

        Until the last step, the previous tiles stay.
        """
        moment = self._moment_of(reading, people, needs, queue_names)
        stale = self._stale(moment)
        kept, chosen = list(self.tiles), range(len(people)) if stale is None else sorted(stale)
        yield
        legs = legs_then(reading, chosen).by_agent()
        tiles: list[AgentTile | None] = [None] * len(people)
        if stale is not None:
            yield from _tick(tiles, kept, moment)
        codes, sinces, teams = moment.code.tolist(), moment.since.tolist(), moment.team.tolist()
        known = moment.is_known.tolist()
        for count, index in enumerate(chosen):
            if count % _STEP == 0:
                yield
            mine = legs.get(index, _NO_LEGS)
            if known[index]:
                team = moment.team_names[teams[index] + 1]
                tiles[index] = self._tile(moment, index, codes[index], sinces[index], mine, team)
            else:
                tiles[index] = None
        self._moment, self.tiles, self.states = moment, tiles, (moment.code & 7).tolist()
        self.rebuilt = stale
        self._catch_up(moment.now)

    def _moment_of(
        self,
        reading: Reading,
        people: Sequence[NamedAgent],
        needs: dict[str, Need],
        queue_names: list[str],
    ) -> _Moment:
        tenures, standing = reading.agent_tenure, reading.standing
        is_known = np.zeros(len(people), dtype=np.bool_)
        is_known[reading.known_agents] = True
        return _Moment(
            reading.window.until,
            people,
            needs,
            queue_names,
            ["", *self._floor.roster.teams],
            is_known,
            standing.code[tenures],
            standing.since[tenures],
            reading.tenure_team[tenures],
        )

    def _stale(self, moment: _Moment) -> set[int] | None:
        """The agents whose tiles differ at *moment* in more than the time in state; None for all."""
        changed = self._floor.roster.changed.since(min(self._place, self._noted))
        if changed is None or not moment.is_like(self._moment):
            return None
        agents = self._floor.roster.agents
        needy = (agents[name].index for name in moment.differing_needs(self._moment) if name in agents)
        differing = moment.differing(self._moment)
        return changed.union(self._behind, self._later_than(moment.now), differing, needy)

    def _later_than(self, now: int) -> list[int]:
        """The agents that had an event after *now*."""
        roster = self._floor.roster
        found = roster.changed.after(now)
        agents = roster.by_index if found is None else [roster.by_index[index] for index in found]
        return [agent.index for agent in agents if agent.at > now or agent.last_at > now]

    def _catch_up(self, now: int) -> None:
        """Have the changes after the instant read, or during the reading, refreshed."""
        changed = self._floor.roster.changed
        self._place = changed.place
        since = changed.since(self._noted)
        size = len(self.tiles)
        self._behind = set(range(size)) if since is None else since.union(self._later_than(now))
        self._behind = {index for index in self._behind if index < size and self.tiles[index] is not None}

    def refresh(self) -> list[TileChange]:
        """Rebuild the tiles of agents that changed since the last call; returns what changed.

        Only for a live floor: the tiles become those of the newest event.
        """
        changed, by_index, size = self._floor.roster.changed, self._floor.roster.by_index, len(self.tiles)
        since = changed.since(self._place)
        self._place = changed.place
        stale = range(size) if since is None else since.union(self._behind)
        self._behind = set()
        found = []
        for index in stale:
            if index >= size or (kept := self.tiles[index]) is None:
                continue
            agent = by_index[index]
            before, after = self.states[index], agent.code & 7
            legs = agent_legs(self._floor, agent.legs) if agent.legs else _NO_LEGS
            tile = self._tile(self._moment, index, agent.code, agent.since, legs, kept.team)
            if tile != kept:
                self.tiles[index], self.states[index] = tile, after
                found.append(TileChange(index, before, after))
        return found

    def _tile(
        self, moment: _Moment, index: int, code: int, since: int, legs: Sequence[LiveLeg], team: str
    ) -> AgentTile:
        person, state = moment.people[index], code & 7
        need = moment.needs.get(person.id, QUIET)
        seconds: float | None = None
        if since <= NEVER:
            since = 0
        else:
            seconds = max(0, moment.now - since) / 1000
        if not legs:
            work, share = person.main_queue, 1.0 if state in _BUSY else 0.0
        elif len(legs) == 1:
            work, share = of_one_leg(legs[0], person, moment.queue_names)
        else:
            work, share = work_text(legs, person, moment.queue_names), load(legs, person)
        return AgentTile(
            person.id,
            person.name,
            team,
            person.queues,
            STATE_NAMES[state],
            WORDS[state] if state != State.NOT_READY else self._reason(code),
            since,
            Figure(
                TIME_IN_STATE, person.scope, timer_text(seconds), seconds, need.severity, None, TIME_LABEL
            ),
            work,
            share,
            need.severity,
            need.reason,
        )

    def _reason(self, code: int) -> str:
        """The word for a not-ready state: the reason, if there is one."""
        reason = reason_of(code)
        return word_text(self._floor.roster.reasons[reason]) if reason else WORDS[State.NOT_READY]


def _tick(tiles: list[AgentTile | None], kept: Sequence[AgentTile | None], moment: _Moment) -> Steps[None]:
    """Fill *tiles* with those *kept*, their time in state moved on to *moment*, some per step."""
    is_ticking = moment.since > NEVER
    elapsed = np.where(is_ticking, np.maximum(0, moment.now - moment.since), 0)
    seconds, texts, ticking = (elapsed / 1000).tolist(), timer_texts(elapsed // 1000), is_ticking.tolist()
    for first in range(0, len(kept), _TICKS_A_STEP):
        yield
        part = slice(first, first + _TICKS_A_STEP)
        tiles[part] = [
            tile if tile is None or not ticks else _with_time(tile, text, value)
            for tile, ticks, text, value in zip(
                kept[part], ticking[part], texts[part], seconds[part], strict=True
            )
        ]


def _with_time(tile: AgentTile, text: str, seconds: float) -> AgentTile:
    """*tile* with the time in state *seconds*; most tiles are made here, each second."""
    time = tile.time
    if time.value == seconds:
        return tile
    return AgentTile(
        tile.id,
        tile.name,
        tile.team,
        tile.queues,
        tile.state,
        tile.word,
        tile.since,
        Figure(TIME_IN_STATE, time.scope, text, seconds, tile.severity, None, TIME_LABEL),
        tile.work,
        tile.load,
        tile.severity,
        tile.reason,
    )


def work_text(legs: Iterable[LiveLeg], person: NamedAgent, queue_names: Sequence[str]) -> str:
    """What an agent works on: a queue's name, or the used share of their capacity: `chat 2/3`.

    Shows the leg that determines the effective state: a live one, else one in wrap-up, else one offered.
    """
    _, part, queue, channel, _ = min(legs, key=lambda leg: (_RANKS.index(leg.part), leg.since))
    at_once = sum(leg.part == LegPart.LIVE and leg.channel == channel for leg in legs)
    limit = max(1, person.capacity.get(channel, 1))
    if part == LegPart.LIVE and channel != NO_CHANNEL and (limit > 1 or at_once > 1):
        return f"{CHANNELS[channel]} {at_once}/{limit}"
    return queue_names[queue] if queue >= 0 else DIRECT


def load(legs: Iterable[LiveLeg], person: NamedAgent) -> float:
    """The share of an agent's capacity used by live legs (talking, held), from 0 to 1."""
    limits = [max(1, person.capacity.get(leg.channel, 1)) for leg in legs if leg.part == LegPart.LIVE]
    return min(1.0, sum(1 / limit for limit in limits))


def of_one_leg(leg: LiveLeg, person: NamedAgent, queue_names: Sequence[str]) -> tuple[str, float]:
    """A faster path for work and load of an agent with one leg, the usual case."""
    _, part, queue, channel, _ = leg
    live = part == LegPart.LIVE
    limit = person.capacity.get(channel, 1) if live else 1
    if limit > 1:
        return f"{CHANNELS[channel]} 1/{limit}", 1 / limit
    return queue_names[queue] if queue >= 0 else DIRECT, 1.0 if live else 0.0
