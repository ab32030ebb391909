"""Waiting for what other tasks bring about, without looking at the time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class News:
    """Wakes whoever waits for a condition, each time something happened that may have met it."""

    def __init__(self) -> None:
        self._news = asyncio.Event()

    def stir(self) -> None:
        self._news.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until *is_so*, at most 10 s; it is checked at once and after each `stir`."""
        async with asyncio.timeout(10):
            while not is_so():
                self._news.clear()
                await self._news.wait()
