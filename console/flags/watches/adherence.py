"""Watch of adherence: agents who are not doing what their schedule says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from console.flags.rules.conditions import Condition, lasting
from console.flags.rules.rule_scope import within
from console.flags.rules.rules import Rule, Rulebook
from console.floor.entities.site import day_start, meaning
from console.floor.ledgers.codes import Activity, State, fits_in, reason_of, state_of
from console.floor.ledgers.schedule import FOREVER, AgentSchedule
from console.metrics.adherence import cause, spells_out
from console.metrics.reading.reading import Reading
from console.metrics.reading.severity import Severity

_SOON_MS = 15 * 60_000  # so long before a break, taking it is an early break
_KEPT = 50_000


# What a spell depends on: the tenure, instant, code and makers of an agent's last moment, and the start of
# its piece of the schedule.
_State = tuple[int, int, int, int, int]


class _Spell:
    """A spell out of adherence: its start (ms), and its cause, which may change at `soon_at` (ms)."""

    __slots__ = ("began", "cause", "is_soon", "schedule", "soon_at", "state", "version")

    def __init__(self, version: int, state: _State, schedule: AgentSchedule, began: int) -> None:
        self.version = version
        self.state = state
        self.schedule = schedule
        self.began = began
        self.cause: str | None = None
        self.is_soon = False
        following = (
            s.start for s in schedule.spans if s.start > state[-1] and s.activity is not Activity.OFF
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
                value, doing = (now - spell.began) / 1000, _activity(spell, reading)
                yield Condition(rule, scope, severity, since, value, cause=why, activity=doing)

    def _spells(self, reading: Reading) -> dict[int, _Spell]:
        """The spells of all agents out of adherence, by number."""
        depends_on = _shared_by_all(reading)
        if depends_on != self._depends_on or len(self._kept) > _KEPT:
            self._kept.clear()
            self._depends_on = depends_on
        found: dict[int, _Spell] = {}
        unknown: dict[int, tuple[int, _State, AgentSchedule]] = {}
        by_index, schedules, now = reading.floor.roster.by_index, reading.schedules, reading.window.until
        for index, state in _states_out(reading):
            agent, spell, schedule = by_index[index], self._kept.get(index), schedules.of(index)
            if agent.first_at > now or schedule is None:
                continue
            # Before the horizon, the last moment known may be a later one.
            is_same = spell is not None and spell.state == state and spell.version == agent.version
            is_same = is_same and state[1] <= now
            if spell is not None and is_same and spell.schedule is schedule:
                found[index] = spell
            else:
                unknown[index] = agent.version, state, schedule
        for index, began in spells_out(reading, list(unknown)).items() if unknown else ():
            found[index] = spell = _Spell(*unknown[index], began)
            if spell.state[1] <= now:
                self._kept[index] = spell
        return found


def _shared_by_all(reading: Reading) -> tuple[object, ...]:
    """What the spells of all agents depend on: the floor, what it holds, its settings and its day."""
    floor, now = reading.floor, reading.window.until
    blocks, settings = floor.books.timeline.rows.blocks, floor.site.at(now)
    return floor, floor.since, blocks[0].first if blocks else -1, settings, day_start(settings, now)


def _states_out(reading: Reading) -> Iterator[tuple[int, _State]]:
    """The agents out of adherence at the reading's end, by number, each with what its spell depends on."""
    agents, tenure, standing = np.arange(len(reading.agent_tenure)), reading.agent_tenure, reading.standing
    now = np.full(len(agents), reading.window.until)
    moments = reading.schedules.table(reading.floor.since).look_up(agents, now)
    out = np.flatnonzero((moments.activity > 0) & (moments.activity != fits_in(standing.code[tenure])))
    tenure = tenure[out]
    columns = (
        tenure,
        standing.row_at[tenure],
        standing.code[tenure],
        standing.makers[tenure],
        moments.start[out],
    )
    return zip(out.tolist(), zip(*(column.tolist() for column in columns), strict=True), strict=True)


def _activity(spell: _Spell, reading: Reading) -> str:
    """What the reason of a not-ready agent means, by the activity's name; empty in any other state."""
    floor, code = reading.floor, spell.state[2]
    if state_of(code) is not State.NOT_READY:
        return ""
    reason = floor.roster.reasons[reason_of(code)]
    return meaning(floor.site.at(reading.window.until), reason).name.lower()


def _cause(spell: _Spell, reading: Reading, index: int) -> str:
    is_soon = reading.window.until >= spell.soon_at
    if spell.cause is None or spell.is_soon != is_soon:
        spell.cause, spell.is_soon = cause(reading, reading.floor.roster.by_index[index]), is_soon
    return spell.cause
