"""Watches of queues: waits near or over their goals, service levels near or under their targets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from console.flags.histories.service_level_falls import KeptFalls
from console.flags.histories.waits import EndedWaits, PastWaits
from console.flags.rules.conditions import Condition, severity_of
from console.flags.rules.rule_scope import within
from console.flags.rules.rules import Rule, Rulebook
from console.metrics.reading.reading import Reading
from console.metrics.reading.severity import Severity


class QueueWatch:
    """Owned by the flags."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._waits = rulebook.watching("longest_wait")
        self._levels = [(rule, KeptFalls(rule)) for rule in rulebook.watching("service_level")]
        self._ended = EndedWaits()

    def conditions(self, reading: Reading) -> Iterator[Condition]:
        past = PastWaits(reading, self._ended)
        for rule in self._waits:
            yield from _long_waits(rule, reading, past)
        for rule, falls in self._levels:
            yield from _low_levels(rule, reading, falls)


def _long_waits(rule: Rule, reading: Reading, past: PastWaits) -> Iterator[Condition]:
    """Queues with a long wait. Lasts while any contact has waited nearly that long."""
    now, waiting = reading.window.until, reading.open
    if not len(waiting["queue"]):
        return
    concerned = within(rule, reading)
    queues, place, counts = np.unique(waiting["queue"], return_inverse=True, return_counts=True)
    earliest = np.full(len(queues), now)
    np.minimum.at(earliest, place, waiting["start"])
    for index, start, count in zip(queues.tolist(), earliest.tolist(), counts.tolist(), strict=True):
        queue = reading.floor.queues.by_index[index]
        goal = queue.profiles.at(now).longest_wait_goal_seconds or rule.default_goal_seconds
        if goal is None or not concerned.has_queue(index):
            continue

        def stay(limit: float, goal: float = goal) -> int:
            return round(max(0.0, limit) * goal * 1000)

        def rose(limit: float, severity: Severity, index: int = index, goal: float = goal) -> int | None:
            return past.rose(index, stay(limit, goal), stay(limit - rule.clear, goal))

        if now - start < stay(min(rule.limits) - rule.clear):
            continue
        severity, since = severity_of(rule, now, rose)
        if severity is not Severity.NONE:
            longest = (now - start) / 1000
            yield Condition(rule, f"queue:{queue.name}", severity, since, longest, goal, waiting=count)


def _low_levels(rule: Rule, reading: Reading, falls: KeptFalls) -> Iterator[Condition]:
    """Queues with a low service level, from its fall until it has risen by the rule's `clear`."""
    floor, known = reading.floor, reading.known_queues
    if not len(known):
        return
    concerned = within(rule, reading)
    targets = floor.queues.rules(known, np.full(len(known), reading.window.until)).target
    wanted = {
        queue: target
        for queue, target in zip(known.tolist(), targets.tolist(), strict=True)
        if concerned.has_queue(queue)
    }
    for low in falls.low(reading, wanted):
        scope, goal = f"queue:{floor.queues.by_index[low.queue].name}", wanted[low.queue]
        yield Condition(rule, scope, low.severity, low.since, low.share, goal, number=low.number)
