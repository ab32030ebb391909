"""Whether what a flag shows is a signal, or within what chance makes at the number it rests on."""

from __future__ import annotations

import numpy as np

from console.flags.histories.answer_correlation import STEP_MS, OutcomesBefore
from console.flags.histories.unchanged import UnchangedPast
from console.flags.rules.conditions import Condition
from console.flags.rules.watched_metrics import CONTACT_MEANS, CONTACT_SHARES
from console.floor.floor import Floor
from console.metrics.explain.evidence import Evidence
from console.metrics.explain.explain import EXPLAINERS
from console.metrics.reading.normal_range import Deviation, mean_deviation, share_deviation
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import rolling


class Deviations:
    """The deviations of flags. Owned by the desk; keeps what was learnt of the hours before."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._past = UnchangedPast()
        self._before: dict[int, OutcomesBefore] = {}

    def of(self, seen: Condition, now: int) -> Deviation | None:
        """The deviation of *seen*'s figure from its goal at *now* (ms); None if chance has no part in it."""
        metric, usual = seen.rule.metric, seen.goal
        if usual is None or seen.number is None:
            return None
        window = round(seen.rule.window_seconds * 1000)
        if metric in CONTACT_MEANS:
            explainer, _ = EXPLAINERS[metric]
            evidence = Evidence(Reading(self._floor, rolling(now, window)), Scope.parse(seen.scope))
            return mean_deviation([item.value for item in explainer(evidence).counted], usual)
        if metric is not None and metric not in CONTACT_SHARES:
            return None
        worth = self._worth(seen.scope, now - window)
        return share_deviation(seen.value * seen.number, seen.number, usual, worth)

    def _worth(self, scope: str, start: int) -> float:
        """How many independent outcomes one of *scope* is worth, in a window that begins at *start* (ms)."""
        kind, _, name = scope.partition(":")
        if kind != "queue":
            return 1.0
        if not self._past.mark(self._floor.books.ends, start):
            self._before.clear()
        end = start // STEP_MS * STEP_MS
        if (before := self._before.get(end)) is None:
            self._before = {end: (before := OutcomesBefore(self._floor, end, end))}
        return float(before.independence(self._floor.queues.queues[name].index, np.array([end]))[0])
