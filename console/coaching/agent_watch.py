"""Watching agents: states that last too long, contacts past the usual, offers missed, schedules not kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from console.coaching.rules import Rule, Rulebook
from console.coaching.sightings import Sighting, reached
from console.coaching.usual import Usual
from console.floor.timeline import NEVER
from console.floor.vocabulary import STATES, State, states_of
from console.metrics.adherence import OUT, adherence_now, cause, out_since
from console.metrics.live_legs import LiveLeg, Part, legs_then
from console.metrics.reading import Reading
from console.metrics.severity import Severity
from console.metrics.windows import day


class AgentWatch:
    """Owned by the flags."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rules = rulebook

    def sightings(self, reading: Reading) -> Iterator[Sighting]:
        legs = legs_then(reading).by_agent()
        for rule in self._rules.watching("time_in_state"):
            yield from _long_states(rule, reading, legs)
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
                began + round(limit * 1000),
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


def _long_contacts(rule: Rule, reading: Reading, legs: dict[int, list[LiveLeg]]) -> Iterator[Sighting]:
    """Contacts that take many times what this agent's in this queue usually take.

    What was usual is read at the answer, so that what others finish meanwhile moves no limit.
    """
    now = reading.window.until
    usual = Usual(reading)
    lowest = min(limit for limit in (rule.warning, rule.breach) if limit is not None)
    for agent, own in legs.items():
        for _, part, queue, _, since in own:
            if part != Part.LIVE or queue < 0:
                continue
            seconds = (now - since) / 1000
            goal = usual.seconds(agent, queue, since) or rule.default_goal_seconds
            if goal is None or seconds < lowest * goal:
                continue
            severity, limit = reached(rule, seconds, goal)
            name = reading.floor.queues.by_index[queue].name
            yield Sighting(
                rule,
                _scope(reading, agent),
                severity,
                since + round(limit * 1000),
                seconds,
                goal,
                queue=name,
            )
            break


def _idle(rule: Rule, reading: Reading) -> Iterator[Sighting]:
    """Agents who are available while somebody waits in one of their queues, both for so long."""
    now, waiting = reading.window.until, reading.open
    if not len(waiting["queue"]):
        return
    oldest: dict[int, int] = {}
    counts: dict[int, int] = {}
    for queue, start in zip(waiting["queue"].tolist(), waiting["start"].tolist(), strict=True):
        oldest[queue] = min(start, oldest.get(queue, start))
        counts[queue] = counts.get(queue, 0) + 1
    serves: dict[int, list[int]] = {}
    agents, queues = reading.floor.roster.memberships(now, reading.floor.queues.queues)
    for agent, queue in zip(agents.tolist(), queues.tolist(), strict=True):
        if queue in oldest:
            serves.setdefault(agent, []).append(queue)
    for agent, began in _in_state(reading, State.AVAILABLE):
        if agent not in serves:
            continue
        both = max(began, min(oldest[queue] for queue in serves[agent]))
        severity, limit = reached(rule, (now - both) / 1000)
        if severity is not Severity.NONE:
            yield Sighting(
                rule,
                _scope(reading, agent),
                severity,
                both + round(limit * 1000),
                (now - began) / 1000,
                waiting=sum(counts[queue] for queue in serves[agent]),
            )


def _missed(rule: Rule, reading: Reading) -> Iterator[Sighting]:
    """Agents who missed so many offers in the rule's window; it rose with the one that made it too many."""
    now = reading.window.until
    rows = reading.books.offers.window(now - round(rule.window_seconds * 1000), now)
    missed = rows["missed"] == 1
    agents, at = reading.tenure_agent[rows["tenure"][missed]], rows["at"][missed]
    for agent in np.unique(agents).tolist():
        own = np.sort(at[agents == agent])
        severity, limit = reached(rule, len(own))
        if severity is not Severity.NONE:
            since = int(own[max(0, int(limit) - 1)])
            yield Sighting(rule, _scope(reading, agent), severity, since, len(own))


def _out(rule: Rule, reading: Reading) -> Iterator[Sighting]:
    """Agents out of adherence past the site's grace; those who only finish a contact are left in peace."""
    floor, now = reading.floor, reading.window.until
    grace = floor.site.at(now).grace_seconds
    start = day(floor.site.at(now), now).start
    for index, standing in enumerate(adherence_now(reading)):
        agent = floor.roster.by_index[index]
        if standing != OUT or agent.first_at > now:
            continue
        why = cause(reading, agent)
        if why == "worked_over":
            continue
        began = out_since(floor, agent, now)
        if began is None:
            continue
        seconds = (now - max(began, start)) / 1000
        severity, limit = reached(rule, seconds - grace)
        if severity is not Severity.NONE:
            yield Sighting(
                rule,
                _scope(reading, index),
                severity,
                max(began, start) + round((grace + limit) * 1000),
                seconds,
                cause=why,
            )


def _scope(reading: Reading, agent: int) -> str:
    return f"agent:{reading.floor.roster.by_index[agent].name}"
