"""Random streams of the simulated floor: one seeded stream per purpose, equal on every machine and Python.

Uses only `Random.random` of the library: its sequence is guaranteed for a seed, unlike those of other
methods.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, exp, log, pi, sqrt
from random import Random
from typing import TypeVar

T = TypeVar("T")


class RandomStream:
    """One random stream. Each has a single owner, so that purposes do not affect each other.

    >>> RandomStream(1, "talk").share() == RandomStream(1, "talk").share() != RandomStream(2, "talk").share()
    True
    """

    __slots__ = ("share",)

    def __init__(self, seed: int, purpose: str) -> None:
        # A share: uniform in [0, 1).
        self.share: Callable[[], float] = Random(f"{seed} {purpose}").random

    def chance(self, probability: float) -> bool:
        """True with *probability*."""
        return self.share() < probability

    def between(self, low: float, high: float) -> float:
        """Uniform from *low* to *high*."""
        return low + (high - low) * self.share()

    def whole(self, low: int, high: int) -> int:
        """An integer from *low* to *high*, inclusive."""
        return low + int((high - low + 1) * self.share())

    def exponential(self, mean: float) -> float:
        """Memoryless, with *mean*: the gaps of a Poisson stream."""
        return -mean * log(1.0 - self.share())

    def normal(self) -> float:
        """Standard normal, by Box and Muller."""
        return sqrt(-2.0 * log(1.0 - self.share())) * cos(2.0 * pi * self.share())

    def lognormal(self, median: float, spread: float) -> float:
        """Lognormal: half lie under *median*; *spread* is the standard deviation of the logarithm."""
        return median * exp(spread * self.normal())

    def pick(self, items: Sequence[T]) -> T:
        """One of *items*, with equal probability."""
        return items[int(len(items) * self.share())]

    def weighed(self, items: Sequence[tuple[float, T]]) -> T:
        """One of *items*, pairs of (probability, item); the last one takes the remainder to 1."""
        left = self.share()
        for probability, item in items:
            left -= probability
            if left < 0:
                return item
        return items[-1][1]
