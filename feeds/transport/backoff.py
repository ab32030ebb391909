"""Back-off: how long to wait before retrying a source."""

from __future__ import annotations

import random

SHORTEST, LONGEST = 0.25, 30.0
PERSISTING_TRIES = 3  # in a row that fail for a reason which will not pass by itself


class BackOff:
    """Waits that double with each attempt, randomised so that consoles do not reconnect together.

    >>> waits = BackOff(random.Random(7))
    >>> all(0.25 <= waits.next() <= 30 for _ in range(1000))
    True
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._tries = 0

    def next(self) -> float:
        """Seconds to wait before the next attempt."""
        longest = min(LONGEST, 2 * SHORTEST * 2 ** min(self._tries, 16))
        self._tries += 1
        return self._chance.uniform(max(SHORTEST, longest / 2), longest)

    def reset(self) -> None:
        """Reset after a successful connection."""
        self._tries = 0
