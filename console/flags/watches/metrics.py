"""Watches of metrics: any figure of a queue, channel, agent, team or the floor past a limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from console.flags.histories.metric_history import metric_history
from console.flags.rules.conditions import Condition, severity_of
from console.flags.rules.rule_scope import within
from console.flags.rules.rules import Rule, Rulebook
from console.flags.rules.watched_metrics import CONTACT_MEANS, CONTACT_SHARES, TIMES
from console.floor.ledgers.codes import CHANNELS, Ints
from console.metrics.reading.normal_range import are_signals
from console.metrics.reading.reading import Bools, Floats, Reading
from console.metrics.reading.severity import Severity

_SECOND = 1000
_STEP_OF_TIMES = 10  # seconds: shares of time change slowly and are costly to read
# Seconds to search back, each only if the one before was not conclusive.
_BACK_SECONDS = (1, 60, 900, 7_200, 100_000)
_CELLS = 250_000  # groups × instants processed together
_ROUNDING = 1e-9


class MetricWatch:
    """Owned by the flags. Reads metrics at whole seconds of event time, shares of time every ten seconds.

    Searches back as far as needed to find since when a metric has been past its limit: a metric long past it,
    or not quite clear of it, costs more to read.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._rules = rulebook.watching("metric")

    def conditions(self, reading: Reading) -> Iterator[Condition | None]:
        """The rules met; None between pieces of work."""
        for rule in self._rules:
            yield from _conditions(rule, reading)


def _conditions(rule: Rule, reading: Reading) -> Iterator[Condition | None]:
    """The groups whose metric is past a limit, or not yet clear of it."""
    step_ms = _SECOND * (_STEP_OF_TIMES if rule.metric in TIMES else 1)
    since = min(-(-reading.floor.since // step_ms), reading.window.until // step_ms) * step_ms
    last = reading.window.until - reading.window.until % step_ms
    left = _concerned(rule, reading)
    for back in _BACK_SECONDS:
        if not len(left):
            return
        first = max(since, last - (back - 1) * _SECOND // step_ms * step_ms)
        instants = np.arange(first, last + 1, step_ms)
        step, open_still = max(1, _CELLS // len(instants)), []
        for place in range(0, len(left), step):
            groups = left[place : place + step]
            yield None
            values, below = _values(rule, reading, groups, instants)
            for group, *of_one in zip(groups.tolist(), values, below, strict=True):
                course = _Course(rule, *of_one)
                if back < _BACK_SECONDS[-1] and first > since and not course.is_conclusive():
                    open_still.append(group)
                elif (found := _condition(rule, reading, group, course, instants)) is not None:
                    yield found
        left = np.array(open_still, dtype=np.int64)


def _values(rule: Rule, reading: Reading, groups: Ints, instants: Ints) -> tuple[Floats, Floats]:
    """The metric of *groups* at *instants*, NaN also if its denominator is too small; and the denominator."""
    window = round(rule.window_seconds * 1000)
    found = metric_history(reading, rule.metric or "", rule.each or "floor", instants, window, groups)
    return np.where(found.below >= rule.at_least, found.value, np.nan), found.below


class _Course(NamedTuple):
    """The metric of one group over time, and its denominators."""

    rule: Rule
    values: Floats
    below: Floats

    def past(self, limit: float) -> tuple[Bools, Bools]:
        """Where it is past *limit*, and where it is clear of it by the rule's `clear`."""
        sign = 1.0 if self.rule.side == "above" else -1.0
        over = sign * (self.values - limit)
        is_past = over >= -_ROUNDING
        is_clear = np.isnan(self.values) | ((over <= _ROUNDING - self.rule.clear) & ~is_past)
        if self.rule.signal:
            is_signal = are_signals(self.values, self.below, limit)
            return is_past & is_signal, is_clear | ~is_signal
        return is_past, is_clear

    def is_conclusive(self) -> bool:
        """Whether it decides for each limit whether that is met."""
        return all(bool(self.past(limit)[1].any()) for limit in self.rule.limits)


def _condition(rule: Rule, reading: Reading, group: int, course: _Course, instants: Ints) -> Condition | None:
    def rose(limit: float, severity: Severity) -> int | None:
        is_past, is_well = course.past(limit)
        well = np.flatnonzero(is_well)
        begin = int(well[-1]) + 1 if len(well) else 0
        past = np.flatnonzero(is_past[begin:])
        return int(instants[begin + int(past[0])]) if len(past) else None

    severity, since = severity_of(rule, reading.window.until, rose)
    if severity is Severity.NONE:
        return None
    value = float(course.values[-1])
    number = int(course.below[-1]) if rule.metric in (*CONTACT_SHARES, *CONTACT_MEANS) else None
    return Condition(
        rule, _scope(rule, reading, group), severity, since, value, rule.limits[-1], number=number
    )


def _scope(rule: Rule, reading: Reading, group: int) -> str:
    floor = reading.floor
    if rule.each == "queue":
        return f"queue:{floor.queues.by_index[group].name}"
    if rule.each == "agent":
        return f"agent:{floor.roster.by_index[group].name}"
    if rule.each == "team":
        return f"team:{list(floor.roster.teams)[group]}"
    return f"channel:{CHANNELS[group]}" if rule.each == "channel" else "floor"


def _concerned(rule: Rule, reading: Reading) -> Ints:
    """The known groups in the rule's scope, by number."""
    now = reading.window.until
    scope, concerned, queues = rule.scope, within(rule, reading), reading.known_queues
    if rule.each == "queue":
        found = [queue for queue in queues.tolist() if concerned.has_queue(queue)]
    elif rule.each == "agent":
        found = [agent for agent in reading.known_agents.tolist() if concerned.has_agent(agent)]
    elif rule.each == "team":
        roster = reading.floor.roster
        known = [name for name, at in zip(roster.teams, roster.team_first_at, strict=True) if at <= now]
        found = [roster.teams[name] for name in known if not scope.teams or name in scope.teams]
    elif rule.each == "channel":
        used = np.unique(reading.floor.queues.rules(queues, np.full(len(queues), now)).channel).tolist()
        found = [channel for channel in used if not scope.channels or CHANNELS[channel] in scope.channels]
    else:
        found = [0]
    return np.array(found, dtype=np.int64)
