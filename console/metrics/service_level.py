"""Queue metrics: service level in its six variants, waits, abandons, per queue, channel and floor."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np

from console.floor.ledgers.codes import CHANNELS, Ints, Outcome, State, states_of
from console.metrics.reading.reading import Bools, Floats, Reading
from console.metrics.variants import VARIANTS, EntryTally, abandon_rate, ended_entries, service_level

BREACH_SOON_MS = 20_000
_LANES = len(CHANNELS)
_WAIT_BITS = 40


@dataclass(slots=True)
class Counts:
    """Counts of queues, one entry per scope. Times in ms."""

    started: Ints
    answered: Ints
    answered_in: Ints
    abandoned: Ints
    abandoned_in: Ints
    short: Ints
    deflected: Ints
    answer_wait: Ints
    abandon_wait: Ints
    abandoned_known: Ints
    waiting: Ints
    past_threshold: Ints
    breach_soon: Ints
    handled: Ints
    handle_time: Ints

    @property
    def tally(self) -> EntryTally[Ints]:
        return EntryTally(
            answered=self.answered,
            answered_in=self.answered_in,
            abandoned=self.abandoned,
            abandoned_in=self.abandoned_in,
            short=self.short,
            deflected=self.deflected,
            late=self.past_threshold,
        )

    def summed(self, axis: int) -> Counts:
        """These counts of lanes (queues × channels), summed over one of the two."""
        return Counts(*(_lanes(getattr(self, name)).sum(axis) for name in self.__slots__))

    def total(self) -> Counts:
        return Counts(*(getattr(self, name).sum(keepdims=True) for name in self.__slots__))


@dataclass(slots=True)
class QueueFigures:
    """The queue metrics of several scopes of one kind: one entry per scope, NaN for none."""

    names: list[str]
    counts: Counts
    service_level: dict[str, Floats]
    longest_wait: Floats
    asa: Floats
    p50: Floats
    p90: Floats
    maximum_wait: Floats
    abandon_rate: Floats
    time_to_abandon: Floats
    handle_time: Floats
    recovery: list[int | None]
    staffed: Ints
    free: Ints
    threshold: Floats
    target: Floats


def _lanes(column: Ints) -> Ints:
    return column.reshape(-1, _LANES)


def ratio(numerator: Ints | Floats, denominator: Ints | Floats) -> Floats:
    """numerator ÷ denominator, NaN where the denominator is 0."""
    result = np.full(np.shape(denominator), np.nan)
    np.divide(numerator, denominator, out=result, where=np.asarray(denominator) > 0)
    return result


def service_levels(counts: Counts) -> dict[str, Floats]:
    """The six variants of the service level, by the metric definitions."""
    return {variant: ratio(*service_level(variant, counts.tally)) for variant in VARIANTS}


def recovery_answers(in_time: int, counted: int, target: float) -> int | None:
    """The fewest further answers in time that raise in_time ÷ counted to *target*; None if impossible.

    >>> recovery_answers(28, 45, 0.8)
    40
    """
    if counted <= 0:
        return None
    above, below = _as_ratio(target)
    lacking = above * counted - below * in_time
    if lacking <= 0:
        return 0
    return None if above >= below else -(-lacking // (below - above))


@lru_cache(maxsize=256)
def _as_ratio(target: float) -> tuple[int, int]:
    """*target* as the exact ratio of its decimal notation: 0.8 is 4 to 5."""
    return Fraction(str(target)).as_integer_ratio()


def count_lanes(reading: Reading) -> Counts:
    """The counts of each lane (queue × channel) in the window."""
    size = len(reading.floor.queues.by_index) * _LANES
    ends, rules = reading.ends, reading.end_rules
    lane = ends["queue"] * _LANES + reading.end_channels
    wait = ends["wait"]
    ended = ended_entries(ends["outcome"], wait, rules.threshold, rules.short)
    is_known_abandon = ended.abandoned & (wait >= 0)

    starts = reading.starts
    start_lane = starts["queue"] * _LANES + reading.floor.queues.channels(
        starts["queue"], starts["channel"], starts["at"]
    )
    waiting = reading.open
    now = np.full(len(waiting["queue"]), reading.window.until)
    open_rules = reading.floor.queues.rules(waiting["queue"], now)
    open_lane = waiting["queue"] * _LANES + reading.floor.queues.channels(
        waiting["queue"], waiting["channel"], now
    )
    open_wait = reading.window.end - waiting["start"]
    past = open_wait > open_rules.threshold
    soon = ~past & (open_wait + BREACH_SOON_MS > open_rules.threshold)

    legs = reading.legs
    queued = np.flatnonzero(legs["queue"] >= 0)
    leg_lane = legs["queue"][queued] * _LANES + reading.leg_channels[queued]
    handling = (legs["talk"] + legs["hold"] + legs["wrap"])[queued]

    return Counts(
        started=np.bincount(start_lane, minlength=size),
        answered=_count(lane, ended.answered, size),
        answered_in=_count(lane, ended.answered_in, size),
        abandoned=_count(lane, ended.abandoned, size),
        abandoned_in=_count(lane, ended.abandoned_in, size),
        short=_count(lane, ended.short, size),
        deflected=_count(lane, ended.deflected, size),
        answer_wait=_sum(lane, ended.answered, wait, size),
        abandon_wait=_sum(lane, is_known_abandon, wait, size),
        abandoned_known=_count(lane, is_known_abandon, size),
        waiting=np.bincount(open_lane, minlength=size),
        past_threshold=_count(open_lane, past, size),
        breach_soon=_count(open_lane, soon, size),
        handled=np.bincount(leg_lane, minlength=size),
        handle_time=_sum(leg_lane, np.ones(len(leg_lane), dtype=bool), handling, size),
    )


def _count(lane: Ints, chosen: Bools, size: int) -> Ints:
    return np.bincount(lane[chosen], minlength=size)


def _sum(lane: Ints, chosen: Bools, amount: Ints, size: int) -> Ints:
    return np.bincount(lane[chosen], amount[chosen], size).astype(np.int64)


def _quantiles(group: Ints, waits: Ints, size: int) -> tuple[Floats, Floats]:
    """The p50 and p90 of *waits* by group: the smallest wait that at least that share does not exceed."""
    if int(waits.max(initial=0)) < 1 << _WAIT_BITS:
        ordered = np.sort((group << _WAIT_BITS) + waits) & ((1 << _WAIT_BITS) - 1)
    else:  # waits of decades: slower, but correct
        ordered = waits[np.lexsort((waits, group))]
    counts = np.bincount(group, minlength=size)
    first = np.cumsum(counts) - counts
    results = []
    for percent in (50, 90):
        place = first + (counts * percent + 99) // 100 - 1
        picked = np.full(size, np.nan)
        some = counts > 0
        picked[some] = ordered[place[some]]
        results.append(picked)
    return results[0], results[1]


def _extreme(group: Ints, values: Ints, size: int, earliest: bool = False) -> Floats:
    result = np.full(size, np.inf if earliest else -np.inf)
    # With equal types on both sides, NumPy is some ten times faster.
    (np.minimum if earliest else np.maximum).at(result, group, values.astype(np.float64))
    result[np.isinf(result)] = np.nan
    return result


def queue_figures(reading: Reading) -> tuple[QueueFigures, QueueFigures, QueueFigures]:
    """The queue metrics of each queue, each channel (by its number), and the floor."""
    queues = reading.floor.queues.by_index
    lanes = count_lanes(reading)
    per_queue = lanes.summed(1)
    staffing = _staffing(reading)
    ends, waiting = reading.ends, reading.open
    now = np.full(len(waiting["queue"]), reading.window.until)
    open_channel = reading.floor.queues.channels(waiting["queue"], waiting["channel"], now)
    scopes = (
        ([queue.name for queue in queues], per_queue, ends["queue"], waiting["queue"]),
        (list(CHANNELS), lanes.summed(0), reading.end_channels, open_channel),
        (["floor"], per_queue.total(), np.zeros_like(ends["at"]), np.zeros_like(now)),
    )
    found = []
    for (names, counts, group, open_group), (staffed, free, threshold, target) in zip(
        scopes, staffing, strict=True
    ):
        size = len(names)
        answered = ends["outcome"] == Outcome.ANSWERED
        ended = (ends["outcome"] <= Outcome.ABANDONED) & (ends["wait"] >= 0)
        p50, p90 = _quantiles(group[answered], ends["wait"][answered], size)
        longest = _extreme(open_group, waiting["start"], size, earliest=True)
        in_time, counted = service_level("offered", counts.tally)
        found.append(
            QueueFigures(
                names=names,
                counts=counts,
                service_level=service_levels(counts),
                longest_wait=(reading.window.end - longest) / 1000,
                asa=ratio(counts.answer_wait, counts.answered) / 1000,
                p50=p50 / 1000,
                p90=p90 / 1000,
                maximum_wait=_extreme(group[ended], ends["wait"][ended], size) / 1000,
                abandon_rate=ratio(*abandon_rate(counts.tally)),
                time_to_abandon=ratio(counts.abandon_wait, counts.abandoned_known) / 1000,
                handle_time=ratio(counts.handle_time, counts.handled) / 1000,
                recovery=[
                    None if np.isnan(goal) else recovery_answers(int(above), int(below), float(goal))
                    for above, below, goal in zip(in_time, counted, target, strict=True)
                ],
                staffed=staffed,
                free=free,
                threshold=threshold,
                target=target,
            )
        )
    return found[0], found[1], found[2]


def _staffing(reading: Reading) -> list[tuple[Ints, Ints, Floats, Floats]]:
    """Staffed, free, threshold in s and target of the queues, channels and floor; NaN where they differ."""
    known = reading.known_queues
    rules = reading.floor.queues.rules(known, np.full(len(known), reading.window.until))
    size = len(reading.floor.queues.by_index)
    channel_of = np.full(size, -1, dtype=np.int64)
    channel_of[known] = rules.channel
    agent, queue = reading.floor.roster.memberships(reading.window.until, reading.floor.queues.queues)
    keep = channel_of[queue] >= 0
    agent, queue = agent[keep], queue[keep]
    state = states_of(reading.standing.code)[reading.agent_tenure]
    here = state[agent]
    result = [
        (
            np.bincount(queue[here != State.OFFLINE], minlength=size),
            np.bincount(queue[here == State.AVAILABLE], minlength=size),
            _common(known, rules.threshold / 1000, size),
            _common(known, rules.target, size),
        )
    ]
    for group, groups, members in (
        (rules.channel, _LANES, channel_of[queue]),
        (np.zeros(len(known), dtype=np.int64), 1, np.zeros(len(queue), dtype=np.int64)),
    ):
        once = np.zeros((groups, len(state)), dtype=bool)
        once[members, agent] = True
        scope, person = np.nonzero(once)
        here = state[person]
        result.append(
            (
                np.bincount(scope[here != State.OFFLINE], minlength=groups),
                np.bincount(scope[here == State.AVAILABLE], minlength=groups),
                _common(group, rules.threshold / 1000, groups),
                _common(group, rules.target, groups),
            )
        )
    return result


def _common(group: Ints, values: Floats, size: int) -> Floats:
    """The value shared by all of a group, NaN if they differ or there is none."""
    low = np.full(size, np.inf)
    high = np.full(size, -np.inf)
    np.minimum.at(low, group, values)
    np.maximum.at(high, group, values)
    return np.where(low == high, low, np.nan)
