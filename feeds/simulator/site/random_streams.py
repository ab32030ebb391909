"""Chance on the imaginary floor: one seeded stream a purpose, the same on every machine and every Python.

Only `Random.random` is used of the library: its sequence is promised for a seed, those of the other methods
are not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, exp, log, pi, sqrt
from random import Random
from typing import TypeVar

T = TypeVar("T")


class RandomStream:
    """One stream of chance. Whoever draws from it owns it, so that one purpose never disturbs another.

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
        """A whole number from *low* to *high*, both included."""
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
        """One of *items*, each as likely."""
        return items[int(len(items) * self.share())]

    def weighed(self, items: Sequence[tuple[float, T]]) -> T:
        """One of *items*, pairs of (probability, item); the last one takes what is missing to 1."""
        left = self.share()
        for probability, item in items:
            left -= probability
            if left < 0:
                return item
        return items[-1][1]
