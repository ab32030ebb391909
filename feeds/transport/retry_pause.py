"""The wait before a source is tried again, which a person may cut short."""

from __future__ import annotations

import asyncio


class RetryPause:
    """The wait before the next attempt. Owned by one loop, in whose thread everything is called."""

    def __init__(self) -> None:
        self._is_over: asyncio.Event | None = None

    async def wait(self, seconds: float) -> None:
        """Wait so many *seconds*, or until `end` is called."""
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
