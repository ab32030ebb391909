"""A metric's history at many instants, for rules that need to know since when a limit is exceeded.

Every value equals the report's at that instant over the rolling window. A group is a queue, channel, agent or
team by number, or the floor, number 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from console.flags.histories.agent_time_history import agent_time_history
from console.flags.rules.watched_metrics import ENDED, HANDLED, TIMES
from console.floor.ledgers.codes import CHANNELS, Ints
from console.metrics.reading.reading import Floats, Reading, began_at, opened_at
from console.metrics.reading.windows import Window
from console.metrics.service_level import ratio
from console.metrics.variants import EntryTally, abandon_rate, ended_entries, service_level

_AT_BITS = 44


@dataclass(frozen=True, slots=True)
class MetricHistory:
    """A metric's value of each group at each instant (groups × instants), NaN for none.

    `below` is a ratio's denominator in contacts or seconds, or the value of a count.
    """

    value: Floats
    below: Floats


def group_count(reading: Reading, each: str) -> int:
    """The number of groups of the kind *each*."""
    floor = reading.floor
    return {
        "queue": len(floor.queues.by_index),
        "channel": len(CHANNELS),
        "agent": len(floor.roster.by_index),
        "team": len(floor.roster.teams),
        "floor": 1,
    }[each]


def metric_history(
    reading: Reading, metric: str, each: str, instants: Ints, window_ms: int, groups: Ints | None = None
) -> MetricHistory:
    """The *metric* of each group at *instants* (ms, in order, none after *reading*'s), over *window_ms*.

    With *groups*, only those groups, in that order.
    """
    size = group_count(reading, each)
    groups = np.arange(size) if groups is None else groups
    rank = np.full(size + 1, -1, dtype=np.int64)  # the last entry is for rows without a group (−1)
    rank[groups] = np.arange(len(groups))
    if metric in TIMES:
        return MetricHistory(*agent_time_history(reading, metric, each, instants, window_ms, rank))
    if metric in ENDED:
        return _ended(reading, metric, each, instants, window_ms, rank)
    if metric in HANDLED:
        return _handled(reading, metric, each, instants, window_ms, rank)
    return _waiting(reading, metric, each, instants, rank)


def _span(reading: Reading, instants: Ints, window_ms: int) -> Reading:
    """A reading that covers all windows ending at *instants*."""
    after, until = int(instants[0]) - window_ms, int(instants[-1])
    return Reading(reading.floor, Window(after, until, after, until))


class _Counter:
    """Counts and sums by group in the window ending at each instant."""

    def __init__(self, group: Ints, at: Ints, instants: Ints, window_ms: int, size: int) -> None:
        self._kept = np.flatnonzero(group >= 0)
        group, at = group[self._kept], at[self._kept]
        base = int(instants[0]) - window_ms
        keys = (group << _AT_BITS) + (at - base)
        self._order = np.argsort(keys, kind="stable")
        lanes = np.arange(size, dtype=np.int64)[:, None] << _AT_BITS
        sorted_keys = keys[self._order]
        self._high = np.searchsorted(sorted_keys, lanes + (instants - base), side="right")
        self._low = np.searchsorted(sorted_keys, lanes + (instants - base - window_ms), side="right")

    def of(self, amounts: Ints) -> Floats:
        """The sum of *amounts*, one per occurrence."""
        sums = np.concatenate(([0], np.cumsum(amounts[self._kept][self._order])))
        return (sums[self._high] - sums[self._low]).astype(np.float64)


def _ended(
    reading: Reading, metric: str, each: str, instants: Ints, window_ms: int, rank: Ints
) -> MetricHistory:
    span = _span(reading, instants, window_ms)
    ends, rules = span.ends, span.end_rules
    group = _queue_group(each, ends["queue"], span.end_channels)
    count = _Counter(rank[group], ends["at"], instants, window_ms, _size(rank)).of
    wait = ends["wait"]
    ended = ended_entries(ends["outcome"], wait, rules.threshold, rules.short)
    tally = EntryTally(*(count(marks * 1) for marks in ended))
    if metric == "average_speed_of_answer_seconds":
        return MetricHistory(ratio(count(wait * ended.answered) / 1000, tally.answered), tally.answered)
    if metric == "average_time_to_abandon_seconds":
        is_known = ended.abandoned & (wait >= 0)
        known = count(is_known * 1)
        return MetricHistory(ratio(count(wait * is_known) / 1000, known), known)
    if metric in ("answered", "abandoned", "deflected", "offered"):
        offered = tally.answered + tally.abandoned + tally.deflected
        found = offered if metric == "offered" else tally._asdict()[metric]
        return MetricHistory(found, found)
    name, _, variant = metric.partition(".")
    above, below = abandon_rate(tally) if name == "abandon_rate" else service_level(variant, tally)
    return MetricHistory(ratio(above, below), below)


def _size(rank: Ints) -> int:
    return int(rank.max()) + 1


def _queue_group(each: str, queue: Ints, channel: Ints) -> Ints:
    return {"queue": queue, "channel": channel, "floor": np.zeros_like(queue)}[each]


def _handled(
    reading: Reading, metric: str, each: str, instants: Ints, window_ms: int, rank: Ints
) -> MetricHistory:
    span = _span(reading, instants, window_ms)
    rows = span.offers if metric == "missed_rate" else span.legs
    group = {
        "agent": span.tenure_agent[rows["tenure"]],
        "team": span.tenure_team[rows["tenure"]],
        "floor": np.zeros_like(rows["tenure"]),
    }[each]
    count = _Counter(rank[group], rows["at"], instants, window_ms, _size(rank)).of
    if metric == "missed_rate":
        offered = count(1 - rows["missed"])
        return MetricHistory(ratio(count(rows["missed"]), offered), offered)
    handled = count(np.ones_like(rows["at"]))
    if metric == "handled":
        return MetricHistory(handled, handled)
    amounts: dict[str, Callable[[], Ints]] = {
        "average_handle_time_seconds": lambda: rows["talk"] + rows["hold"] + rows["wrap"],
        "average_talk_seconds": lambda: rows["talk"],
        "average_hold_seconds": lambda: rows["hold"],
        "average_wrap_up_seconds": lambda: rows["wrap"],
        "transfer_rate": lambda: rows["transferred"] * 1000,
    }
    return MetricHistory(ratio(count(amounts[metric]()), handled) / 1000, handled)


def _waiting(reading: Reading, metric: str, each: str, instants: Ints, rank: Ints) -> MetricHistory:
    """The waits at each instant: still open ones, and those that ended later."""
    first, now = int(instants[0]), reading.window.until
    waiting, ends = reading.open, Reading(reading.floor, Window(first, now, first, now)).ends
    queue = np.concatenate((waiting["queue"], ends["queue"]))
    channel_then = np.concatenate((waiting["channel"], ends["channel"]))
    start = np.concatenate((waiting["start"], began_at(ends)))
    opened = np.concatenate((waiting["opened"], opened_at(ends)))
    end = np.concatenate((np.full(len(waiting["queue"]), now + 1), ends["at"]))
    channel = reading.floor.queues.channels(queue, channel_then, np.minimum(end, now))
    group, size = rank[_queue_group(each, queue, channel)], _size(rank)
    count, longest = np.zeros((size, len(instants))), np.full((size, len(instants)), np.nan)
    moved = np.flatnonzero(opened != start)
    order = np.lexsort((start, group))
    order = order[opened[order] == start[order]]
    group, start, end, of_moved = group[order], start[order], end[order], (group, start, end)
    edges = np.searchsorted(group, np.arange(size + 1))
    for number in range(size):
        low, high = int(edges[number]), int(edges[number + 1])
        if low == high:
            continue
        begun = np.searchsorted(start[low:high], instants, side="right")
        over = np.searchsorted(np.sort(end[low:high]), instants, side="right")
        count[number] = begun - over
        # Sorted by start, the first wait that ends later is the longest.
        reach = np.maximum.accumulate(end[low:high])
        oldest = np.searchsorted(reach, instants, side="right")
        some = np.flatnonzero(count[number] > 0)
        longest[number, some] = (instants[some] - start[low:high][oldest[some]]) / 1000
    for place in moved.tolist():
        number, began, ended = (int(column[place]) for column in of_moved)
        then = np.flatnonzero((instants >= opened[place]) & (instants < ended))
        count[number, then] += 1
        longest[number, then] = np.fmax(longest[number, then], (instants[then] - began) / 1000)
    return MetricHistory(count if metric == "waiting" else longest, count)
