"""Falls of service levels: since when a queue's service level has been low, exact to its changes."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from console.flags.rules.rules import Rule
from console.floor.ledgers.codes import Ints
from console.metrics.curves import counted_ends
from console.metrics.reading.reading import Floats, Reading
from console.metrics.reading.severity import Severity
from console.metrics.reading.windows import Window
from console.metrics.service_level import ratio

_LOOK_MS = 1_800_000
_ROUNDING = 1e-9


class ServiceLevelFalls:
    """The rolling service levels of all queues at a reading's instant and some time before.

    Owned by the watch of queues; created for one reading and one rule's window.
    """

    def __init__(self, reading: Reading, window_seconds: float, look_ms: int = _LOOK_MS) -> None:
        self._reading = reading
        self._window = window = round(window_seconds * 1000)
        self._back = look_ms
        self._until = until = reading.window.until
        self._from = until - look_ms
        after = self._from - window
        past = Reading(reading.floor, Window(after, until, after, until))
        kept, in_time = counted_ends(past)
        queue, at = past.ends["queue"][kept], past.ends["at"][kept]
        order = np.lexsort((at, queue))
        self._queue, self._at = queue[order], at[order]
        self._in_time = np.concatenate(([0], np.cumsum(in_time[order])))
        self._window_seconds = window_seconds

    @cached_property
    def _further_back(self) -> ServiceLevelFalls:
        """The same levels over a longer time, computed once for all queues."""
        return ServiceLevelFalls(self._reading, self._window_seconds, 4 * self._back)

    def fallen(self, rule: Rule, queue: int, target: float) -> tuple[Severity, int, float]:
        """Severity, start (ms) and level of a low service level of *queue* (by number), or NONE.

        A fall lasts until the level has risen by the rule's `clear`, and is shown after its `for_seconds`.
        """
        instants, share = self._curve(queue)
        if np.isnan(share[-1]):
            return Severity.NONE, 0, 0.0
        worst, rose = Severity.NONE, 0
        for margin, severity in ((rule.warning, Severity.WARNING), (rule.breach, Severity.BREACH)):
            if margin is None or (margin > 0 and target + margin > 1):
                continue
            limit = target + margin
            # Below the target is a breach; within the margin above it a warning.
            is_low = share < limit - _ROUNDING if severity is Severity.BREACH else share <= limit + _ROUNDING
            is_well = np.isnan(share) | (share >= min(1.0, limit + rule.clear) - _ROUNDING) & ~is_low
            last_well = np.flatnonzero(is_well)
            if not len(last_well) and self._from > self._reading.floor.since:
                return self._further_back.fallen(rule, queue, target)
            begin = int(last_well[-1]) + 1 if len(last_well) else 0
            fell = np.flatnonzero(is_low[begin:])
            if not len(fell):
                continue
            shown = int(instants[begin + int(fell[0])]) + round(rule.for_seconds * 1000)
            if shown <= self._until:
                rose = shown if worst is Severity.NONE else rose
                worst = severity
        return worst, rose, float(share[-1])

    def _curve(self, queue: int) -> tuple[Ints, Floats]:
        """Each instant at which the level of *queue* may have changed, with the level from then on."""
        first, last = np.searchsorted(self._queue, (queue, queue + 1))
        at = self._at[first:last]
        changes = np.concatenate((at, at + self._window))
        changes = changes[(changes > self._from) & (changes <= self._until)]
        instants = np.sort(np.concatenate(([self._from], changes)))
        instants = instants[np.append(instants[1:] > instants[:-1], True)]
        high = np.searchsorted(at, instants, side="right")
        low = np.searchsorted(at, instants - self._window, side="right")
        counts = self._in_time[first:][high] - self._in_time[first:][low]
        return instants, ratio(counts, high - low)
