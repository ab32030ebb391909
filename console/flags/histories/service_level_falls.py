"""Falls of service levels: since when a queue's service level has been low, exact to its changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from console.flags.histories.answer_correlation import OutcomesBefore, counted_between
from console.flags.histories.unchanged import UnchangedPast
from console.flags.rules.rules import Rule
from console.floor.floor import Floor
from console.floor.ledgers.codes import Ints
from console.metrics.curves import counted_ends
from console.metrics.reading.normal_range import are_signals
from console.metrics.reading.reading import Bools, Floats, Reading
from console.metrics.reading.severity import Severity
from console.metrics.service_level import ratio

_BACK_MS = 1_800_000
_ROUNDING = 1e-9


class _Margin(NamedTuple):
    """A limit of a service level: `low` is at or below it, `well` from where a fall is over."""

    severity: Severity
    limit: float
    well: float

    def is_low(self, share: float) -> bool:
        # Below the target is a breach; within the margin above it a warning.
        if self.severity is Severity.BREACH:
            return share < self.limit - _ROUNDING
        return share <= self.limit + _ROUNDING

    def are_low(self, share: Floats) -> Bools:
        if self.severity is Severity.BREACH:
            return share < self.limit - _ROUNDING
        return share <= self.limit + _ROUNDING

    def is_well(self, share: float) -> bool:
        return share >= self.well - _ROUNDING and not self.is_low(share)

    def are_well(self, share: Floats) -> Bools:
        return np.isnan(share) | (share >= self.well - _ROUNDING) & ~self.are_low(share)


def _margins(rule: Rule, target: float) -> tuple[_Margin, ...]:
    """The limits of *rule* for a queue of *target* that its level can meet, the warning first."""
    found = []
    for margin, severity in ((rule.warning, Severity.WARNING), (rule.breach, Severity.BREACH)):
        if margin is not None and not (margin > 0 and target + margin > 1):
            limit = target + margin
            found.append(_Margin(severity, limit, min(1.0, limit + rule.clear)))
    return tuple(found)


class ServiceLevelFalls:
    """The rolling service levels of all queues at a reading's instant and some time before.

    Created for one reading and one rule's window.
    """

    def __init__(self, reading: Reading, window_ms: int, back_ms: int = _BACK_MS) -> None:
        self._reading = reading
        self._window = window_ms
        self._back = back_ms
        self._until = until = reading.window.until
        self._from = until - back_ms
        queue, at, in_time = counted_between(reading.floor, self._from - window_ms, until)
        order = np.lexsort((at, queue))
        self._queue, self._at = queue[order], at[order]
        self._in_time = np.concatenate(([0], np.cumsum(in_time[order])))

    @cached_property
    def _further_back(self) -> ServiceLevelFalls:
        """The same levels over a longer time, computed once for all queues."""
        return ServiceLevelFalls(self._reading, self._window, 4 * self._back)

    def fallen(self, margins: Sequence[_Margin], queue: int, usual: float | None = None) -> list[int | None]:
        """Since when (ms) the level of *queue* (by number) has been low, for each of *margins*.

        A fall lasts until the level is well again; with *usual*, only while it is a signal beside that.
        """
        instants, share, counted = self._curve(queue)
        is_signal = None
        if usual is not None:
            worth = self._before.independence(queue, instants - self._window)
            is_signal = are_signals(share, counted * worth, usual)
        found: list[int | None] = []
        for margin in margins:
            are_low, are_well = margin.are_low(share), margin.are_well(share)
            if is_signal is not None:
                are_low, are_well = are_low & is_signal, are_well | ~is_signal
            last_well = np.flatnonzero(are_well)
            if not len(last_well) and self._from > self._reading.floor.since:
                return self._further_back.fallen(margins, queue, usual)
            begin = int(last_well[-1]) + 1 if len(last_well) else 0
            fell = np.flatnonzero(are_low[begin:])
            found.append(int(instants[begin + int(fell[0])]) if len(fell) else None)
        return found

    @cached_property
    def _before(self) -> OutcomesBefore:
        """The outcomes of the hours before all windows."""
        return OutcomesBefore(self._reading.floor, self._from - self._window, self._until - self._window)

    def _curve(self, queue: int) -> tuple[Ints, Floats, Ints]:
        """Each instant at which the level of *queue* may have changed, with the level from then on, and the
        number of entries it counts."""
        first, last = np.searchsorted(self._queue, (queue, queue + 1))
        at = self._at[first:last]
        changes = np.concatenate((at, at + self._window))
        changes = changes[(changes > self._from) & (changes <= self._until)]
        instants = np.sort(np.concatenate(([self._from], changes)))
        instants = instants[np.append(instants[1:] > instants[:-1], True)]
        high = np.searchsorted(at, instants, side="right")
        low = np.searchsorted(at, instants - self._window, side="right")
        counts = self._in_time[first:][high] - self._in_time[first:][low]
        return instants, ratio(counts, high - low), high - low


class _Level:
    """The level of one queue: its counts in the window, and since when it has been low."""

    __slots__ = ("counted", "fell", "in_time", "margins", "target")

    def __init__(self, counted: int, in_time: int) -> None:
        self.counted = counted
        self.in_time = in_time
        self.target = -1.0
        self.margins: tuple[_Margin, ...] = ()
        self.fell: list[int | None] = []

    def is_well(self) -> bool:
        """Whether no margin can be met now."""
        if not self.counted:
            return True
        share = self.in_time / self.counted
        return all(margin.is_well(share) for margin in self.margins)

    def change(self, at: int) -> None:
        """Note the level that its counts make at *at* (ms)."""
        share = self.in_time / self.counted if self.counted else None
        for place, margin in enumerate(self.margins):
            if share is None or margin.is_well(share):
                self.fell[place] = None
            elif self.fell[place] is None and margin.is_low(share):
                self.fell[place] = at


class LowLevel(NamedTuple):
    """A level that has been low since an instant (ms), of a queue by number; `number` entries are counted."""

    queue: int
    severity: Severity
    since: int
    share: float
    number: int


class KeptFalls:
    """The falls of all queues by one rule, kept from one instant to the next.

    Owned by the watch of queues. As time goes on, only the entries that entered or left the window are read.
    If the past changed, or time went back, everything is read again.
    """

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._window = round(rule.window_seconds * 1000)
        self._past = UnchangedPast()
        self._until = 0
        self._known: list[object] = []
        self._levels: dict[int, _Level] = {}

    def low(self, reading: Reading, targets: dict[int, float]) -> Iterator[LowLevel]:
        """Those of *targets*, by number of their queues, whose level is low.

        A flag is shown once it has lasted for the rule's `for_seconds`.
        """
        self._advance(reading)
        later, falls = round(self._rule.for_seconds * 1000), None
        for queue, target in targets.items():
            level = self._levels.get(queue)
            if level is None or not level.counted:
                continue
            if self._rule.signal:
                level.margins = _margins(self._rule, target)
                level.fell = [None] * len(level.margins)
                if level.is_well():
                    continue
                falls = falls or ServiceLevelFalls(reading, self._window)
                level.fell = falls.fallen(level.margins, queue, target)
            elif level.target != target:
                level.target, level.margins = target, _margins(self._rule, target)
                if level.is_well():
                    level.fell = [None] * len(level.margins)
                else:
                    falls = falls or ServiceLevelFalls(reading, self._window)
                    level.fell = falls.fallen(level.margins, queue)
            severity, since = Severity.NONE, 0
            for margin, fell in zip(level.margins, level.fell, strict=True):
                if fell is not None and fell + later <= self._until:
                    since = fell + later if severity is Severity.NONE else since
                    severity = margin.severity
            if severity is not Severity.NONE:
                yield LowLevel(queue, severity, since, level.in_time / level.counted, level.counted)

    def _advance(self, reading: Reading) -> None:
        floor, until, before = reading.floor, reading.window.until, self._until
        known = _known(floor)
        is_same = self._past.mark(floor.books.ends, until) and known == self._known and until >= before
        self._until, self._known = until, known
        if is_same and until - before <= self._window:
            self._count(floor, before, until)
        else:
            self._recount(reading)

    def _recount(self, reading: Reading) -> None:
        until, window = reading.window.until, self._window
        if (reading.window.after, reading.window.until) == (until - window, until):
            kept, in_time = counted_ends(reading)
            queue = reading.ends["queue"][kept]
        else:
            queue, _, in_time = counted_between(reading.floor, until - window, until)
        size = len(reading.floor.queues.by_index)
        counted, of_these = np.bincount(queue, minlength=size), np.bincount(queue[in_time], minlength=size)
        self._levels = {
            number: _Level(*counts)
            for number, counts in enumerate(zip(counted.tolist(), of_these.tolist(), strict=True))
        }

    def _count(self, floor: Floor, before: int, until: int) -> None:
        """Count the entries that entered or left the window in (before, until] ms."""
        changes: list[tuple[int, int, int, bool]] = []
        for shift, sign in ((0, 1), (self._window, -1)):
            queue, at, in_time = counted_between(floor, before - shift, until - shift)
            changes += zip(
                queue.tolist(), (at + shift).tolist(), [sign] * len(at), in_time.tolist(), strict=True
            )
        changes.sort()
        for place, (number, instant, sign, is_in_time) in enumerate(changes):
            level = self._levels.setdefault(number, _Level(0, 0))
            level.counted += sign
            level.in_time += sign * is_in_time
            if place + 1 == len(changes) or changes[place + 1][:2] != (number, instant):
                level.change(instant)


def _known(floor: Floor) -> list[object]:
    """What else a level depends on: the floor, the start of its data, and every profile of its queues."""
    declared = [(at, profile) for queue in floor.queues.by_index for at, profile in queue.profiles.declared]
    return [floor, floor.since, len(floor.queues.by_index), declared]
