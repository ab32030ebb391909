"""The roster: all agents and teams, and the one effective state determined by legs and stated states.

For events in order, `settle` writes an agent's new state as it changes. A late event changes the past:
`derive` then strikes the agent's rows from the first changed instant on and rewrites them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from itertools import islice
from operator import attrgetter

import numpy as np

from console.floor.entities.agent import TRIM_FROM, Agent, Key, Leg, Stated
from console.floor.entities.derivation import Derivation, Redefinition
from console.floor.entities.effective_state import LEGS_READ, ONE_LEG, code_of_several, spell_start
from console.floor.entities.service_queue import ServiceQueue
from console.floor.entities.site import Site, meaning
from console.floor.ledgers.changes import Changes
from console.floor.ledgers.codes import (
    ABSENT_CODE,
    IDENTITY,
    MAX_REASONS,
    ON_QUEUE_STATES,
    STATES,
    Activity,
    Ints,
    State,
    pack,
    reason_of,
    state_of,
)
from console.floor.ledgers.schedule import FOREVER
from console.floor.ledgers.tenures import NO_TEAM, Tenures
from console.floor.ledgers.timeline import NEVER, Moment, Timeline
from feeds.events import AgentProfile, AgentState, SiteSettings

# Each agent keeps this much for derivation; what no late event can affect is dropped first.
KEEP_AT_MOST = 4_096

_key, _ended = attrgetter("key"), attrgetter("since")


class Roster:
    """All agents and teams, and the timeline they write. Owned by the floor, which alone changes it.

    `changed` has every agent, by number, whose state, team or legs changed.
    """

    def __init__(self, timeline: Timeline, tenures: Tenures, site: Site) -> None:
        self.timeline = timeline
        self.rows = timeline.rows
        self.tenures = tenures
        self.site = site
        self.agents: dict[str, Agent] = {}
        self.by_index: list[Agent] = []
        self.teams: dict[str, int] = {}
        self.team_first_at: list[int] = []
        self.reasons: list[str] = [""]
        self.reason_index: dict[str, int] = {"": 0}
        self.settled_before = NEVER
        self.changed = Changes()
        self._note_change = self.changed.add
        self.profiles_changed = 0
        self.profiles_until = NEVER
        # How many agents there were, and since when (ms) all of them were known.
        self._all_known = (0, NEVER)
        self._memberships: tuple[tuple[int, int], Ints, Ints] | None = None

    # Finding ---------------------------------------------------------------------------------------

    def find(self, name: str, at: int) -> Agent:
        """The agent called *name*, created (undeclared) if unknown, and known from *at* at the latest."""
        agent = self.agents.get(name)
        if agent is None:
            index = len(self.by_index)
            agent = Agent(index, name, at, self.tenures.open(index, NO_TEAM, NEVER))
            self.agents[name] = agent
            self.by_index.append(agent)
        elif at < agent.first_at:
            agent.first_at = at
        return agent

    def known_at(self, instant: int) -> Ints:
        """The agents known at *instant* (ms), by number. Fast while all are."""
        if self._all_known[0] != len(self.by_index) or instant < self._all_known[1]:
            newest = max((agent.first_at for agent in self.by_index), default=NEVER)
            self._all_known = len(self.by_index), newest
        if instant >= self._all_known[1]:
            return np.arange(len(self.by_index))
        return np.array([agent.index for agent in self.by_index if agent.first_at <= instant], dtype=np.int64)

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
        """Which agents serve which queues at *at*: agents and queues by number, one pair per membership."""
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

    # Stated states ---------------------------------------------------------------------------------

    def stated_code(self, state: str, reason: str | None, settings: SiteSettings) -> int:
        """The code of a stated state; a reason counts only while not ready."""
        code = STATES[state]
        if code is State.NOT_READY:
            means = meaning(settings, reason)
            fits = means if means is not Activity.ON_QUEUE else Activity.NONE
            return pack(code, fits, 0, self._reason(reason or ""))
        return pack(code, Activity.ON_QUEUE if code in ON_QUEUE_STATES else Activity.NONE)

    def restated_code(self, code: int, settings: SiteSettings) -> int:
        """*code* as *settings* interpret its reason; only a state that is not ready has one."""
        if state_of(code) is not State.NOT_READY:
            return code
        return self.stated_code("not_ready", self.reasons[reason_of(code)], settings)

    def _reason(self, text: str) -> int:
        if not text.strip():
            return 0
        index = self.reason_index.get(text)
        if index is None:
            index = min(len(self.reasons), MAX_REASONS)
            if index < MAX_REASONS:
                self.reason_index[text] = index
                self.reasons.append(text)
            else:
                index = 0
        return index

    def state(self, agent: Agent, event: AgentState, at: int, order: int, effective: int) -> None:
        """Set *agent* to the state of *event*, the newest of all; legs may take precedence."""
        agent.stated.append(Stated(at, order, effective, event.state, event.reason, True))
        if len(agent.stated) > agent.trim_from:
            self.trim(agent)
        agent.stated_code = self.stated_code(event.state, event.reason, self.site.at(effective))
        self.update_state(agent, effective, None, is_stated=True)

    def insert_state(self, agent: Agent, stated: Stated) -> None:
        """Insert a late state in its place; `derive` then applies it."""
        insort(agent.stated, stated, key=_key)
        if len(agent.stated) > agent.trim_from:
            self.trim(agent)

    def has_stated(self, agent: Agent, event: AgentState, at: int, order: int) -> bool:
        """Whether *event* was stated before, or was superseded before the time that is kept."""
        stated, wanted = agent.stated, (at, event.state, event.reason)
        if at <= agent.kept_from and stated and (at, order) < stated[-1].key:
            return True
        return any(wanted == (each.at, each.state, each.reason) for each in stated)

    def restate(self, at: int) -> None:
        """Reinterpret the stated states of all agents by the reasons in force from *at* on."""
        known = [agent for agent in self.by_index if agent.at != NEVER]
        self.redefine([agent for agent in known if at < agent.at], at)
        for agent in known:
            if at >= agent.at:
                self._restate(agent, at)

    def _restate(self, agent: Agent, at: int) -> None:
        for stated in reversed(agent.stated):
            if stated.sets:
                agent.stated_code = self.stated_code(stated.state, stated.reason, self.site.at(at))
                break
        self.update_state(agent, at, None)
        agent.set_appends_from()

    def wrap_up_end(self, leg: Leg) -> tuple[int, Key] | None:
        """When a wrapping *leg* was ended by a state of its agent, and that state's key; None if it was not.

        Any state but `wrap_up` with a key after the release ends it; the first to take effect counts.
        """
        stated = leg.agent.stated
        found: tuple[int, Key] | None = None
        for index in range(bisect_right(stated, leg.released, key=_key), len(stated)):
            each = stated[index]
            if each.state == "wrap_up":
                continue
            effective = max(each.effective, leg.since)
            if found is None or effective < found[0]:
                found = (effective, each.key)
            if effective == leg.since or each.effective == each.at:
                break
        return found

    # The effective state ---------------------------------------------------------------------------

    def update_state(self, agent: Agent, at: int, leg: Leg | None, is_stated: bool = False) -> None:
        """Update *agent*'s effective state after a change at *at* of a leg or a stated state.

        *leg* is one of the agent's open legs, if known. Nothing of the agent may have changed later: that is
        the job of `derive`.
        """
        self._note_change(agent.index)
        before, makers_before, made_before = agent.code, agent.makers, agent.made_at
        legs = agent.legs
        if not legs:
            code, made, makers = agent.stated_code, NEVER, -1
        elif len(legs) == 1:
            if leg is None:
                (leg,) = legs.values()
            code, made = ONE_LEG[leg.part], leg.answered
            makers = -1 if made == NEVER else at - made
        else:
            by_part: tuple[list[int], ...] = ([], [], [], [])
            for leg in islice(legs.values(), LEGS_READ):
                by_part[leg.part].append(leg.answered)
            code, made, makers = code_of_several(by_part, at, self.timeline)
        since = agent.since
        if code != before or made != made_before or makers < -1 or makers_before < -1:
            if (code ^ before) & IDENTITY or since == NEVER:
                if at != agent.turned_at:
                    agent.turned_at, agent.turned_from, agent.turned_since = at, before, since
                    since = agent.since = at
                else:
                    since = agent.since = spell_start(agent, at, code, is_stated)
            aged = at - made_before if makers_before >= 0 else makers_before
            agent.rows.append(self.rows.append((at, agent.tenure, before, aged, code, makers, at - since)))
            agent.code, agent.makers, agent.made_at = code, makers, made
            agent.at = at
        elif since == NEVER and is_stated:
            agent.since = agent.at = at
            agent.rows.append(self.rows.append((at, agent.tenure, before, -1, code, -1, 0)))

    # Deriving again --------------------------------------------------------------------------------

    def derive(self, agent: Agent, since: int) -> None:
        """Rewrite *agent*'s timeline from *since* (ms) on from legs, stated states and teams."""
        self.changed.add(agent.index)
        agent.version += 1
        since = max(since, agent.kept_from + 1, self.timeline.dropped_until + 1)
        self._strike_from(agent, since)
        Derivation(agent, since, self.timeline, self.site, self.stated_code).run()
        agent.set_appends_from()

    def redefine(self, agents: Sequence[Agent], since: int) -> None:
        """Apply the profiles in force from *since* (ms) on to *agents*, as far back as rows are held."""
        since = max(since, self.timeline.dropped_until + 1)
        early = [agent for agent in agents if agent.kept_from >= since]
        if early:
            Redefinition(since, self.timeline, self.site, self.restated_code).run(early)
        for agent in agents:
            self.derive(agent, since)

    def _strike_from(self, agent: Agent, since: int) -> None:
        """Strike the rows from *since* on; the agent takes the state of the row before them."""
        rows = agent.rows
        while rows and self.rows.instant_of(rows[-1]) >= since:
            self.timeline.strike(rows.pop())
        agent.turned_at = NEVER
        if rows:
            at, agent.tenure, _, _, code, makers, held = self.rows.row(rows[-1])
            last = Moment(at, code, at - held, makers)
        else:
            agent.tenure = self.tenure_at(agent, self.timeline.dropped_until)
            last = self.timeline.last_dropped(agent.tenure)
        agent.at, agent.code, agent.since, agent.makers = last
        agent.made_at = last.made_at

    def keep(self, leg: Leg) -> None:
        """Keep a *leg* that is over, for deriving its agent again."""
        agent = leg.agent
        past = agent.past_legs
        if past and past[-1].since > leg.since:
            insort(past, leg, key=_ended)
        else:
            past.append(leg)
        if len(past) > agent.trim_from:
            self.trim(agent)

    def let_go(self, leg: Leg) -> None:
        """Discard a *leg* that is over: it never existed."""
        past = leg.agent.past_legs
        for place in range(bisect_left(past, leg.since, key=_ended), len(past)):
            if past[place] is leg:
                del past[place]
                return
            if past[place].since > leg.since:
                return

    def trim(self, agent: Agent) -> None:
        """Drop what no derivation of *agent* needs any more, and legs of zero length."""
        self._trim(agent)
        agent.trim_from = max(TRIM_FROM, 2 * len(agent.past_legs), 2 * len(agent.stated), len(agent.legs))

    def _trim(self, agent: Agent) -> None:
        past = agent.past_legs
        pinned = (leg.opened for leg in (*agent.legs.values(), *past) if leg.contact.is_kept)
        reach = min(pinned, default=self.settled_before)
        reach = min(reach, self.settled_before)
        if len(past) > KEEP_AT_MOST:
            reach = max(reach, past[-KEEP_AT_MOST // 2].since + 1)
        if len(agent.stated) > KEEP_AT_MOST:
            reach = max(reach, agent.stated[-KEEP_AT_MOST // 2].effective + 1)
        agent.past_legs = [leg for leg in past if _is_needed(leg, reach)]
        if reach > agent.kept_from:
            self.forget_before(agent, reach)

    def forget_before(self, agent: Agent, reach: int) -> None:
        """Rule out derivations of *agent* before *reach* (ms); keeps the last row and stated state before."""
        agent.kept_from = reach - 1
        rows = agent.rows
        del rows[: max(bisect_left(rows, reach, key=self.rows.instant_of) - 1, 0)]
        stated = agent.stated
        last = len(stated) - 1
        while last > 0 and not (stated[last].effective < reach and stated[last].sets):
            last -= 1
        # A release that arrives too late still finds the newest state that ended its wrap-up.
        ends = next((each for each in reversed(stated[:last]) if each.state != "wrap_up"), None)
        del stated[:last]
        if ends is not None and stated and stated[0].state == "wrap_up":
            stated.insert(0, ends)

    # Teams -----------------------------------------------------------------------------------------

    def tenure_at(self, agent: Agent, at: int) -> int:
        """The tenure *agent* was in at *at*."""
        start = self.tenures.start
        if start[agent.tenure] <= at:
            return agent.tenure
        place = bisect_right(agent.tenures, at, key=start.__getitem__) - 1
        return agent.tenures[max(place, 0)]

    def move(self, agent: Agent, at: int, event: AgentProfile) -> bool:
        """Move *agent* to the team in *event* from *at* on; False if that changes the past."""
        if at < agent.at or agent.profiles.declared[-1][0] != at:
            return False
        team = NO_TEAM if event.team is None else self.team(event.team, at)
        tenures, old = self.tenures, agent.tenure
        if tenures.team[old] == team:
            return True
        self.changed.add(agent.index)
        rows = self.rows
        aged = at - agent.made_at if agent.makers >= 0 else agent.makers
        tenures.close(old, at)
        agent.tenure = tenures.open(agent.index, team, at)
        agent.tenures.append(agent.tenure)
        agent.rows += (
            rows.append((at, old, agent.code, aged, ABSENT_CODE, -1, 0)),
            rows.append((at, agent.tenure, ABSENT_CODE, -1, agent.code, aged, at - agent.since)),
        )
        agent.at = at
        agent.set_appends_from()
        return True

    def move_again(self, agent: Agent, since: int) -> None:
        """Reopen *agent*'s tenures from *since* on, by the profiles in force."""
        tenures = self.tenures
        keep = max(1, bisect_left(agent.tenures, since, key=tenures.start.__getitem__))
        for tenure in agent.tenures[keep:]:
            tenures.discard(tenure)
        del agent.tenures[keep:]
        current = agent.tenures[-1]
        tenures.close(current, FOREVER)
        in_force = (since, agent.profiles.at(since))
        for at, profile in (in_force, *agent.profiles.declared):
            if at < since or profile is None:
                continue
            team = NO_TEAM if profile.team is None else self.team(profile.team, at)
            if team != tenures.team[current]:
                tenures.close(current, at)
                current = tenures.open(agent.index, team, at)
                agent.tenures.append(current)


def _is_needed(leg: Leg, reach: int) -> bool:
    """Whether a *leg* that is over affects anything from *reach* (ms) on, or may yet."""
    if leg.contact.is_kept:
        return leg.since >= reach
    return leg.since > reach and leg.since > leg.opened
