"""Watching agents: states that last too long, contacts past the usual, offers missed, schedules not kept."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy as np

from console.coaching.rules import Rule, Rulebook
from console.coaching.sightings import Sighting, reached
from console.coaching.spans import waited_since
from console.coaching.usual import Usual
from console.floor.timeline import NEVER
from console.floor.vocabulary import STATES, State, states_of
from console.metrics.adherence import OUT, adherence_now, cause, spells_out
from console.metrics.live_legs import LegsThen, LiveLeg, Part, legs_then
from console.metrics.reading import Reading
from console.metrics.severity import Severity

_ROUNDING = 1e-6  # of a millisecond


class AgentWatch:
    """Owned by the flags."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rules = rulebook

    def sightings(self, reading: Reading) -> Iterator[Sighting]:
        legs = legs_then(reading)
        wrapping = legs.only(legs.part == Part.WRAPPING).by_agent()
        for rule in self._rules.watching("time_in_state"):
            yield from _long_states(rule, reading, wrapping)
        for rule in self._rules.watching("contact_time"):
            yield from _long_contacts(rule, reading, legs)
        for rule in self._rules.watching("idle_while_waiting"):
            yield from _idle(rule, reading)
        for rule in self._rules.watching("missed"):
            yield from _missed(rule, reading)
        for rule in self._rules.watching("out_of_adherence"):
            yield from _out(rule, reading)


def _in_state(reading: Reading, state: State) -> Iterator[tuple[int, int]]:
    """(agent, since when) of all in *state*."""
    tenures = reading.present[states_of(reading.standing.code[reading.present]) == state]
    since = reading.standing.since[tenures].tolist()
    for agent, began in zip(reading.tenure_agent[tenures].tolist(), since, strict=True):
        if began > NEVER:
            yield agent, began


def _long_states(rule: Rule, reading: Reading, legs: dict[int, list[LiveLeg]]) -> Iterator[Sighting]:
    now = reading.window.until
    for agent, began in _in_state(reading, STATES[rule.state or ""]):
        goal = None if rule.goal is None else _wrap_up_goal(rule, reading, legs.get(agent, []))
        seconds = (now - began) / 1000
        severity, limit = reached(rule, seconds, goal or 1.0)
        if severity is not Severity.NONE:
            yield Sighting(
                rule,
                _scope(reading, agent),
                severity,
                began + ceil(limit * 1000 - _ROUNDING),
                seconds,
                goal,
            )


def _wrap_up_goal(rule: Rule, reading: Reading, legs: list[LiveLeg]) -> float | None:
    """The goal of the queue whose contact is wrapped up, else the rule's own."""
    for _, part, queue, _, _ in legs:
        if part == Part.WRAPPING and queue >= 0:
            told = reading.floor.queues.by_index[queue].profiles.at(reading.window.until).wrap_up_goal_seconds
            return told or rule.default_goal_seconds
    return rule.default_goal_seconds


def _long_contacts(rule: Rule, reading: Reading, legs: LegsThen) -> Iterator[Sighting]:
    """Contacts that take many times what this agent's in this queue usually take; an agent's oldest such.

    What was usual is read at the answer, so that what others finish meanwhile moves no limit.
    """
    now = reading.window.until
    live = np.flatnonzero((legs.part == Part.LIVE) & (legs.queue >= 0))
    agents, queues, since = legs.agent[live], legs.queue[live], legs.since[live]
    goals = Usual(reading).seconds(agents, queues, since)
    unknown = np.nan if rule.default_goal_seconds is None else rule.default_goal_seconds
    goals = np.where(goals > 0, goals, unknown)
    lowest = min(limit for limit in (rule.warning, rule.breach) if limit is not None)
    near = np.flatnonzero(now - since >= lowest * goals * 1000 - 1)
    seen: set[int] = set()
    for row in near[np.lexsort((queues[near], since[near]))].tolist():
        agent, began, goal = int(agents[row]), int(since[row]), float(goals[row])
        seconds = (now - began) / 1000
        severity, limit = reached(rule, seconds, goal)
        if severity is Severity.NONE or agent in seen:
            continue
        seen.add(agent)
        queue = reading.floor.queues.by_index[int(queues[row])].name
        rose = began + ceil(limit * 1000 - _ROUNDING)
        yield Sighting(rule, _scope(reading, agent), severity, rose, seconds, goal, queue=queue)


