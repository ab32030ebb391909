"""Watch of adherence: agents who are not doing what their schedule says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from console.flags.rules.conditions import Condition, lasting
from console.flags.rules.rule_scope import within
from console.flags.rules.rules import Rule, Rulebook
from console.floor.entities.site import day_start
from console.floor.ledgers.codes import Activity, fits_in
from console.floor.ledgers.schedule import FOREVER, AgentSchedule
from console.metrics.adherence import cause, spells_out
from console.metrics.reading.reading import Reading
from console.metrics.reading.severity import Severity

_SOON_MS = 15 * 60_000  # so long before a break, taking it is an early break
_KEPT = 50_000


class _State(NamedTuple):
    """What a spell depends on: an agent's last moment, its derivation, and its piece of the schedule."""

    tenure: int
    row_at: int
    code: int
    makers: int
    version: int
    piece: int


class _Spell:
    """A spell out of adherence: its start (ms), and its cause, which may change at `soon_at` (ms)."""

    __slots__ = ("began", "cause", "is_soon", "schedule", "soon_at", "state")

    def __init__(self, state: _State, schedule: AgentSchedule, began: int) -> None:
        self.state = state
        self.schedule = schedule
        self.began = began
        self.cause: str | None = None
        self.is_soon = False
        following = (
            s.start for s in schedule.spans if s.start > state.piece and s.activity is not Activity.OFF
        )
        self.soon_at = min(following, default=FOREVER) - _SOON_MS


class AdherenceWatch:
    """Owned by the flags. Keeps each agent's spell until the agent's state, schedule or past changes."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rules = rulebook.watching("out_of_adherence")
        self._depends_on: tuple[object, ...] = ()
        self._kept: dict[int, _Spell] = {}

    def conditions(self, reading: Reading) -> Iterator[Condition | None]:
        """The rules met; None between pieces of work."""
        if not self._rules or not reading.schedules:
            return
        yield None
        spells = self._spells(reading)
        for rule in self._rules:
            yield None
            yield from self._out(rule, reading, spells)

    def _out(self, rule: Rule, reading: Reading, spells: dict[int, _Spell]) -> Iterator[Condition]:
        """Agents out of adherence past the site's grace, except those who are only finishing a contact.

        A spell continues past the end of the site's day, so that a night shift's flags stay.
        """
        floor, now = reading.floor, reading.window.until
        grace = floor.site.at(now).grace_seconds
        concerned = within(rule, reading)
        for index, spell in spells.items():
            if not concerned.has_agent(index):
                continue
            severity, since = lasting(rule, spell.began, now, later=grace)
            if severity is Severity.NONE:
                continue
            why = _cause(spell, reading, index)
            if why != "worked_over":
                scope = f"agent:{floor.roster.by_index[index].name}"
                yield Condition(rule, scope, severity, since, (now - spell.began) / 1000, cause=why)

    def _spells(self, reading: Reading) -> dict[int, _Spell]:
        """The spells of all agents out of adherence, by number."""
        depends_on = _shared_by_all(reading)
        if depends_on != self._depends_on or len(self._kept) > _KEPT:
            self._kept.clear()
            self._depends_on = depends_on
        found: dict[int, _Spell] = {}
        unknown: dict[int, tuple[_State, AgentSchedule]] = {}
        for agent, state in _states_out(reading):
            spell, schedule = self._kept.get(agent), reading.schedules.of(agent)
            if spell is not None and spell.state == state and spell.schedule is schedule:
                found[agent] = spell
            elif schedule is not None:
                unknown[agent] = state, schedule
        for agent, began in spells_out(reading, list(unknown)).items() if unknown else ():
            found[agent] = self._kept[agent] = _Spell(*unknown[agent], began)
        return found


def _shared_by_all(reading: Reading) -> tuple[object, ...]:
    """What the spells of all agents depend on: the floor, what it holds, its settings and its day."""
    floor, now = reading.floor, reading.window.until
    blocks, settings = floor.books.timeline.rows.blocks, floor.site.at(now)
    return floor, floor.since, blocks[0].first if blocks else -1, settings, day_start(settings, now)


def _states_out(reading: Reading) -> Iterator[tuple[int, _State]]:
    """The agents out of adherence at the reading's end, by number, each with what its spell depends on."""
    now, by_index = reading.window.until, reading.floor.roster.by_index
    agents, tenure, standing = np.arange(len(by_index)), reading.agent_tenure, reading.standing
    moments = reading.schedules.table(reading.floor.since).look_up(agents, np.full(len(agents), now))
    is_out = (moments.activity > 0) & (moments.activity != fits_in(standing.code[tenure]))
    out = np.flatnonzero(is_out)
    tenure = tenure[out]
    columns = (tenure, standing.row_at[tenure], standing.code[tenure], standing.makers[tenure])
    rows = zip(
        out.tolist(), *(column.tolist() for column in columns), moments.start[out].tolist(), strict=True
    )
    for agent, of, row_at, code, makers, piece in rows:
        if by_index[agent].first_at <= now:
            yield agent, _State(of, row_at, code, makers, by_index[agent].version, piece)


def _cause(spell: _Spell, reading: Reading, index: int) -> str:
    is_soon = reading.window.until >= spell.soon_at
    if spell.cause is None or spell.is_soon != is_soon:
        spell.cause, spell.is_soon = cause(reading, reading.floor.roster.by_index[index]), is_soon
    return spell.cause
