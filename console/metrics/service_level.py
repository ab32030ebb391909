"""Queue metrics: service level in its six variants, waits, abandons, per queue, channel and floor."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import isnan

import numpy as np

from console.floor.ledgers.codes import CHANNELS, Ints, Outcome, State, states_of
from console.metrics.lane_counts import LANES, Counts, WaitingCounts, count_lanes, count_waiting
from console.metrics.reading.reading import Floats, Reading
from console.metrics.running_counts import RunningCounts
from console.metrics.variants import LIVE, EntryTally, abandon_rate, service_level

_WAIT_BITS = 40


@dataclass(slots=True)
class Waits:
    """The spread of the waits of several scopes, one entry per scope, in s; NaN for none."""

    p50: Floats
    p90: Floats
    maximum: Floats


@dataclass(slots=True)
class Staffing:
    """How many of each scope's agents are not offline, and how many are available."""

    staffed: Ints
    free: Ints


class QueueFigures:
    """The queue metrics of several scopes of one kind: one entry per scope, NaN for none. Times in s.

    Each is computed on first access, of all kinds of scopes, since not every reading needs them all.
    """

    def __init__(self, names: list[str], figures: _Figures, kind: int, part: slice) -> None:
        self.names = names
        self._all, self._kind, self._part = figures, kind, part

    @property
    def counts(self) -> Counts:
        return self._all.counts.part(self._part)

    @property
    def waiting(self) -> WaitingCounts:
        return self._all.waiting.part(self._part)

    def service_level(self, variant: str) -> Floats:
        """The service level *variant*. Raises ValueError for an unknown one."""
        return self._all.service_level(variant)[self._part]

    @property
    def longest_wait(self) -> Floats:
        return self._all.longest_wait[self._part]

    @property
    def asa(self) -> Floats:
        counts = self._all.counts
        return ratio(counts.answer_wait, counts.answered)[self._part] / 1000

    @property
    def abandon_rate(self) -> Floats:
        return ratio(*abandon_rate(self._all.tally("offered")))[self._part]

    @property
    def time_to_abandon(self) -> Floats:
        counts = self._all.counts
        return ratio(counts.abandon_wait, counts.abandoned_known)[self._part] / 1000

    @property
    def handle_time(self) -> Floats:
        counts = self._all.counts
        return ratio(counts.handle_time, counts.handled)[self._part] / 1000

    @property
    def threshold(self) -> Floats:
        return self._all.goals[0][self._part] / 1000

    @property
    def target(self) -> Floats:
        return self._all.goals[1][self._part]

    def recovery(self, index: int) -> int | None:
        """How many further answers in time would restore the target of one scope; None if none can."""
        target = float(self.target[index])
        if isnan(target):
            return None
        in_time, counted = service_level("offered", self._all.tally("offered"))
        return recovery_answers(int(in_time[self._part][index]), int(counted[self._part][index]), target)

    @property
    def waits(self) -> Waits:
        return self._all.waits[self._kind]

    @property
    def staffing(self) -> Staffing:
        return self._all.staffing[self._kind]


class _Figures:
    """What the figures of queues, channels and the floor are made of: one entry per scope, in this order."""

    def __init__(self, reading: Reading, counts: Counts) -> None:
        self._reading = reading
        self.counts = counts

    @cached_property
    def waiting(self) -> WaitingCounts:
        return count_waiting(self._reading).by_scope()

    def tally(self, variant: str) -> EntryTally[Ints]:
        """The tally of *variant*: only `live` counts those who wait."""
        counts = self.counts
        return EntryTally(
            answered=counts.answered,
            answered_in=counts.answered_in,
            abandoned=counts.abandoned,
            abandoned_in=counts.abandoned_in,
            short=counts.short,
            deflected=counts.deflected,
            late=self.waiting.past_threshold if variant == LIVE else np.zeros_like(counts.answered),
        )

    def service_level(self, variant: str) -> Floats:
        return ratio(*service_level(variant, self.tally(variant)))

    @cached_property
    def longest_wait(self) -> Floats:
        return _longest_waits(self._reading)

    @cached_property
    def goals(self) -> tuple[Floats, Floats]:
        return _goals(self._reading)

    @cached_property
    def waits(self) -> list[Waits]:
        return _waits(self._reading)

    @cached_property
    def staffing(self) -> list[Staffing]:
        return _staffing(self._reading)