def _idle(rule: Rule, reading: Reading) -> Iterator[Sighting]:
    """Agents who are available while somebody waits in one of their queues, both for so long."""
    now, waiting = reading.window.until, reading.open
    if not len(waiting["queue"]):
        return
    counts = dict(zip(*(c.tolist() for c in np.unique(waiting["queue"], return_counts=True)), strict=True))
    serves: dict[int, list[int]] = {}
    agents, queues = reading.floor.roster.memberships(now, reading.floor.queues.queues)
    busy = np.flatnonzero(np.isin(queues, list(counts)))
    for agent, queue in zip(agents[busy].tolist(), queues[busy].tolist(), strict=True):
        serves.setdefault(agent, []).append(queue)
    waited: dict[tuple[int, ...], int] = {}
    for agent, began in _in_state(reading, State.AVAILABLE):
        if agent not in serves or reached(rule, (now - began) / 1000)[0] is Severity.NONE:
            continue
        group = _all_served(reading, agent)
        if group not in waited:
            waited[group] = waited_since(reading, group)
        both = max(began, waited[group])
        severity, limit = reached(rule, (now - both) / 1000)
        if severity is not Severity.NONE:
            rose = both + ceil(limit * 1000 - _ROUNDING)
            count = sum(counts[queue] for queue in serves[agent])
            yield Sighting(rule, _scope(reading, agent), severity, rose, (now - began) / 1000, waiting=count)


def _all_served(reading: Reading, agent: int) -> tuple[int, ...]:
    """The queues that *agent* serves, by number, also those in which nobody waits just now."""
    profile = reading.floor.roster.by_index[agent].profiles.at(reading.window.until)
    queues = reading.floor.queues.queues
    names = () if profile is None else profile.queues
    return tuple(sorted({queues[name].index for name in names if name in queues}))


def _missed(rule: Rule, reading: Reading) -> Iterator[Sighting]:
    """Agents who missed so many offers in the rule's window, from the one on that made it too many.

    It is the same flag while there are that many in the window without a break.
    """
    now, window = reading.window.until, round(rule.window_seconds * 1000)
    rows = reading.books.offers.window(now - window, now)
    agents = reading.tenure_agent[rows["tenure"][rows["missed"] == 1]]
    for agent, count in zip(*(c.tolist() for c in np.unique(agents, return_counts=True)), strict=True):
        severity, limit = reached(rule, count)
        if severity is not Severity.NONE:
            since = _missed_since(reading, agent, max(1, ceil(limit)), window)
            yield Sighting(rule, _scope(reading, agent), severity, since, count)


def _missed_since(reading: Reading, agent: int, enough: int, window: int) -> int:
    """Since when, without a break, *agent* has *enough* misses within *window* (ms) before."""
    now, look = reading.window.until, 4 * window
    while True:
        rows = reading.books.offers.window(now - look, now)
        own = (rows["missed"] == 1) & (reading.tenure_agent[rows["tenure"]] == agent)
        at = np.sort(rows["at"][own])
        # The misses that made it enough; each lights it until the oldest it counts has left the window.
        last, oldest = at[enough - 1 :], at[: len(at) - enough + 1]
        met = last[last - oldest < window]
        until = oldest[last - oldest < window] + window
        gaps = np.flatnonzero(met[1:] > until[:-1])
        since = int(met[gaps[-1] + 1]) if len(gaps) else int(met[0])
        if len(gaps) or since - 2 * window > now - look or now - look < reading.floor.since:
            return since
        look *= 4


def _out(rule: Rule, reading: Reading) -> Iterator[Sighting]:
    """Agents out of adherence past the site's grace; those who only finish a contact are left in peace.

    A spell goes on over the end of the site's day, so that a night shift's flags stay.
    """
    floor, now = reading.floor, reading.window.until
    grace = floor.site.at(now).grace_seconds
    by_index = floor.roster.by_index
    standings = enumerate(adherence_now(reading))
    out = [index for index, standing in standings if standing == OUT and by_index[index].first_at <= now]
    for index, began in spells_out(reading, out).items():
        seconds = (now - began) / 1000
        severity, limit = reached(rule, seconds - grace)
        if severity is Severity.NONE:
            continue
        why = cause(reading, by_index[index])
        if why != "worked_over":
            rose = began + ceil((grace + limit) * 1000 - _ROUNDING)
            yield Sighting(rule, _scope(reading, index), severity, rose, seconds, cause=why)


def _scope(reading: Reading, agent: int) -> str:
    return f"agent:{reading.floor.roster.by_index[agent].name}"
