"""Watches of agents: long states, unusually long contacts, missed offers, adherence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from console.flags.rules.conditions import Condition, at_least, lasting, severity_of, soonest
from console.flags.rules.rule_scope import Within, within
from console.flags.rules.rules import Rule, Rulebook
from console.flags.watches.typical_durations import TypicalDurations
from console.flags.watches.waits import PastWaits, joined, often
from console.floor.ledgers.codes import STATES, State, states_of
from console.floor.ledgers.timeline import NEVER
from console.metrics.adherence import OUT, adherence_now, cause, spells_out
from console.metrics.reading.live_legs import LegPart, LegsThen, LiveLeg, legs_then
from console.metrics.reading.reading import Reading
from console.metrics.reading.severity import Severity


class AgentWatch:
    """Owned by the flags."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rules = rulebook
        self._watches_legs = any(
            rule.goal is not None or rule.watch == "contact_time" for rule in rulebook.rules
        )

    def conditions(self, reading: Reading) -> Iterator[Condition | None]:
        """The rules met; None between pieces of work."""
        legs = legs_then(reading) if self._watches_legs else None
        wrapping = {} if legs is None else legs.only(legs.part == LegPart.WRAPPING).by_agent()
        for rule in self._rules.watching("time_in_state"):
            yield None
            yield from _long_states(rule, reading, wrapping)
        for rule in self._rules.watching("contact_time"):
            yield None
            assert legs is not None
            yield from _long_contacts(rule, reading, legs)
        for rule in self._rules.watching("idle_while_waiting"):
            yield None
            yield from _idle(rule, reading)
        for rule in self._rules.watching("missed"):
            yield None
            yield from _missed(rule, reading)
        for rule in self._rules.watching("out_of_adherence"):
            yield None
            yield from _out(rule, reading)


def _in_state(reading: Reading, state: State, concerned: Within, seconds: float) -> Iterator[tuple[int, int]]:
    """(agent, start) of agents in scope who have been in *state* for at least *seconds*."""
    tenures = reading.present[states_of(reading.standing.code[reading.present]) == state]
    since = reading.standing.since[tenures]
    long = np.flatnonzero((since > NEVER) & (since <= reading.window.until - round(seconds * 1000)))
    agents = reading.tenure_agent[tenures[long]].tolist()
    for agent, began in zip(agents, since[long].tolist(), strict=True):
        if concerned.has_agent(agent):
            yield agent, began


def _long_states(rule: Rule, reading: Reading, legs: dict[int, list[LiveLeg]]) -> Iterator[Condition]:
    now, least = reading.window.until, 0.0 if rule.goal is not None else soonest(rule)
    for agent, began in _in_state(reading, STATES[rule.state or ""], within(rule, reading), least):
        goal = None if rule.goal is None else _wrap_up_goal(rule, reading, legs.get(agent, []))
        if rule.goal is not None and goal is None:
            continue
        severity, since = lasting(rule, began, now, goal or 1.0)
        if severity is not Severity.NONE:
            yield Condition(rule, _scope(reading, agent), severity, since, (now - began) / 1000, goal)


def _wrap_up_goal(rule: Rule, reading: Reading, legs: list[LiveLeg]) -> float | None:
    """The goal of the queue whose contact is in wrap-up, else the rule's own."""
    for _, part, queue, _, _ in legs:
        if part == LegPart.WRAPPING and queue >= 0:
            goal = reading.floor.queues.by_index[queue].profiles.at(reading.window.until).wrap_up_goal_seconds
            return goal or rule.default_goal_seconds
    return rule.default_goal_seconds


def _long_contacts(rule: Rule, reading: Reading, legs: LegsThen) -> Iterator[Condition]:
    """Contacts far longer than typical; for each agent the one flagged first.

    The typical duration is read at the answer, so that contacts finished since do not move the limit.
    """
    now, concerned = reading.window.until, within(rule, reading)
    least = rule.least_seconds
    old = np.flatnonzero(
        (legs.part == LegPart.LIVE) & (legs.queue >= 0) & (now - legs.since >= round(least * 1000))
    )
    old = old[np.lexsort((legs.queue[old], legs.since[old]))]
    agents, queues, since = legs.agent[old], legs.queue[old], legs.since[old]
    goals = TypicalDurations(reading).seconds(agents, queues, since)
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


