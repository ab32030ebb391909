"""Whether a deviation is a signal, or within what chance alone makes at the number it rests on.

The tests are those of the metric definitions, "Signal or noise": the Wilson 95 % interval for a share, the
central 95 % of a Poisson distribution for a count, 1.96 standard errors for a mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from math import exp, isnan, lgamma, log, sqrt
from statistics import fmean, stdev
from typing import NamedTuple

import numpy as np

from console.floor.ledgers.codes import Ints
from console.metrics.reading.reading import Bools, Floats

_Z = 1.959963984540054  # of the central 95 % of a normal distribution
LEAST_VALUES = 8
LEAST_EXPECTED = 5.0
_SURELY_CORRELATED = 2.0  # standard errors of a correlation that is none: 1 / √n each
_MOST_APART = 20  # outcomes whose correlation is read
_LEAST_RUNS = 4  # so many times as many outcomes


class Verdict(Enum):
    """What a deviation says."""

    TOO_FEW = "too few to say"
    NORMAL = "within normal range"
    SIGNAL = "a signal"


class Deviation(NamedTuple):
    """A figure beside its usual value or goal.

    `low` and `high` bound the normal range: of a count around what is expected; of a share or mean, around
    the figure, so that the usual value lies within. `number` is how many values it rests on, `effective`
    how many independent ones are worth as much.
    """

    verdict: Verdict
    number: int
    effective: float
    low: float
    high: float


def count_deviation(count: int, expected: float) -> Deviation:
    """A count of events beside the expected one: a signal outside the central 95 % of its Poisson.

    >>> count_deviation(12, 10.0).verdict, count_deviation(19, 10.0).verdict
    (<Verdict.NORMAL: 'within normal range'>, <Verdict.SIGNAL: 'a signal'>)
    """
    low, high = poisson_range(expected)
    is_within = low <= count <= high
    return Deviation(Verdict.NORMAL if is_within else Verdict.SIGNAL, count, float(count), low, high)


def poisson_range(expected: float) -> tuple[int, int]:
    """The central 95 % of a Poisson distribution: at most 2.5 % lie below the first, and above the second.

    >>> poisson_range(10.0), poisson_range(0.0)
    ((4, 17), (0, 0))
    """
    if expected <= 0:
        return 0, 0
    first = max(0, int(expected - 10 * sqrt(expected) - 10))
    last = int(expected + 10 * sqrt(expected) + 20)
    below, low = 0.0, -1
    for value in range(first, last + 1):
        below += exp(value * log(expected) - expected - lgamma(value + 1))
        if low < 0 and below > 0.025:
            low = value
        if below >= 0.975:
            return low, value
    return max(low, 0), last


def share_deviation(successes: float, number: int, usual: float, worth: float = 1.0) -> Deviation:
    """A share of *number* outcomes beside the *usual* one.

    Outcomes that go together say less: each is worth *worth* independent ones.

    >>> share_deviation(28, 42, 0.85).verdict
    <Verdict.SIGNAL: 'a signal'>
    >>> share_deviation(28, 42, 0.85, worth=0.5).verdict
    <Verdict.TOO_FEW: 'too few to say'>
    >>> share_deviation(30, 40, 0.8).verdict
    <Verdict.NORMAL: 'within normal range'>
    """
    return _share(number, successes, number * worth, usual)


def _share(count: int, successes: float, effective: float, usual: float) -> Deviation:
    share = successes / count if count else float("nan")
    low, high = (float(bound[0]) for bound in wilson(np.array([share]), np.array([effective])))
    if is_too_few(effective, usual):
        verdict = Verdict.TOO_FEW
    else:
        verdict = Verdict.NORMAL if low <= usual <= high else Verdict.SIGNAL
    return Deviation(verdict, count, effective, low, high)


def is_too_few(effective: float, usual: float) -> bool:
    """Whether so many outcomes say nothing about a *usual* share."""
    return effective < LEAST_VALUES or effective * min(usual, 1 - usual) < LEAST_EXPECTED


def are_signals(share: Floats, effective: Floats, usual: float) -> Bools:
    """Where a *share* of *effective* outcomes leaves out the *usual* one."""
    low, high = wilson(share, effective)
    enough = (effective >= LEAST_VALUES) & (effective * min(usual, 1 - usual) >= LEAST_EXPECTED)
    return enough & ((usual < low) | (usual > high))


def wilson(share: Floats, count: Floats) -> tuple[Floats, Floats]:
    """The Wilson 95 % interval of each *share* of *count* outcomes; NaN for none.

    >>> low, high = wilson(np.array([0.8]), np.array([50.0]))
    >>> round(float(low[0]), 3), round(float(high[0]), 3)
    (0.67, 0.888)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        square = _Z * _Z / count
        centre = (share + square / 2) / (1 + square)
        half = _Z / (1 + square) * np.sqrt(share * (1 - share) / count + square / (4 * count))
    return centre - half, centre + half


def effective_counts(marks: Ints, first: Ints, last: Ints) -> Floats:
    """How many independent outcomes are worth as much as each run [*first*, *last*) of *marks*, 0 and 1.

    With the correlations r of outcomes 1, 2, … apart, up to the first that chance makes of independent ones,
    n outcomes are worth n / (1 + 2 Σ r).
    """
    sums = np.concatenate(([0], np.cumsum(marks)))
    number, of_these = (last - first).astype(np.float64), sums[last] - sums[first]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = of_these / number
        spread, chance = number * mean * (1 - mean), _SURELY_CORRELATED / np.sqrt(number)
        total, goes_on = np.zeros(len(number)), spread > 0
        for lag in range(1, _MOST_APART + 1):
            both = np.concatenate((np.zeros(min(lag, len(marks)) + 1, np.int64), marks[lag:] * marks[:-lag]))
            pairs, second = np.cumsum(both), np.minimum(first + lag, last)
            later, earlier = sums[last] - sums[second], sums[np.maximum(last - lag, first)] - sums[first]
            shared = pairs[last] - pairs[second] - mean * (later + earlier) + (number - lag) * mean * mean
            goes_on = goes_on & (number > _LEAST_RUNS * lag) & (shared / spread > chance)
            if not goes_on.any():
                break
            total = total + np.where(goes_on, shared / spread, 0.0)
        found: Floats = number / (1 + 2 * total)
    return found


def mean_deviation(values: Sequence[float], usual: float) -> Deviation:
    """The mean of *values* beside the *usual* one: a signal beyond 1.96 standard errors.

    >>> mean_deviation([60.0, 62.0, 58.0, 61.0, 59.0, 60.0, 63.0, 57.0], 120.0).verdict
    <Verdict.SIGNAL: 'a signal'>
    """
    known = [value for value in values if not isnan(value)]
    count = len(known)
    if count < LEAST_VALUES:
        mean = fmean(known) if known else float("nan")
        return Deviation(Verdict.TOO_FEW, count, float(count), mean, mean)
    mean, half = fmean(known), _Z * stdev(known) / sqrt(count)
    verdict = Verdict.SIGNAL if abs(mean - usual) > half else Verdict.NORMAL
    return Deviation(verdict, count, float(count), mean - half, mean + half)
