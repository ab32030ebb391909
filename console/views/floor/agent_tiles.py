"""Agent tiles: each agent's state, work and need for attention at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS, NO_CHANNEL, State, reason_of
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.live_legs import LegPart, LiveLeg, agent_legs, legs_then
from console.metrics.reading.reading import Reading
from console.metrics.reading.stepwise import Steps
from console.views.floor.open_flags import QUIET, Need
from console.views.names import NamedAgent
from console.views.rows import AgentTile, Figure
from console.views.text import timer_text, word_text

TIME_IN_STATE = "time_in_state_seconds"
STATE_NAMES = tuple(state.name.lower() for state in State)
WORDS = ("Offline", "Available", "Not ready", "Ringing", "On contact", "On hold", "Wrap-up", "")
TIME_LABEL = "Time in state"
DIRECT = "direct"
# On a platform that reports states without contacts, these mean the agent is fully loaded.
_Version = tuple[int, int, int]
_BUSY = (State.ON_CONTACT, State.HOLD)
_STEP = 500
_RANKS = (LegPart.LIVE, LegPart.WRAPPING, LegPart.OFFERED)


@dataclass(frozen=True, slots=True)
class _Moment:
    """Inputs of the tiles at one instant (ms), besides each agent's state and legs; lists by agent number."""

    now: int
    people: Sequence[NamedAgent] = ()
    teams: Sequence[str] = ()
    needs: Mapping[str, Need] = field(default_factory=dict)
    queue_names: Sequence[str] = ()


class Tiles:
    """One tile per agent, by number; None for agents not known at the instant. Owned by the floor's view.

    `read` builds all tiles at an instant; `refresh`, on a live floor, rebuilds those of agents that changed.
    """

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.tiles: list[AgentTile | None] = []
        self.states: list[int] = []
        self._seen: list[_Version | None] = []
        self._noted: list[_Version] = []
        self._moment = _Moment(NEVER)

    def note(self) -> None:
        """Record the state before a reading for `read` starts, so that later changes are refreshed."""
        self._noted = self._fingerprints()

    def read(
        self,
        reading: Reading,
        people: Sequence[NamedAgent],
        needs: dict[str, Need],
        queue_names: list[str],
    ) -> Steps[None]:
        """Build all tiles at the reading's instant, some per step; *people* and *queue_names* are by number.

        Until the last step, the previous tiles stay.
        """
        roster, standing, now = self._floor.roster, reading.standing, reading.window.until
        team_names = ["", *roster.teams]
        tenures = reading.agent_tenure
        teams = [team_names[team + 1] for team in reading.tenure_team[tenures].tolist()]
        moment = _Moment(now, people, teams, needs, queue_names)
        codes, since = standing.code[tenures].tolist(), standing.since[tenures].tolist()
        legs = legs_then(reading).by_agent()
        known = set(reading.known_agents.tolist())
        nothing: list[LiveLeg] = []
        tiles: list[AgentTile | None] = []
        for index in range(len(people)):
            if index % _STEP == 0:
                yield
            is_known = index in known
            mine = legs.get(index, nothing)
            tiles.append(self._tile(moment, index, codes[index], since[index], mine) if is_known else None)
        self._moment, self.tiles, self.states = moment, tiles, [code & 7 for code in codes]
        # Changes after the instant read, or during the reading, are refreshed.
        marks = zip(roster.by_index, self._noted, self._fingerprints(), strict=True)
        self._seen = [
            mark if max(agent.at, agent.last_at) <= now and mark == noted else None
            for agent, noted, mark in marks
        ]

    def refresh(self) -> list[int]:
        """Rebuild the tiles of agents that changed since the last call; returns their numbers.

        Only for a live floor: the tiles become those of the newest event.
        """
        seen, by_index = self._fingerprints(), self._floor.roster.by_index
        changed = [
            index
            for index, (before, after) in enumerate(zip(self._seen, seen, strict=False))
            if before != after and self.tiles[index] is not None
        ]
        for index in changed:
            agent = by_index[index]
            self.states[index] = agent.code & 7
            legs = agent_legs(self._floor, agent.legs)
            self.tiles[index] = self._tile(self._moment, index, agent.code, agent.since, legs)
        self._seen = [*seen[: len(self._seen)]]
        return changed

    def _fingerprints(self) -> list[_Version]:
        """Each agent's newest event and derivation, which differ whenever its tile may have changed."""
        return [(agent.last_at, agent.last_order, agent.version) for agent in self._floor.roster.by_index]

    def _tile(self, moment: _Moment, index: int, code: int, since: int, legs: Sequence[LiveLeg]) -> AgentTile:
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
            moment.teams[index],
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
