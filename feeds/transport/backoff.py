"""Back-off: how long to wait before retrying a source, and a wait that can be cut short."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio

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


class RetryPause:
    """The wait before the next attempt. Owned by one loop, in whose thread everything is called."""

    def __init__(self) -> None:
        self._is_over: asyncio.Event | None = None

    async def wait(self, seconds: float) -> None:
        """Wait so many *seconds*, or until `end` is called."""
        import asyncio  # here, since every window loads this module, and most follow no source

        self._is_over = asyncio.Event()
        try:
            async with asyncio.timeout(seconds):
                await self._is_over.wait()
        except TimeoutError:
            pass
        finally:
            self._is_over = None

    def end(self) -> None:
        """End the present wait, if there is one."""
        if self._is_over is not None:
            self._is_over.set()
