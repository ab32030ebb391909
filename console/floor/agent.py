"""Agents: what each said, which legs they have, and the one effective state that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from console.floor.site import Profiles, meaning
from console.floor.timeline import NEVER, NO_TEAM, Tenures, Timeline
from console.floor.vocabulary import (
    ABSENT_CODE,
    IDENTITY,
    MAX_REASONS,
    ON_QUEUE_STATES,
    STATES,
    Activity,
    Ints,
    State,
    pack,
)
from feeds.events import AgentProfile, AgentState, SiteProfile, SiteSettings

if TYPE_CHECKING:
    from console.floor.contact import Contact
    from console.floor.service_queue import ServiceQueue

# A leg's part in a contact, in the order of its life. The effective state goes by the strongest part.
OFFERED, TALKING, HELD, WRAPPING = range(4)
PART_STATES = (State.RINGING, State.ON_CONTACT, State.HOLD, State.WRAP_UP)
_STRONGEST = (TALKING, HELD, WRAPPING, OFFERED)
_ONE_LEG = tuple(
    pack(state, Activity.ON_QUEUE, part in (TALKING, HELD)) for part, state in enumerate(PART_STATES)
)

# (part, agent, since, talk so far, hold so far, answered at, queue its answer emptied or −1, its channel,
#  transferred)
Leg = tuple[int, "Agent", int, int, int, int, int, int, bool]

# What an agent was: (said, code, makers, when they were made, since, at, tenure)
Was = tuple["tuple[str, str | None]", int, int, int, int, int, int]
# An event that touched an agent, for taking it back:
# (at, order, line, event or None, contact or None, first row or −1, second row or −1, what the agent was)
Step = tuple[
    int,
    int,
    int,
    "AgentState | AgentProfile | SiteProfile | None",
    "Contact | None",
    int,
    int,
    Was,
]

_STEPS_KEPT, _STEPS_CUT = 16, 8


class Agent:
    """One agent, now. Owned by the roster; everything past stands in the timeline."""

    __slots__ = (
        "at",
        "code",
        "declared",
        "first_at",
        "index",
        "kept_from",
        "last_at",
        "last_order",
        "legs",
        "made_at",
        "makers",
        "name",
        "profiles",
        "said",
        "said_code",
        "since",
        "steps",
        "tenure",
        "turned_at",
        "turned_from",
        "turned_since",
    )

    def __init__(self, index: int, name: str, first_at: int, tenure: int) -> None:
        self.index = index
        self.name = name
        self.declared = False
        self.first_at = first_at
        self.profiles: Profiles[AgentProfile | None] = Profiles(None)
        self.tenure = tenure
        self.said: tuple[str, str | None] = ("offline", None)
        self.said_code = 0
        self.legs: dict[Contact, Leg] = {}
        self.code = 0
        self.makers = -1
        self.made_at = NEVER
        self.since = NEVER
        self.at = NEVER
        self.last_at = NEVER
        self.last_order = 0
        self.steps: list[Step] = []
        self.kept_from = NEVER
        self.turned_at = self.turned_since = NEVER
        self.turned_from = 0


class Roster:
    """All agents and teams, and the timeline they write. Owned by the floor, which alone changes it."""

    def __init__(self, timeline: Timeline, tenures: Tenures) -> None:
        self.timeline = timeline
        self.rows = timeline.rows
        self.tenures = tenures
        self.agents: dict[str, Agent] = {}
        self.by_index: list[Agent] = []
        self.teams: dict[str, int] = {}
        self.team_first_at: list[int] = []
        self.reasons: list[str] = [""]
        self._reason_index: dict[str, int] = {"": 0}
        self.disordered: set[Agent] = set()
        self.settled_before = NEVER
        self.profiles_changed = 0
        self.profiles_until = NEVER
        self._memberships: tuple[tuple[int, int], Ints, Ints] | None = None

    def find(self, name: str, at: int) -> Agent:
        """The agent called *name*, made (undeclared) if nobody was."""
        agent = self.agents.get(name)
        if agent is None:
            index = len(self.by_index)
            agent = Agent(index, name, at, self.tenures.open(index, NO_TEAM, NEVER))
            self.agents[name] = agent
            self.by_index.append(agent)
        return agent

    def team(self, name: str, at: int) -> int:
        """The number of the team called *name*, known from *at* at the latest."""
        index = self.teams.setdefault(name, len(self.teams))
        if index == len(self.team_first_at):
            self.team_first_at.append(at)
        elif at < self.team_first_at[index]:
            self.team_first_at[index] = at
        return index

    def declare(self, agent: Agent, at: int, profile: AgentProfile) -> None:
        """Put *profile* in force for *agent* from *at* on."""
        agent.declared = True
        agent.profiles.declare(at, profile)
        self.profiles_changed += 1
        self.profiles_until = max(self.profiles_until, at)

    def memberships(self, at: int, queues: dict[str, ServiceQueue]) -> tuple[Ints, Ints]:
        """Who serves what at *at*: agents and queues by number, a pair a membership."""
        key = (self.profiles_changed, len(queues))
        is_latest = at >= self.profiles_until
        if is_latest and self._memberships is not None and self._memberships[0] == key:
            return self._memberships[1:]
        pairs = [
            (agent.index, queues[name].index)
            for agent in self.by_index
            if (profile := agent.profiles.at(at)) is not None
            for name in dict.fromkeys(profile.queues)
            if name in queues
        ]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        if is_latest:
            self._memberships = (key, table[:, 0], table[:, 1])
        return table[:, 0], table[:, 1]

    def said_code(self, state: str, reason: str | None, settings: SiteSettings) -> int:
        """The code of a said state; a reason counts only while not ready."""
        code = STATES[state]
        if code is State.NOT_READY:
            means = meaning(settings, reason)
            fits = means if means is not Activity.ON_QUEUE else Activity.NONE
            return pack(code, fits, 0, self._reason(reason or ""))
        return pack(code, Activity.ON_QUEUE if code in ON_QUEUE_STATES else Activity.NONE)

    def _reason(self, text: str) -> int:
        if not text.strip():
            return 0
        index = self._reason_index.get(text)
        if index is None:
            index = min(len(self.reasons), MAX_REASONS)
            if index < MAX_REASONS:
                self._reason_index[text] = index
                self.reasons.append(text)
            else:
                index = 0
        return index

    def settle(
        self,
        agent: Agent,
        at: int,
        contact: Contact | None,
        order: int = 0,
        line: int = 0,
        event: AgentState | SiteProfile | None = None,
        said_before: tuple[str, str | None] | None = None,
    ) -> None:
        """Bring *agent*'s effective state up to date after one of its legs, or what it said, changed at *at*.

        An instant before the agent's newest row is noted in `disordered`: the floor then re-derives it.
        """
        at_before = agent.at
        if at < at_before:
            if agent.kept_from < at:
                self.disordered.add(agent)
            else:
                at = at_before
        before, makers_before, made_before = agent.code, agent.makers, agent.made_at
        since_before = agent.since
        legs = agent.legs
        if not legs:
            code, made, makers = agent.said_code, NEVER, -1
        elif len(legs) == 1:
            (leg,) = legs.values()
            code = _ONE_LEG[leg[0]]
            made, makers = NEVER, -1
            if leg[0]:
                made = leg[5]
                makers = at - made
        else:
            code, made, makers = self._of_several(legs, at)
        row = -1
        if code != before or made != made_before or makers < -1 or makers_before < -1:
            since = since_before
            if (code ^ before) & IDENTITY or since == NEVER:
                since = agent.since = self._spell_start(agent, at, code, before, said_before is not None)
            aged = at - made_before if makers_before >= 0 else makers_before
            row = self.rows.append((at, agent.tenure, before, aged, code, makers, at - since))
            agent.code, agent.makers, agent.made_at = code, makers, made
        elif since_before == NEVER and said_before is not None:
            agent.since = at
            row = self.rows.append((at, agent.tenure, before, -1, code, -1, 0))
        steps = agent.steps
        if len(steps) > _STEPS_KEPT and steps[_STEPS_CUT][0] < self.settled_before:
            agent.kept_from = steps[_STEPS_CUT - 1][0]
            del steps[:_STEPS_CUT]
        said = said_before or agent.said
        was = (said, before, makers_before, made_before, since_before, at_before, agent.tenure)
        steps.append((at, order, line, event, contact, row, -1, was))
        agent.at = at

    def _spell_start(self, agent: Agent, at: int, code: int, before: int, is_said: bool) -> int:
        """Since when *agent* is in the state of *code*: a state left and taken up at one instant goes on."""
        if at != agent.turned_at:
            agent.turned_at, agent.turned_from, agent.turned_since = at, before, agent.since
        elif not (code ^ agent.turned_from) & IDENTITY:
            return at if agent.turned_since == NEVER and is_said else agent.turned_since
        return at

    def _of_several(self, legs: dict[Contact, Leg], at: int) -> tuple[int, int, int]:
        """The code several legs make, when the one that makes it was answered, and its row's `makers`."""
        parts = [leg[0] for leg in legs.values()]
        strongest = next(part for part in _STRONGEST if part in parts)
        live = parts.count(TALKING) + parts.count(HELD)
        code = pack(PART_STATES[strongest], Activity.ON_QUEUE, live)
        if strongest == OFFERED:
            return code, NEVER, -1
        answered = tuple(leg[5] for leg in legs.values() if leg[0] == strongest)
        if len(answered) == 1:
            return code, answered[0], at - answered[0]
        return code, NEVER, self.timeline.keep_several(answered)

    def move(self, agent: Agent, at: int, order: int, line: int, event: AgentProfile) -> None:
        """Put *agent* into the team that *event* names, from *at* on."""
        team = NO_TEAM if event.team is None else self.team(event.team, at)
        tenures = self.tenures
        if at < agent.at:
            if agent.kept_from < at:
                self.disordered.add(agent)
            else:
                at = agent.at
        old = agent.tenure
        aged = at - agent.made_at if agent.makers >= 0 else agent.makers
        since = agent.since
        tenure, closing, opening = old, -1, -1
        if tenures.team[old] != team:
            rows = self.rows
            closing = rows.append((at, old, agent.code, aged, ABSENT_CODE, -1, 0))
            tenures.close(old, at)
            tenure = tenures.open(agent.index, team, at)
            opening = rows.append((at, tenure, ABSENT_CODE, -1, agent.code, aged, at - since))
        was = (agent.said, agent.code, agent.makers, agent.made_at, agent.since, agent.at, old)
        agent.steps.append((at, order, line, event, None, closing, opening, was))
        agent.tenure = tenure
        agent.at = at
