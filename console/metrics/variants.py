"""Variants of the service level: the tally of a queue entry, and each variant's ratio.

Each definition exists once, for many entries (arrays, sums of arrays) as well as a single one: a single entry
is a tally of ones and zeros, and the tally of many is their sum.
"""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

import numpy as np

from console.floor.ledgers.codes import Ints, Outcome
from console.metrics.reading.reading import Bools, Floats

LIVE = "live"
VARIANTS = ("offered", "answered", "ignored", "positive", "strict", LIVE)
# Plain integers: NumPy converts enumeration members slowly.
_ANSWERED, _ABANDONED, _LOST = int(Outcome.ANSWERED), int(Outcome.ABANDONED), int(Outcome.LOST)
T = TypeVar("T")
Amount = TypeVar("Amount", int, Ints, Floats)


class EntryTally(NamedTuple, Generic[T]):
    """How many entries counted as what, or of each entry whether it does. `late` are open ones past the
    threshold."""

    answered: T
    answered_in: T
    abandoned: T
    abandoned_in: T
    short: T
    deflected: T
    late: T


class Division(NamedTuple, Generic[T]):
    """Numerator and denominator of a ratio."""

    above: T
    below: T


def service_level(variant: str, tally: EntryTally[Amount]) -> Division[Amount]:
    """What the service level *variant* divides by what. Raises ValueError for an unknown one.

    >>> service_level("offered", EntryTally(8, 6, 3, 2, 1, 4, 5))
    Division(above=6, below=10)
    """
    a, a_in, b, b_in, b_short, d, late = tally
    match variant:
        case "offered":
            return Division(a_in, a + b - b_short)
        case "answered":
            return Division(a_in, a)
        case "ignored":
            return Division(a_in, a + b - b_in)
        case "positive":
            return Division(a_in + b_in, a + b)
        case "strict":
            return Division(a_in, a + b + d)
        case "live":
            return Division(a_in, a + b - b_short + late)
    raise ValueError(f"no variant of the service level: {variant}")


def abandon_rate(tally: EntryTally[Amount]) -> Division[Amount]:
    """What the abandon rate divides by what.

    >>> abandon_rate(EntryTally(8, 6, 3, 2, 1, 4, 5))
    Division(above=2, below=10)
    """
    return Division(tally.abandoned - tally.short, tally.answered + tally.abandoned - tally.short)


def ended_entries(outcome: Ints, wait: Ints, threshold: Ints, short: Ints) -> EntryTally[Bools]:
    """What each of many ended entries counts as. Times in ms; a *wait* below 0 is not known."""
    answered, abandoned = outcome == _ANSWERED, outcome == _ABANDONED
    is_known = wait >= 0
    in_time = is_known & (wait <= threshold)
    return EntryTally(
        answered=answered,
        answered_in=answered & in_time,
        abandoned=abandoned,
        abandoned_in=abandoned & in_time,
        short=abandoned & is_known & (wait < short),
        deflected=(outcome > _ABANDONED) & (outcome < _LOST),
        late=np.zeros(len(outcome), dtype=np.bool_),
    )


def one_entry(outcome: Outcome | None, wait: int, threshold: int, short: int) -> EntryTally[int]:
    """What one entry counts as: an ended one as `ended_entries` has it, or (*outcome* None) an open one."""
    answered, abandoned = outcome is Outcome.ANSWERED, outcome is Outcome.ABANDONED
    in_time = 0 <= wait <= threshold
    return EntryTally(
        answered=int(answered),
        answered_in=int(answered and in_time),
        abandoned=int(abandoned),
        abandoned_in=int(abandoned and in_time),
        short=int(abandoned and 0 <= wait < short),
        deflected=int(outcome is not None and Outcome.ABANDONED < outcome < Outcome.LOST),
        late=int(outcome is None and not in_time),
    )


def counted_entries(variant: str, tally: EntryTally[Bools]) -> tuple[Ints, Bools]:
    """Which of many entries *variant* counts (their places), and which of those stand above the line."""
    division = service_level(variant, EntryTally(*(marks.astype(np.int64) for marks in tally)))
    kept = np.flatnonzero(division.below)
    return kept, division.above[kept] > 0
