"""Derivation: rewrites an agent's timeline from the agent's legs, stated states and teams.

Further back than legs and states are kept, a late profile still moves an agent, or changes what a reason
means: there the timeline is rewritten from its own rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import islice
from operator import attrgetter, itemgetter
from typing import NamedTuple

import numpy as np

from console.floor.entities.agent import Agent, Leg, Stated
from console.floor.entities.effective_state import LEGS_READ, code_of_several
from console.floor.entities.site import Site
from console.floor.ledgers.codes import ABSENT_CODE, IDENTITY
from console.floor.ledgers.ledger import STRUCK
from console.floor.ledgers.timeline import NEVER, Moment, Timeline
from feeds.events import SiteSettings
from feeds.lifecycle import NONE

# The code of a stated state: (state, reason, the settings in force).
StatedCode = Callable[[str, str | None, SiteSettings], int]
# A code by other settings: (the code, the settings in force).
RestatedCode = Callable[[int, SiteSettings], int]

_key, _ended, _at = attrgetter("key"), attrgetter("since"), itemgetter(0)


class Derivation:
    """One agent's timeline from an instant on, written in order of time. Made by the roster for one run."""

    def __init__(
        self, agent: Agent, since: int, timeline: Timeline, site: Site, stated_code: StatedCode
    ) -> None:
        self._agent = agent
        self._since = since
        self._timeline = timeline
        self._site = site
        self._code_of = stated_code
        self._by_part: tuple[dict[Leg, int], ...] = ({}, {}, {}, {})
        # Every (instant, leg, part before, part after).
        self._changes: list[tuple[int, Leg, int, int]] = []
        self._stated: Stated | None = None

    def run(self) -> None:
        agent = self._agent
        self._read_legs()
        to_come = self._read_stated()
        tenures = [
            (start, tenure)
            for tenure in agent.tenures
            if (start := self._timeline.tenures.start[tenure]) >= self._since
        ]
        instants = {self._since, *map(_at, self._changes), *(stated.effective for stated in to_come)}
        instants.update(at for at, _ in tenures)
        instants.update(at for at, _ in self._site.profiles.declared if at > self._since)
        moves = dict(tenures)
        changes, place = self._changes, 0
        for at in sorted(instants):
            while place < len(changes) and changes[place][0] <= at:
                self._turn(*changes[place][1:])
                place += 1
            fresh = [stated for stated in to_come if stated.effective == at]
            if fresh:
                self._stated = max([*fresh, *([self._stated] if self._stated else [])], key=_key)
            self._write(at, moves.get(at), is_stated=bool(fresh))
        self._finish()

    def _read_legs(self) -> None:
        since, past = self._since, self._agent.past_legs
        for leg in islice(self._agent.legs.values(), LEGS_READ):
            if leg.since <= since:  # unchanged since then
                self._by_part[leg.part][leg] = leg.answered
            else:
                self._read_leg(leg)
        for place in range(bisect_right(past, since, key=_ended), len(past)):
            leg = past[place]
            if leg.opened < leg.since:
                self._read_leg(leg)
        self._changes.sort(key=_at)

    def _read_leg(self, leg: Leg) -> None:
        since, before, then = self._since, NONE, NONE
        for at, part in leg.changes():
            if at < since:
                then = part
            else:
                self._changes.append((at, leg, before, part))
            before = part
        if then != NONE:
            self._by_part[then][leg] = leg.answered

    def _read_stated(self) -> list[Stated]:
        """Find the state stated before the start; returns those stated since, in order of effect."""
        to_come = []
        for stated in reversed(self._agent.stated):
            if not stated.sets:
                continue
            if stated.effective < self._since:
                self._stated = stated
                break
            to_come.append(stated)
        return sorted(to_come, key=attrgetter("effective", "at", "order"))

    def _turn(self, leg: Leg, before: int, part: int) -> None:
        if before != NONE:
            del self._by_part[before][leg]
        if part != NONE:
            self._by_part[part][leg] = leg.answered

    def _write(self, at: int, tenure: int | None, is_stated: bool) -> None:
        """Write the row of *at* if the agent's state changes then."""
        agent, rows = self._agent, self._timeline.rows
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
        """The code at *at*, when the leg that determines it was answered, and its row's `makers`."""
        if not any(self._by_part):
            return self._stated_code(at), NEVER, -1
        return code_of_several([legs.values() for legs in self._by_part], at, self._timeline)

    def _stated_code(self, at: int) -> int:
        stated = self._stated
        if stated is None:
            return 0
        return self._code_of(stated.state, stated.reason, self._site.at(at))

    def _finish(self) -> None:
        """Set the agent's `at` to the last change, visible or not: later events must not precede it."""
        agent = self._agent
        changed = [leg.since for leg in islice(agent.legs.values(), LEGS_READ)]
        changed += [leg.since for leg in agent.past_legs[-1:]]
        newest = next((stated for stated in reversed(agent.stated) if stated.sets), None)
        if newest is not None:
            changed.append(newest.effective)
            settings = self._site.at(max(agent.at, newest.effective))
            agent.stated_code = self._code_of(newest.state, newest.reason, settings)
        agent.at = max([agent.at, *changed])


