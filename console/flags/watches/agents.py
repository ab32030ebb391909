"""Watches of agents: long states, unusually long contacts, idle agents, missed offers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from console.flags.histories.live_contacts import long_contacts, wrapping_queues
from console.flags.histories.misses import Misses, PastMisses
from console.flags.histories.typical_durations import TypicalDurations
from console.flags.histories.waits import EndedWaits, PastWaits
from console.flags.rules.conditions import Condition, at_least, lasting, severity_of, soonest
from console.flags.rules.rule_scope import Within, within
from console.flags.rules.rules import Rule, Rulebook
from console.floor.ledgers.codes import STATES, Ints, State, states_of
from console.floor.ledgers.timeline import NEVER
from console.metrics.reading.reading import Bools, Reading
from console.metrics.reading.severity import Severity

_MS = 0.001  # seconds


class AgentWatch:
    """Owned by the flags. First finds those long enough in a state, then builds the conditions of these."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rules = rulebook
        self._typical = TypicalDurations()
        self._ended = EndedWaits()
        self._misses = Misses()

    def conditions(self, reading: Reading) -> Iterator[Condition | None]:
        """The rules met; None between pieces of work."""
        for rule in self._rules.watching("time_in_state"):
            yield None
            yield from _long_states(rule, reading) if rule.goal is None else _long_wrap_ups(rule, reading)
        for rule in self._rules.watching("contact_time"):
            yield None
            yield from _long_contacts(rule, reading, self._typical)
        waits, misses = PastWaits(reading, self._ended), PastMisses(reading, self._misses)
        for rule in self._rules.watching("idle_while_waiting"):
            yield None
            yield from _idle(rule, reading, waits)
        for rule in self._rules.watching("missed"):
            yield None
            yield from _missed(rule, reading, misses)


def _in_state(reading: Reading, state: State, seconds: float) -> tuple[Ints, Ints]:
    """Agent and start (ms) of those who have been in *state* for at least *seconds*."""
    tenures = reading.present[states_of(reading.standing.code[reading.present]) == state]
    since = reading.standing.since[tenures]
    long = np.flatnonzero((since > NEVER) & (since <= reading.window.until - round(seconds * 1000)))
    return reading.tenure_agent[tenures[long]], since[long]


def _concerned(concerned: Within, agents: Ints, since: Ints) -> Iterator[tuple[int, int]]:
    """The *agents* that a rule concerns, each with its start."""
    for agent, began in zip(agents.tolist(), since.tolist(), strict=True):
        if concerned.has_agent(agent):
            yield agent, began


def _long_states(rule: Rule, reading: Reading) -> Iterator[Condition]:
    now = reading.window.until
    long = _in_state(reading, STATES[rule.state or ""], soonest(rule))
    for agent, began in _concerned(within(rule, reading), *long):
        severity, since = lasting(rule, began, now)
        if severity is not Severity.NONE:
            yield Condition(rule, _scope(reading, agent), severity, since, (now - began) / 1000)


def _long_wrap_ups(rule: Rule, reading: Reading) -> Iterator[Condition]:
    """Agents in a state for many times the wrap-up goal of their contact's queue, else the rule's own."""
    now = reading.window.until
    of_queues = [queue.profiles.at(now).wrap_up_goal_seconds for queue in reading.floor.queues.by_index]
    goals = [goal or rule.default_goal_seconds for goal in of_queues]
    lowest = min((goal for goal in (*goals, rule.default_goal_seconds) if goal is not None), default=None)
    if lowest is None:
        return
    long = _in_state(reading, STATES[rule.state or ""], soonest(rule, lowest) - _MS)
    found = list(_concerned(within(rule, reading), *long)) if len(long[0]) else []
    wrapping = wrapping_queues(reading, [agent for agent, _ in found])
    for agent, began in found:
        goal = goals[wrapping[agent]] if agent in wrapping else rule.default_goal_seconds
        if goal is None:
            continue
        severity, since = lasting(rule, began, now, goal)
        if severity is not Severity.NONE:
            yield Condition(rule, _scope(reading, agent), severity, since, (now - began) / 1000, goal)


