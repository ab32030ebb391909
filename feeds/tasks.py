"""Tasks: pieces of work of the outside's that live and end together, each under a name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any

from feeds.errors import UserError
from feeds.refusals import LostError

_log = logging.getLogger("floorlight.feed")


async def first_of(**works: Coroutine[Any, Any, None]) -> None:
    """Do all *works* until one of them ends, and raise what it raised; the others are ended too.

    What the others break with while they are ended is logged.
    """
    tasks = [asyncio.create_task(work, name=name) for name, work in works.items()]
    first: asyncio.Task[None] | None = None
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        first = next((task for task in tasks if task in done and task.exception() is not None), None)
        if first is not None:
            first.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        _log_broken(task for task in tasks if task is not first)


def _log_broken(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in tasks:
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, UserError | LostError):
            name = task.get_name()
            _log.error("%s ended unexpectedly: %s: %s", name, type(error).__name__, error)
            _log.debug("how it ended", exc_info=error)