def _idle(rule: Rule, reading: Reading) -> Iterator[Condition]:
    """Agents available while a contact waits in one of their queues, both for long enough."""
    now, waiting = reading.window.until, reading.open
    if not len(waiting["queue"]):
        return
    counts = dict(zip(*(c.tolist() for c in np.unique(waiting["queue"], return_counts=True)), strict=True))
    first: dict[int, int] = {}
    for queue, start in zip(waiting["queue"].tolist(), waiting["start"].tolist(), strict=True):
        first[queue] = min(start, first.get(queue, start))
    past, waited = PastWaits(reading), dict[tuple[int, ...], int]()
    for agent, began in _in_state(reading, State.AVAILABLE, within(rule, reading), soonest(rule)):
        group = _all_served(reading, agent)
        count = sum(counts.get(queue, 0) for queue in group)
        if not count:
            continue
        # Usually a contact has waited since before the agent became available: then no past is read.
        oldest = min(first[queue] for queue in group if queue in first)
        if oldest > began and group not in waited:
            waited[group] = past.since(group)
        severity, since = lasting(rule, max(began, waited[group]) if oldest > began else began, now)
        if severity is not Severity.NONE:
            seconds = (now - began) / 1000
            yield Condition(rule, _scope(reading, agent), severity, since, seconds, waiting=count)


def _all_served(reading: Reading, agent: int) -> tuple[int, ...]:
    """The queues that *agent* serves, by number, including those where nobody waits now."""
    profile = reading.floor.roster.by_index[agent].profiles.at(reading.window.until)
    queues = reading.floor.queues.queues
    names = () if profile is None else profile.queues
    return tuple(sorted({queues[name].index for name in names if name in queues}))


def _missed(rule: Rule, reading: Reading) -> Iterator[Condition]:
    """Agents who missed too many offers in the rule's window, from the offer that exceeded the limit.

    The flag lasts while the count stays at the limit, minus the rule's `clear`, without a break.
    """
    now, window = reading.window.until, round(rule.window_seconds * 1000)
    rows = reading.books.offers.window(now - window, now)
    agents = reading.tenure_agent[rows["tenure"][rows["missed"] == 1]]
    concerned, fewest = within(rule, reading), at_least(min(rule.limits) - rule.clear)
    for agent, count in zip(*(c.tolist() for c in np.unique(agents, return_counts=True)), strict=True):
        if count < fewest or not concerned.has_agent(agent):
            continue

        def rose(limit: float, severity: Severity, agent: int = agent, count: int = count) -> int | None:
            stay = at_least(limit - rule.clear)
            return _missed_since(reading, agent, at_least(limit), stay, window) if count >= stay else None

        severity, since = severity_of(rule, now, rose)
        if severity is not Severity.NONE:
            yield Condition(rule, _scope(reading, agent), severity, since, count)


def _missed_since(reading: Reading, agent: int, enter: int, stay: int, window: int) -> int | None:
    """Since when *agent* has had *enter* misses within the preceding *window* ms, and always *stay* since.

    There must be *stay* misses now. None if there were never *enter* in that time.
    """
    now, back = reading.window.until, 4 * window
    while True:
        rows = reading.books.offers.window(now - back, now)
        own = (rows["missed"] == 1) & (reading.tenure_agent[rows["tenure"]] == agent)
        at = np.sort(rows["at"][own])
        begin, end = often(at, stay, window)
        began = joined(begin, end, int(begin[-1]))
        if began - 2 * window > now - back or now - back < reading.floor.since:
            begin, _ = often(at, enter, window)
            begin = begin[begin >= began]
            return int(begin[0]) if len(begin) else None
        back *= 4


def _out(rule: Rule, reading: Reading) -> Iterator[Condition]:
    """Agents out of adherence past the site's grace, except those who are only finishing a contact.

    A spell continues past the end of the site's day, so that a night shift's flags stay.
    """
    floor, now = reading.floor, reading.window.until
    grace = floor.site.at(now).grace_seconds
    by_index, concerned = floor.roster.by_index, within(rule, reading)
    out = [
        index
        for index, standing in enumerate(adherence_now(reading))
        if standing == OUT and by_index[index].first_at <= now and concerned.has_agent(index)
    ]
    for index, began in spells_out(reading, out).items():
        severity, since = lasting(rule, began, now, later=grace)
        if severity is Severity.NONE:
            continue
        why = cause(reading, by_index[index])
        if why != "worked_over":
            seconds = (now - began) / 1000
            yield Condition(rule, _scope(reading, index), severity, since, seconds, cause=why)


def _scope(reading: Reading, agent: int) -> str:
    return f"agent:{reading.floor.roster.by_index[agent].name}"
