"""Since when a queue's ratio misses its goal: read at every instant at which it could have changed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from console.floor.floor import Floor
from console.floor.ledgers.codes import CHANNEL_INDEX, Ints
from console.floor.ledgers.waits import lengths
from console.metrics.reading.reading import Bools, Floats, Reading
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import Window
from console.metrics.service_level import ratio
from console.metrics.variants import LIVE, EntryTally, abandon_rate, ended_entries, service_level

_HOUR = 3_600_000
_LOOK_BACK = (_HOUR, 4 * _HOUR, 26 * _HOUR)


class Missed(NamedTuple):
    """Since when (ms) a goal is missed; not `is_exact`: since then at the latest."""

    since: int
    is_exact: bool


def missed_since(
    floor: Floor, metric: str, scope: Scope, goal: float, now: int, window_ms: int
) -> Missed | None:
    """Since when *metric* of *scope* misses *goal* at *now*; None if it does not, or for other metrics.

    Known are the service levels (but `live`), the abandon rate and the average speed of answer, each over a
    rolling window of *window_ms*.
    """
    if not _is_known(metric):
        return None
    found = None
    for back in _LOOK_BACK:
        first = max(floor.since, now - back)
        found = _spell(floor, metric, scope, goal, first, now, window_ms)
        if found is None or found.is_exact or first == floor.since:
            break
    return found


def _is_known(metric: str) -> bool:
    if metric.startswith("service_level."):
        return metric != f"service_level.{LIVE}"
    return metric in ("abandon_rate", "average_speed_of_answer_seconds")


def _spell(
    floor: Floor, metric: str, scope: Scope, goal: float, first: int, now: int, window_ms: int
) -> Missed | None:
    reading = Reading(floor, Window(first - window_ms, now, first - window_ms, now))
    at, above, below = _shares(reading, metric, _chosen(reading, scope))
    order = np.argsort(at, kind="stable")
    at = at[order]
    above = np.concatenate(([0.0], np.cumsum(above[order])))
    below = np.concatenate(([0.0], np.cumsum(below[order])))
    instants = np.unique(np.concatenate((at, at + window_ms, [first, now])))
    instants = instants[(instants >= first) & (instants <= now)]
    high = np.searchsorted(at, instants, side="right")
    low = np.searchsorted(at, instants - window_ms, side="right")
    value = ratio(above[high] - above[low], below[high] - below[low])
    is_missed = value < goal if metric.startswith("service_level.") else value > goal
    if not is_missed[-1]:
        return None
    kept = np.flatnonzero(~is_missed)
    if len(kept):
        return Missed(int(instants[kept[-1] + 1]), True)
    return Missed(int(instants[0]), False)


def _chosen(reading: Reading, scope: Scope) -> Bools:
    if scope.kind == "queue":
        mine: Bools = reading.ends["queue"] == reading.floor.queues.queues[scope.name].index
        return mine
    if scope.kind == "channel":
        of_channel: Bools = reading.end_channels == CHANNEL_INDEX[scope.name]
        return of_channel
    return np.ones(len(reading.ends["at"]), dtype=np.bool_)


def _shares(reading: Reading, metric: str, chosen: Bools) -> tuple[Ints, Floats, Floats]:
    """When each entry ended, and what it adds above and below the line."""
    ends, rules = reading.ends, reading.end_rules
    tally = ended_entries(ends["outcome"], ends["wait"], rules.threshold, rules.short)
    numbers = EntryTally(*(marks[chosen].astype(np.float64) for marks in tally))
    at = ends["at"][chosen]
    if metric == "abandon_rate":
        return at, *abandon_rate(numbers)
    if metric == "average_speed_of_answer_seconds":
        return at, lengths(ends["wait"][chosen]) * numbers.answered / 1000, numbers.answered
    return at, *service_level(metric.partition(".")[2], numbers)
