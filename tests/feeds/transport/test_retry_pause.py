"""The wait before a source is tried again."""

from __future__ import annotations

import asyncio

from feeds.transport.retry_pause import RetryPause


def test_that_a_pause_ends_by_itself_or_when_it_is_told_to() -> None:
    async def scene() -> tuple[float, float]:
        pause, loop = RetryPause(), asyncio.get_running_loop()
        pause.end()  # nothing waits
        began = loop.time()
        await pause.wait(0.01)
        short = loop.time() - began
        loop.call_soon(pause.end)
        await pause.wait(60)
        return short, loop.time() - began

    short, both = asyncio.run(scene())
    assert short >= 0.01
    assert both < 30