def _long_contacts(rule: Rule, reading: Reading, typical: TypicalDurations) -> Iterator[Condition]:
    """Contacts far longer than typical; for each agent the one flagged first.

    The typical duration is read at the answer, so that contacts finished since do not move the limit.
    """
    now, least = reading.window.until, rule.least_seconds
    agents, queues, since = long_contacts(reading, round(least * 1000))
    if not len(agents):
        return
    concerned = within(rule, reading)
    goals = typical.seconds(reading, agents, queues, since)
    unknown = np.nan if rule.default_goal_seconds is None else rule.default_goal_seconds
    goals = np.where(goals > 0, goals, unknown)
    found: dict[int, Condition] = {}
    for row in np.flatnonzero(now - since >= min(rule.limits) * goals * 1000 - 1).tolist():
        agent, number, began, goal = int(agents[row]), int(queues[row]), int(since[row]), float(goals[row])
        if not concerned.has_contact(agent, number):
            continue
        # A limit below the minimum duration is met when the minimum is.
        unit = max(goal, least / min(rule.limits)) if min(rule.limits) > 0 else goal
        severity, rose = lasting(rule, began, now, unit)
        if severity is not Severity.NONE and (agent not in found or rose < found[agent].since):
            queue, seconds = reading.floor.queues.by_index[number].name, (now - began) / 1000
            found[agent] = Condition(rule, _scope(reading, agent), severity, rose, seconds, goal, queue=queue)
    yield from found.values()


def _idle(rule: Rule, reading: Reading, past: PastWaits) -> Iterator[Condition]:
    """Agents available while a contact waits in one of their queues, both for long enough."""
    now, waiting = reading.window.until, reading.open
    long = _in_state(reading, State.AVAILABLE, soonest(rule)) if len(waiting["queue"]) else ()
    if not long or not len(long[0]):
        return
    size = len(reading.floor.queues.by_index)
    counts = np.bincount(waiting["queue"], minlength=size)
    first = np.full(size, now)
    np.minimum.at(first, waiting["queue"], waiting["start"])
    served = _served(reading, long[0], counts > 0)
    waited = dict[tuple[int, ...], int]()
    for agent, began in _concerned(within(rule, reading), *long):
        group = served.get(agent)
        if group is None:
            continue
        # Usually a contact has waited since before the agent became available: then no past is read.
        queues = list(group)
        oldest = int(first[queues].min())
        if oldest > began and group not in waited:
            waited[group] = past.since(group)
        severity, since = lasting(rule, max(began, waited[group]) if oldest > began else began, now)
        if severity is not Severity.NONE:
            seconds, count = (now - began) / 1000, int(counts[queues].sum())
            yield Condition(rule, _scope(reading, agent), severity, since, seconds, waiting=count)


def _served(reading: Reading, agents: Ints, is_waiting: Bools) -> dict[int, tuple[int, ...]]:
    """The queues that each of *agents* serves, if a contact waits in any of them; all by number, in order."""
    agent, queue = reading.floor.roster.memberships(reading.window.until, reading.floor.queues.queues)
    by_index = reading.floor.roster.by_index
    is_asked, has_waiting = (np.zeros(len(by_index), dtype=bool) for _ in range(2))
    is_asked[agents] = True
    has_waiting[agent[is_waiting[queue]]] = True
    found: dict[int, list[int]] = {}
    chosen = np.flatnonzero((is_asked & has_waiting)[agent])
    for one, served in zip(agent[chosen].tolist(), queue[chosen].tolist(), strict=True):
        found.setdefault(one, []).append(served)
    return {one: tuple(sorted(queues)) for one, queues in found.items()}


def _missed(rule: Rule, reading: Reading, past: PastMisses) -> Iterator[Condition]:
    """Agents who missed too many offers in the rule's window, from the offer that exceeded the limit.

    The flag lasts while the count stays at the limit, minus the rule's `clear`, without a break.
    """
    now, window = reading.window.until, round(rule.window_seconds * 1000)
    concerned, fewest = within(rule, reading), at_least(min(rule.limits) - rule.clear)
    for agent, count in zip(*past.counts(window), strict=True):
        if count < fewest or not concerned.has_agent(agent):
            continue

        def rose(limit: float, severity: Severity, agent: int = agent, count: int = count) -> int | None:
            stay = at_least(limit - rule.clear)
            return past.since(agent, at_least(limit), stay, window) if count >= stay else None

        severity, since = severity_of(rule, now, rose)
        if severity is not Severity.NONE:
            yield Condition(rule, _scope(reading, agent), severity, since, count)


def _scope(reading: Reading, agent: int) -> str:
    return f"agent:{reading.floor.roster.by_index[agent].name}"
