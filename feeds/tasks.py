"""Tasks: pieces of work of the outside's that live and end together, each under a name."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


async def first_of(**works: Coroutine[Any, Any, None]) -> None:
    """Do all *works* until one of them ends, and raise what it raised; the others are ended too."""
    tasks = [asyncio.create_task(work, name=name) for name, work in works.items()]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
