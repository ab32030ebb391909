"""Watching queues: waits near and over their goals, and service levels near and under their targets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from console.coaching.rules import Rule, Rulebook
from console.coaching.sightings import Sighting, reached
from console.metrics.curves import queue_curves
from console.metrics.reading import Reading
from console.metrics.severity import Severity

_STEP_MS = 5_000
_BACK_MS = 2 * 3_600_000


class QueueWatch:
    """Owned by the flags."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._waits = rulebook.watching("longest_wait")
        self._levels = rulebook.watching("service_level")

    def sightings(self, reading: Reading) -> Iterator[Sighting]:
        for rule in self._waits:
            yield from _long_waits(rule, reading)
        for rule in self._levels:
            yield from _low_levels(rule, reading)


def _long_waits(rule: Rule, reading: Reading) -> Iterator[Sighting]:
    """Queues in which somebody waits long. It lasts as long as anybody does who has waited so long."""
    now, waiting = reading.window.until, reading.open
    for index in np.unique(waiting["queue"]).tolist():
        queue = reading.floor.queues.by_index[index]
        goal = queue.profiles.at(now).longest_wait_goal_seconds or rule.default_goal_seconds
        if goal is None:
            continue
        starts = waiting["start"][waiting["queue"] == index]
        longest = (now - int(starts.min())) / 1000
        severity, limit = reached(rule, longest, goal)
        if severity is Severity.NONE:
            continue
        yield Sighting(
            rule,
            f"queue:{queue.name}",
            severity,
            _since_waited(reading, index, int(starts.min()), round(limit * 1000)),
            longest,
            goal,
            waiting=len(starts),
        )


def _since_waited(reading: Reading, queue: int, start: int, limit: int) -> int:
    """Since when, without a break, somebody in *queue* has waited for *limit* ms or more."""
    since = start + limit
    ends = reading.books.ends.window(since - _BACK_MS, reading.window.until)
    own = np.flatnonzero((ends["queue"] == queue) & (ends["outbound"] == 0) & (ends["wait"] >= limit))
    spans = sorted(
        zip(ends["at"][own].tolist(), (ends["at"][own] - ends["wait"][own] + limit).tolist(), strict=True),
        reverse=True,
    )
    for end, begin in spans:
        if end >= since:
            since = min(since, begin)
    return since


def _low_levels(rule: Rule, reading: Reading) -> Iterator[Sighting]:
    """Queues whose service level is low, from when it fell until it has risen by the rule's `clear`."""
    floor, now = reading.floor, reading.window.until
    known = reading.known_queues
    if not len(known):
        return
    window = round(rule.window_seconds * 1000)
    first = max(now - _BACK_MS, floor.since)
    instants = [*range(now, first - 1, -_STEP_MS)][::-1]
    curves = queue_curves(floor, instants, window).share
    rules = floor.queues.rules(known, np.full(len(known), now))
    for index, target in zip(known.tolist(), rules.target.tolist(), strict=True):
        share = curves[index]
        if np.isnan(share[-1]):
            continue
        severity, since = _fallen(rule, share, target, instants)
        if severity is Severity.NONE:
            continue
        queue = floor.queues.by_index[index]
        yield Sighting(
            rule,
            f"queue:{queue.name}",
            severity,
            since,
            float(share[-1]),
            target,
        )


def _fallen(
    rule: Rule, share: np.ndarray[tuple[int], np.dtype[np.float64]], target: float, instants: list[int]
) -> tuple[Severity, int]:
    """How low the last of *share* is, and since when it has been, with the rule's margins and patience."""
    worst, since = Severity.NONE, 0
    for margin, severity in ((rule.warning, Severity.WARNING), (rule.breach, Severity.BREACH)):
        if margin is None or (margin > 0 and target + margin > 1):
            continue
        low = (
            share < target + margin - 1e-12
            if severity is Severity.BREACH
            else share <= target + margin + 1e-12
        )
        well = share >= min(1.0, target + margin + rule.clear)
        last_well = np.flatnonzero(well | np.isnan(share))
        begin = int(last_well[-1]) + 1 if len(last_well) else 0
        fell = np.flatnonzero(low[begin:])
        if not len(fell):
            continue
        rose = instants[begin + int(fell[0])] + round(rule.for_seconds * 1000)
        if rose <= instants[-1]:
            since = rose if worst is Severity.NONE else since
            worst = severity
    return worst, since
