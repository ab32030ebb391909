"""Runs named tasks together; the first to finish cancels the rest."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from feeds.errors import UserError
from feeds.transport.failures import LostError

Result = TypeVar("Result")
_log = logging.getLogger("floorlight.feed")


async def first_of(**works: Coroutine[Any, Any, None]) -> None:
    """Run all *works* until one ends, cancel the others, and raise its error, if any.

    Errors of the others during cancellation are logged.
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
            _log.debug("traceback", exc_info=error)


class UnwaitedThreads(ThreadPoolExecutor):
    """Threads that neither the loop nor the program waits for at exit, such as for DNS lookups."""

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Run *fn* in its own thread."""
        future: Future[Result] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:
                future.set_exception(error)

        threading.Thread(target=run, name="unwaited", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Does not wait for anything."""


def in_thread(work: Callable[[], Result]) -> asyncio.Future[Result]:
    """The result of *work*, run in a thread that is not awaited at exit."""
    return asyncio.get_running_loop().run_in_executor(UnwaitedThreads(), work)
