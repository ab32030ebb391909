"""Watches of queues: waits near or over their goals, service levels near or under their targets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from console.flags.rules.conditions import Condition, severity_of
from console.flags.rules.rule_scope import within
from console.flags.rules.rules import Rule, Rulebook
from console.flags.watches.service_level_falls import ServiceLevelFalls
from console.flags.watches.waits import PastWaits
from console.metrics.reading.reading import Reading
from console.metrics.reading.severity import Severity


class QueueWatch:
    """Owned by the flags."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._waits = rulebook.watching("longest_wait")
        self._levels = rulebook.watching("service_level")

    def conditions(self, reading: Reading) -> Iterator[Condition]:
        for rule in self._waits:
            yield from _long_waits(rule, reading)
        for rule in self._levels:
            yield from _low_levels(rule, reading)


def _long_waits(rule: Rule, reading: Reading) -> Iterator[Condition]:
    """Queues with a long wait. Lasts while any contact has waited nearly that long."""
    now, waiting = reading.window.until, reading.open
    concerned, past = within(rule, reading), PastWaits(reading)
    for index in np.unique(waiting["queue"]).tolist():
        queue = reading.floor.queues.by_index[index]
        goal = queue.profiles.at(now).longest_wait_goal_seconds or rule.default_goal_seconds
        if goal is None or not concerned.has_queue(index):
            continue
        starts = waiting["start"][waiting["queue"] == index]

        def rose(limit: float, severity: Severity, index: int = index, goal: float = goal) -> int | None:
            enter, stay = (round(max(0.0, share) * goal * 1000) for share in (limit, limit - rule.clear))
            return past.rose(index, enter, stay)

        severity, since = severity_of(rule, now, rose)
        if severity is not Severity.NONE:
            longest = (now - int(starts.min())) / 1000
            yield Condition(rule, f"queue:{queue.name}", severity, since, longest, goal, waiting=len(starts))


def _low_levels(rule: Rule, reading: Reading) -> Iterator[Condition]:
    """Queues with a low service level, from its fall until it has risen by the rule's `clear`."""
    floor, known = reading.floor, reading.known_queues
    if not len(known):
        return
    concerned = within(rule, reading)
    levels = ServiceLevelFalls(reading, rule.window_seconds)
    rules = floor.queues.rules(known, np.full(len(known), reading.window.until))
    for index, target in zip(known.tolist(), rules.target.tolist(), strict=True):
        if not concerned.has_queue(index):
            continue
        severity, since, share = levels.fallen(rule, index, target)
        if severity is not Severity.NONE:
            yield Condition(
                rule, f"queue:{floor.queues.by_index[index].name}", severity, since, share, target
            )