def ratio(numerator: Ints | Floats, denominator: Ints | Floats) -> Floats:
    """numerator ÷ denominator, NaN where the denominator is 0."""
    result = np.full(np.shape(denominator), np.nan)
    np.divide(numerator, denominator, out=result, where=np.asarray(denominator) > 0)
    return result


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


def queue_figures(
    reading: Reading, running: RunningCounts | None = None
) -> tuple[QueueFigures, QueueFigures, QueueFigures]:
    """The queue metrics of each queue, each channel (by its number), and the floor.

    *running* are counts of the same floor kept up to date, which save counting the window.
    """
    counts = (count_lanes(reading) if running is None else running.lanes(reading)).by_scope()
    figures, size = _Figures(reading, counts), len(reading.floor.queues.by_index)
    names = [queue.name for queue in reading.floor.queues.by_index]
    return (
        QueueFigures(names, figures, 0, slice(0, size)),
        QueueFigures(list(CHANNELS), figures, 1, slice(size, size + LANES)),
        QueueFigures(["floor"], figures, 2, slice(size + LANES, size + LANES + 1)),
    )


def _longest_waits(reading: Reading) -> Floats:
    """The longest wait (s) of those who wait: in each queue, each channel, and the floor."""
    queues, waiting = reading.floor.queues, reading.open
    now = np.full(len(waiting["queue"]), reading.window.until)
    channel = queues.channels(waiting["queue"], waiting["channel"], now)
    size = len(queues.by_index)
    scope = np.concatenate((waiting["queue"], size + channel, np.full(len(now), size + LANES)))
    earliest = _extreme(scope, np.tile(waiting["start"], 3), size + LANES + 1, earliest=True)
    return (reading.window.end - earliest) / 1000


def _waits(reading: Reading) -> list[Waits]:
    """The waits in the window: of each queue, each channel, and the floor."""
    ends = reading.ends
    answered = ends["outcome"] == Outcome.ANSWERED
    ended = (ends["outcome"] <= Outcome.ABANDONED) & (ends["wait"] >= 0)
    found = []
    for group, size in (
        (ends["queue"], len(reading.floor.queues.by_index)),
        (reading.end_channels, LANES),
        (np.zeros_like(ends["at"]), 1),
    ):
        p50, p90 = _quantiles(group[answered], ends["wait"][answered], size)
        most = _extreme(group[ended], ends["wait"][ended], size)
        found.append(Waits(p50 / 1000, p90 / 1000, most / 1000))
    return found


def _goals(reading: Reading) -> tuple[Floats, Floats]:
    """The threshold (ms) and target of each queue, each channel, and the floor; NaN where queues differ."""
    known, size = reading.known_queues, len(reading.floor.queues.by_index)
    rules = reading.floor.queues.rules(known, np.full(len(known), reading.window.until))
    scope = np.concatenate((known, size + rules.channel, np.full(len(known), size + LANES)))
    size += LANES + 1
    return _common(scope, np.tile(rules.threshold, 3), size), _common(scope, np.tile(rules.target, 3), size)


def _staffing(reading: Reading) -> list[Staffing]:
    """The staffing of each queue, each channel, and the floor."""
    known, queues = reading.known_queues, reading.floor.queues
    channel_of = np.full(len(queues.by_index), -1, dtype=np.int64)
    channel_of[known] = queues.rules(known, np.full(len(known), reading.window.until)).channel
    agent, queue = reading.floor.roster.memberships(reading.window.until, queues.queues)
    keep = channel_of[queue] >= 0
    agent, queue = agent[keep], queue[keep]
    state = states_of(reading.standing.code)[reading.agent_tenure]
    result = [_staffed(queue, state[agent], len(queues.by_index))]
    for groups, members in ((LANES, channel_of[queue]), (1, np.zeros(len(queue), dtype=np.int64))):
        once = np.zeros((groups, len(state)), dtype=bool)
        once[members, agent] = True
        scope, person = np.nonzero(once)
        result.append(_staffed(scope, state[person], groups))
    return result


def _staffed(scope: Ints, state: Ints, size: int) -> Staffing:
    return Staffing(
        np.bincount(scope[state != State.OFFLINE], minlength=size),
        np.bincount(scope[state == State.AVAILABLE], minlength=size),
    )


def _common(group: Ints, values: Floats, size: int) -> Floats:
    """The value shared by all of a group, NaN if they differ or there is none."""
    low = np.full(size, np.inf)
    high = np.full(size, -np.inf)
    np.minimum.at(low, group, values)
    np.maximum.at(high, group, values)
    return np.where(low == high, low, np.nan)
