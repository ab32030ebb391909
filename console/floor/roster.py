"""The roster: all agents and teams, and the one effective state that follows from legs and stated states.

On time, `settle` writes an agent's new state as it changes. What came late changes the past: `derive` then
strikes the agent's rows from the first changed instant on and writes them anew.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Sequence
from itertools import islice
from operator import attrgetter, itemgetter

import numpy as np

from console.floor.agent import (
    ENDED,
    HELD,
    OFFERED,
    TALKING,
    TRIM_FROM,
    WRAPPING,
    Agent,
    Key,
    Leg,
    Stated,
)
from console.floor.schedule import FOREVER
from console.floor.service_queue import ServiceQueue
from console.floor.site import Site, meaning
from console.floor.timeline import NEVER, NO_TEAM, Tenures, Timeline
from console.floor.vocabulary import (
    ABSENT_CODE,
    IDENTITY,
    MAX_LEGS,
    MAX_REASONS,
    ON_QUEUE_STATES,
    STATES,
    Activity,
    Ints,
    State,
    pack,
)
from feeds.events import AgentProfile, AgentState, SiteSettings

PART_STATES = (State.RINGING, State.ON_CONTACT, State.HOLD, State.WRAP_UP)
_STRONGEST = (TALKING, HELD, WRAPPING, OFFERED)
_ONE_LEG = tuple(
    pack(state, Activity.ON_QUEUE, part in (TALKING, HELD)) for part, state in enumerate(PART_STATES)
)
# An agent's state comes from so many legs at once, the first ones; nobody has more.
LEGS_LOOKED_AT = MAX_LEGS + 1
# An agent keeps this much to be derived again; what is older than any late event reaches goes first.
KEEP_AT_MOST = 4_096

_key, _ended, _at = attrgetter("key"), attrgetter("since"), itemgetter(0)


class Roster:
    """All agents and teams, and the timeline they write. Owned by the floor, which alone changes it."""

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
        self._reason_index: dict[str, int] = {"": 0}
        self.settled_before = NEVER
        self.profiles_changed = 0
        self.profiles_until = NEVER
        self._memberships: tuple[tuple[int, int], Ints, Ints] | None = None

    # Who there is ----------------------------------------------------------------------------------

    def find(self, name: str, at: int) -> Agent:
        """The agent called *name*, made (undeclared) if nobody was, and known from *at* at the latest."""
        agent = self.agents.get(name)
        if agent is None:
            index = len(self.by_index)
            agent = Agent(index, name, at, self.tenures.open(index, NO_TEAM, NEVER))
            self.agents[name] = agent
            self.by_index.append(agent)
        elif at < agent.first_at:
            agent.first_at = at
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

    # Stated states ---------------------------------------------------------------------------------

    def stated_code(self, state: str, reason: str | None, settings: SiteSettings) -> int:
        """The code of a stated state; a reason counts only while not ready."""
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

    def state(self, agent: Agent, event: AgentState, at: int, order: int, effective: int) -> None:
        """Let *agent* be in the state *event* states, the newest of all, when no leg says otherwise."""
        agent.stated.append(Stated(at, order, effective, event.state, event.reason, True))
        if len(agent.stated) > agent.trim_from:
            self.trim(agent)
        agent.stated_code = self.stated_code(event.state, event.reason, self.site.at(effective))
        self.settle(agent, effective, is_stated=True)

    def insert_state(self, agent: Agent, stated: Stated) -> None:
        """Put a state that came late in its place; `derive` then reads it."""
        insort(agent.stated, stated, key=_key)
        if len(agent.stated) > agent.trim_from:
            self.trim(agent)

    def has_stated(self, agent: Agent, event: AgentState, at: int, order: int) -> bool:
        """Whether *event* was stated before, or was left before the time that is kept."""
        stated, told = agent.stated, (at, event.state, event.reason)
        if at <= agent.kept_from and stated and (at, order) < stated[-1].key:
            return True
        return any(told == (each.at, each.state, each.reason) for each in stated)

    def restate(self, agent: Agent, at: int) -> None:
        """Read again what was stated of *agent*, by the reasons in force from *at* on."""
        if at < agent.at:
            self.derive(agent, at)
            return
        for stated in reversed(agent.stated):
            if stated.sets:
                agent.stated_code = self.stated_code(stated.state, stated.reason, self.site.at(at))
                break
        self.settle(agent, at)

    def wrap_up_end(self, leg: Leg) -> tuple[int, Key] | None:
        """When a wrapping *leg* was ended by a state of its agent, and that state's key; None if it was not.

        Any state but `wrap_up` with a key after the release ends it, the one that took effect first.
        """
        stated = leg.agent.stated
        found: tuple[int, Key] | None = None
        for index in range(bisect_right(stated, leg.released, key=_key), len(stated)):
            told = stated[index]
            if told.state == "wrap_up":
                continue
            effective = max(told.effective, leg.since)
            if found is None or effective < found[0]:
                found = (effective, told.key)
            if effective == leg.since or told.effective == told.at:
                break
        return found

    # The effective state ---------------------------------------------------------------------------

    def settle(self, agent: Agent, at: int, is_stated: bool = False) -> None:
        """Bring *agent*'s effective state up to date after a leg, or what was stated, changed at *at*.

        Nothing of the agent may have changed later: that is for `derive`.
        """
        if at < agent.at:
            at = agent.at
        before, makers_before, made_before = agent.code, agent.makers, agent.made_at
        legs = agent.legs
        if not legs:
            code, made, makers = agent.stated_code, NEVER, -1
        elif len(legs) == 1:
            (leg,) = legs.values()
            part = leg.part
            code = _ONE_LEG[part]
            made, makers = NEVER, -1
            if part:
                made = leg.answered
                makers = at - made
        else:
            by_part: tuple[list[int], ...] = ([], [], [], [])
            for leg in islice(legs.values(), LEGS_LOOKED_AT):
                by_part[leg.part].append(leg.answered)
            code, made, makers = self.of_several(by_part, at)
        since = agent.since
        if code != before or made != made_before or makers < -1 or makers_before < -1:
            if (code ^ before) & IDENTITY or since == NEVER:
                if at != agent.turned_at:
                    agent.turned_at, agent.turned_from, agent.turned_since = at, before, since
                    since = agent.since = at
                else:
                    since = agent.since = _spell_start(agent, at, code, is_stated)
            aged = at - made_before if makers_before >= 0 else makers_before
            agent.rows.append(self.rows.append((at, agent.tenure, before, aged, code, makers, at - since)))
            agent.code, agent.makers, agent.made_at = code, makers, made
            agent.at = at
        elif since == NEVER and is_stated:
            agent.since = agent.at = at
            agent.rows.append(self.rows.append((at, agent.tenure, before, -1, code, -1, 0)))

    def of_several(self, by_part: Sequence[Collection[int]], at: int) -> tuple[int, int, int]:
        """The code several legs make, when the one that makes it was answered, and its row's `makers`.

        Of each leg counts when it was answered, among those of its part.
        """
        strongest = next(part for part in _STRONGEST if by_part[part])
        live = len(by_part[TALKING]) + len(by_part[HELD])
        code = pack(PART_STATES[strongest], Activity.ON_QUEUE, live)
        if strongest == OFFERED:
            return code, NEVER, -1
        answered = tuple(islice(by_part[strongest], LEGS_LOOKED_AT))
        if len(answered) == 1:
            return code, answered[0], at - answered[0]
        return code, NEVER, self.timeline.keep_several(answered)

    # Deriving again --------------------------------------------------------------------------------

    def derive(self, agent: Agent, since: int) -> None:
        """Write *agent*'s timeline anew from *since* (ms) on, out of its legs, stated states and teams."""
        agent.version += 1
        since = max(since, agent.kept_from + 1)
        self._strike_from(agent, since)
        Derivation(self, agent, since).run()

    def _strike_from(self, agent: Agent, since: int) -> None:
        """Take back the rows from *since* on; the agent is then what the row before them says."""
        rows = agent.rows
        while rows and self.rows.instant_of(rows[-1]) >= since:
            self.timeline.strike(rows.pop())
        agent.turned_at = NEVER
        if not rows:
            agent.code, agent.makers = 0, -1
            agent.made_at = agent.since = agent.at = NEVER
            agent.tenure = agent.tenures[0]
            return
        at, tenure, _, _, code, makers, held = self.rows.row(rows[-1])
        agent.at, agent.tenure, agent.code, agent.makers = at, tenure, code, makers
        agent.since = at - held
        agent.made_at = at - makers if makers >= 0 else NEVER

    def keep(self, leg: Leg) -> None:
        """Keep a *leg* that is over for deriving its agent again."""
        agent = leg.agent
        past = agent.past_legs
        if past and past[-1].since > leg.since:
            insort(past, leg, key=_ended)
        else:
            past.append(leg)
        if len(past) > agent.trim_from:
            self.trim(agent)

    def let_go(self, leg: Leg) -> None:
        """Keep a *leg* that is over no more: it never was."""
        past = leg.agent.past_legs
        for place in range(bisect_left(past, leg.since, key=_ended), len(past)):
            if past[place] is leg:
                del past[place]
                return
            if past[place].since > leg.since:
                return

    def trim(self, agent: Agent) -> None:
        """Let go of what no derivation of *agent* reaches any more, and of legs that took no time."""
        self._trim(agent)
        agent.trim_from = max(TRIM_FROM, 2 * len(agent.past_legs), 2 * len(agent.stated), len(agent.legs))

    def _trim(self, agent: Agent) -> None:
        past = agent.past_legs
        pinned = (leg.opened for leg in (*agent.legs.values(), *past) if leg.contact.is_kept)
        reach = min(pinned, default=self.settled_before)
        reach = min(reach, self.settled_before)
        if len(past) > KEEP_AT_MOST:
            reach = max(reach, past[-KEEP_AT_MOST // 2].since + 1)
        agent.past_legs = [leg for leg in past if _is_needed(leg, reach)]
        if reach > agent.kept_from:
            self.forget_before(agent, reach)

    def forget_before(self, agent: Agent, reach: int) -> None:
        """Derive *agent* never again before *reach* (ms): keep the last row and stated state before it."""
        agent.kept_from = reach - 1
        rows = agent.rows
        del rows[: max(bisect_left(rows, reach, key=self.rows.instant_of) - 1, 0)]
        stated = agent.stated
        last = len(stated) - 1
        while last > 0 and not (stated[last].effective < reach and stated[last].sets):
            last -= 1
        # A release that comes too late still finds the newest state that ended its wrap-up.
        ends = next((told for told in reversed(stated[:last]) if told.state != "wrap_up"), None)
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
        """Put *agent* into the team that *event* names, from *at* on; False where that changes the past."""
        if at < agent.at or agent.profiles.declared[-1][0] != at:
            return False
        team = NO_TEAM if event.team is None else self.team(event.team, at)
        tenures, old = self.tenures, agent.tenure
        if tenures.team[old] == team:
            return True
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
        return True

    def move_again(self, agent: Agent, since: int) -> None:
        """Open *agent*'s tenures anew from *since* on, as the profiles in force then say."""
        tenures = self.tenures
        keep = max(1, bisect_left(agent.tenures, since, key=tenures.start.__getitem__))
        for tenure in agent.tenures[keep:]:
            tenures.discard(tenure)
        del agent.tenures[keep:]
        current = agent.tenures[-1]
        tenures.close(current, FOREVER)
        for at, profile in agent.profiles.declared:
            if at < since or profile is None:
                continue
            team = NO_TEAM if profile.team is None else self.team(profile.team, at)
            if team != tenures.team[current]:
                tenures.close(current, at)
                current = tenures.open(agent.index, team, at)
                agent.tenures.append(current)


class Derivation:
    """One agent's timeline from an instant on, written in order of time. Made by the roster for one run."""

    def __init__(self, roster: Roster, agent: Agent, since: int) -> None:
        self._roster = roster
        self._agent = agent
        self._since = since
        self._by_part: tuple[dict[Leg, int], ...] = ({}, {}, {}, {})
        # Every (instant, leg, the part it had, the part it has then).
        self._changes: list[tuple[int, Leg, int, int]] = []
        self._stated: Stated | None = None

    def run(self) -> None:
        agent = self._agent
        self._look_at_legs()
        to_come = self._look_at_stated()
        tenures = [
            (start, tenure)
            for tenure in agent.tenures
            if (start := self._roster.tenures.start[tenure]) >= self._since
        ]
        instants = {self._since, *map(_at, self._changes), *(told.effective for told in to_come)}
        instants.update(at for at, _ in tenures)
        instants.update(at for at, _ in self._roster.site.profiles.declared if at > self._since)
        moves = dict(tenures)
        changes, place = self._changes, 0
        for at in sorted(instants):
            while place < len(changes) and changes[place][0] <= at:
                self._turn(*changes[place][1:])
                place += 1
            fresh = [told for told in to_come if told.effective == at]
            if fresh:
                self._stated = max([*fresh, *([self._stated] if self._stated else [])], key=_key)
            self._write(at, moves.get(at), is_stated=bool(fresh))
        self._finish()

    def _look_at_legs(self) -> None:
        since, past = self._since, self._agent.past_legs
        for leg in islice(self._agent.legs.values(), LEGS_LOOKED_AT):
            if leg.since <= since:  # it is now what it was then
                self._by_part[leg.part][leg] = leg.answered
            else:
                self._look_at(leg)
        for place in range(bisect_right(past, since, key=_ended), len(past)):
            leg = past[place]
            if leg.opened < leg.since:
                self._look_at(leg)
        self._changes.sort(key=_at)

    def _look_at(self, leg: Leg) -> None:
        since, before, then = self._since, ENDED, ENDED
        for at, part in leg.changes():
            if at < since:
                then = part
            else:
                self._changes.append((at, leg, before, part))
            before = part
        if then != ENDED:
            self._by_part[then][leg] = leg.answered

    def _look_at_stated(self) -> list[Stated]:
        """Find what was stated before; what was stated since, in order of effect."""
        to_come = []
        for told in reversed(self._agent.stated):
            if not told.sets:
                continue
            if told.effective < self._since:
                self._stated = told
                break
            to_come.append(told)
        return sorted(to_come, key=attrgetter("effective", "at", "order"))

    def _turn(self, leg: Leg, before: int, part: int) -> None:
        if before != ENDED:
            del self._by_part[before][leg]
        if part != ENDED:
            self._by_part[part][leg] = leg.answered

    def _write(self, at: int, tenure: int | None, is_stated: bool) -> None:
        """Write the row of *at*, if the agent's state is another one then."""
        agent, rows = self._agent, self._roster.rows
        code, made, makers = self._state_at(at)
        before, since = agent.code, agent.since
        aged = at - agent.made_at if agent.makers >= 0 else agent.makers
        has_changed = code != before or made != agent.made_at or makers < -1 or agent.makers < -1
        if has_changed and ((code ^ before) & IDENTITY or since == NEVER):
            since = at
        elif not has_changed and since == NEVER and is_stated:
            since, has_changed = at, True
        if tenure is not None and tenure != agent.tenure:
            agent.rows.append(rows.append((at, agent.tenure, before, aged, ABSENT_CODE, -1, 0)))
            agent.tenure, before, aged, has_changed = tenure, ABSENT_CODE, -1, True
        if not has_changed:
            return
        agent.turned_at, agent.turned_from, agent.turned_since = at, agent.code, agent.since
        agent.rows.append(rows.append((at, agent.tenure, before, aged, code, makers, at - since)))
        agent.code, agent.makers, agent.made_at, agent.since, agent.at = code, makers, made, since, at

    def _state_at(self, at: int) -> tuple[int, int, int]:
        """The code of *at*, when the leg that makes it was answered, and its row's `makers`."""
        if not any(self._by_part):
            return self._stated_code(at), NEVER, -1
        return self._roster.of_several([legs.values() for legs in self._by_part], at)

    def _stated_code(self, at: int) -> int:
        told = self._stated
        if told is None:
            return 0
        return self._roster.stated_code(told.state, told.reason, self._roster.site.at(at))

    def _finish(self) -> None:
        agent = self._agent
        newest = next((told for told in reversed(agent.stated) if told.sets), None)
        if newest is not None:
            settings = self._roster.site.at(max(agent.at, newest.effective))
            agent.stated_code = self._roster.stated_code(newest.state, newest.reason, settings)


def _spell_start(agent: Agent, at: int, code: int, is_stated: bool) -> int:
    """Since when *agent* is in the state of *code*, after another change of the same instant.

    A state left and taken up at one instant goes on.
    """
    if (code ^ agent.turned_from) & IDENTITY:
        return at
    return at if agent.turned_since == NEVER and is_stated else agent.turned_since


def _is_needed(leg: Leg, reach: int) -> bool:
    """Whether a *leg* that is over changes anything from *reach* (ms) on, or may yet."""
    if leg.contact.is_kept:
        return leg.since >= reach
    return leg.since > reach and leg.since > leg.opened
