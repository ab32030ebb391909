"""Curves: the rolling service level at many instants, each point as exact as a reading.

Ended entries are sorted once with running counts; each point is then the difference of two positions found
by bisection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNELS, Ints
from console.metrics.reading.reading import Bools, Floats, Reading
from console.metrics.reading.windows import Window
from console.metrics.service_level import ratio
from console.metrics.variants import counted_entries, ended_entries

_INSTANT_BITS = 44


@dataclass(frozen=True, slots=True)
class LevelCurves:
    """The default service level (`offered`) of several groups, groups × instants.

    `in_time` is A_in, `counted` A + B − B_short of each rolling window; `share` their ratio, or NaN.
    """

    in_time: Ints
    counted: Ints

    @property
    def share(self) -> Floats:
        return ratio(self.in_time, self.counted)


def queue_curves(floor: Floor, instants: Sequence[int], window_ms: int) -> LevelCurves:
    """One curve per queue, by number: the window (t − W, t] at each t of *instants* (ms, in order)."""
    return _curves(floor, instants, window_ms, "queue", len(floor.queues.by_index))


def channel_curves(floor: Floor, instants: Sequence[int], window_ms: int) -> LevelCurves:
    """One curve per channel, by number."""
    return _curves(floor, instants, window_ms, "channel", len(CHANNELS))


def floor_curve(floor: Floor, instants: Sequence[int], window_ms: int) -> LevelCurves:
    """The curve of the floor."""
    return _curves(floor, instants, window_ms, "floor", 1)


def counted_ends(reading: Reading) -> tuple[Ints, Bools]:
    """Which of *reading*'s ended entries the default service level counts, and whether each was in time."""
    ends, rules = reading.ends, reading.end_rules
    return counted_entries(
        "offered", ended_entries(ends["outcome"], ends["wait"], rules.threshold, rules.short)
    )


def _curves(floor: Floor, instants: Sequence[int], window_ms: int, by: str, groups: int) -> LevelCurves:
    if not len(instants) or not groups:
        nothing = np.zeros((groups, len(instants)), dtype=np.int64)
        return LevelCurves(nothing, nothing)
    first, last = instants[0] - window_ms, instants[-1]
    reading = Reading(floor, Window(first, last, first, last))
    ends = reading.ends
    kept, in_time = counted_ends(reading)
    keys = ends["at"][kept] - first
    if by != "floor":
        group = ends["queue"] if by == "queue" else reading.end_channels
        keys = keys + (group[kept] << _INSTANT_BITS)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    in_time_before = np.concatenate(([0], np.cumsum(in_time[order])))
    until = np.asarray(instants, dtype=np.int64) - first
    lanes = np.arange(groups, dtype=np.int64)[:, None] << _INSTANT_BITS
    high = np.searchsorted(keys, lanes + until, side="right")
    low = np.searchsorted(keys, lanes + (until - window_ms), side="right")
    return LevelCurves(in_time_before[high] - in_time_before[low], high - low)