class Row(NamedTuple):
    """A row of the timeline, by its columns and its number."""

    at: int
    tenure: int
    code: int
    makers: int
    held: int
    number: int

    @property
    def moment(self) -> Moment:
        return Moment(self.at, self.code, self.at - self.held, self.makers)


class Redefinition:
    """The rows of agents up to their `kept_from`, rewritten by the teams and reasons in force then.

    Made by the roster for one run, before it derives what follows.
    """

    def __init__(self, since: int, timeline: Timeline, site: Site, restated_code: RestatedCode) -> None:
        self._since = since
        self._timeline = timeline
        self._site = site
        self._code_of = restated_code

    def run(self, agents: Sequence[Agent]) -> None:
        """Rewrite *agents*, whose tenures are the new ones already."""
        columns = self._timeline.rows.rows_from(0, NEVER)
        agent_of = self._timeline.tenures.columns().agent[columns["tenure"]]
        for agent in agents:
            mine = np.flatnonzero((agent_of == agent.index) & (columns["at"] <= agent.kept_from))
            values = (columns[name][mine].tolist() for name in Row._fields)
            self._rewrite(agent, [Row(*row) for row in zip(*values, strict=True)])

    def _rewrite(self, agent: Agent, rows: list[Row]) -> None:
        """Rewrite *rows*, which are all of *agent* up to `kept_from`, from the start on."""
        first = bisect_left(rows, self._since, key=_at)
        for row in rows[first:]:
            self._timeline.strike(row.number)
        instant_of = self._timeline.rows.instant_of
        later = [number for number in agent.rows if agent.kept_from < instant_of(number) < STRUCK]
        if first:
            last, tenure = rows[first - 1].moment, rows[first - 1].tenure
            agent.rows = [rows[first - 1].number]
        else:
            starts = self._timeline.tenures.start
            tenure = max((one for one in agent.tenures if starts[one] < self._since), key=starts.__getitem__)
            last, agent.rows = self._timeline.last_dropped(tenure), []
        agent.rows += self._rewritten(agent, rows[first:], last, tenure)
        agent.rows += later

    def _rewritten(self, agent: Agent, rows: list[Row], last: Moment, tenure: int) -> list[int]:
        """Append *rows* again, after the moment *last* in *tenure*; returns the new numbers."""
        append, numbers = self._timeline.rows.append, list[int]()
        starts = self._timeline.tenures.start
        moves = {starts[each]: each for each in agent.tenures if self._is_rewritten(agent, starts[each])}
        moments = {row.at: row.moment for row in rows if row.code != ABSENT_CODE}
        profiles = (at for at, _ in self._site.profiles.declared if self._is_rewritten(agent, at))
        for at in sorted({*moments, *moves, *profiles}):
            aged = at - last.made_at if last.makers >= 0 else last.makers
            then = moments.get(at, last._replace(at=at, makers=aged))
            then = then._replace(code=self._code_of(then.code, self._site.at(at)))
            before, moved = last.code, moves.get(at, tenure)
            if moved != tenure:
                numbers.append(append((at, tenure, before, aged, ABSENT_CODE, -1, 0)))
                tenure, before, aged = moved, ABSENT_CODE, -1
            elif (then.code, then.since, then.makers) == (before, last.since, aged):
                continue
            row = (at, tenure, before, aged, then.code, then.makers, at - then.since)
            numbers.append(append(row))
            last = then
        return numbers

    def _is_rewritten(self, agent: Agent, at: int) -> bool:
        return self._since <= at <= agent.kept_from
