"""Derivation: one agent's timeline written anew, from the agent's legs, stated states and teams."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from operator import attrgetter

from console.floor.agent import ENDED, OFFERED, Agent, Leg, Stated
from console.floor.effective_state import LEGS_LOOKED_AT, ONE_LEG, code_of_several
from console.floor.schedule import FOREVER
from console.floor.site import Site
from console.floor.timeline import NEVER, Timeline
from console.floor.vocabulary import ABSENT_CODE, IDENTITY
from feeds.events import SiteSettings

# The code of a stated state: (state, reason, the settings in force).
StatedCode = Callable[[str, str | None, SiteSettings], int]

_key = attrgetter("key")


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
        self._parts: dict[Leg, int] = {}
        self._changes: list[tuple[int, Leg, int]] = []
        self._stated: Stated | None = None

    def run(self) -> None:
        agent = self._agent
        self._look_at_legs()
        to_come = self._look_at_stated()
        tenures = [
            (start, tenure)
            for tenure in agent.tenures
            if (start := self._timeline.tenures.start[tenure]) >= self._since
        ]
        instants = {self._since, *(at for at, _, _ in self._changes), *(told.effective for told in to_come)}
        instants.update(at for at, _ in tenures)
        instants.update(at for at, _ in self._site.profiles.declared if at > self._since)
        moves = dict(tenures)
        changes = iter([*self._changes, (FOREVER, None, 0)])
        change = next(changes)
        for at in sorted(instants):
            while change[0] <= at:
                self._turn(change[1], change[2])
                change = next(changes)
            fresh = [told for told in to_come if told.effective == at]
            if fresh:
                self._stated = max([*fresh, *([self._stated] if self._stated else [])], key=_key)
            self._write(at, moves.get(at), is_stated=bool(fresh))
        self._finish()

    def _look_at_legs(self) -> None:
        for leg in self._agent.kept_legs:
            if leg.part == ENDED and leg.since < self._since:
                continue
            for at, part in leg.changes():
                if at < self._since:
                    self._turn(leg, part)
                else:
                    self._changes.append((at, leg, part))
        self._changes.sort(key=_at)

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

    def _turn(self, leg: Leg | None, part: int) -> None:
        assert leg is not None
        self._parts.pop(leg, None)
        if part != ENDED:
            self._parts[leg] = part

    def _write(self, at: int, tenure: int | None, is_stated: bool) -> None:
        """Write the row of *at*, if the agent's state is another one then."""
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
        """The code of *at*, when the leg that makes it was answered, and its row's `makers`."""
        if not self._parts:
            return self._stated_code(at), NEVER, -1
        if len(self._parts) == 1:
            ((leg, part),) = self._parts.items()
            if part == OFFERED:
                return ONE_LEG[part], NEVER, -1
            return ONE_LEG[part], leg.answered, at - leg.answered
        legs = [(part, leg.answered) for leg, part in islice(self._parts.items(), LEGS_LOOKED_AT)]
        return code_of_several(legs, at, self._timeline)

    def _stated_code(self, at: int) -> int:
        told = self._stated
        if told is None:
            return 0
        return self._code_of(told.state, told.reason, self._site.at(at))

    def _finish(self) -> None:
        agent = self._agent
        newest = next((told for told in reversed(agent.stated) if told.sets), None)
        if newest is not None:
            settings = self._site.at(max(agent.at, newest.effective))
            agent.stated_code = self._code_of(newest.state, newest.reason, settings)


def _at(change: tuple[int, Leg, int]) -> int:
    return change[0]
