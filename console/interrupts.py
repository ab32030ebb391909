"""Ctrl+C, wherever it lands: the program ends, with the status of Ctrl+C and no word of what it broke."""

from __future__ import annotations

import _thread
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

INTERRUPTED = 130
_AGAIN_SECONDS = 0.01  # by when the destructor, and the hook that is told of it, are through


def came_of_interrupt(error: BaseException) -> bool:
    """Whether *error* is Ctrl+C, or came of it in the middle of something that could not bear it.

    Such as a lock, or the making of a class, which Python tells of as a RuntimeError.
    """
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, KeyboardInterrupt):
        seen = seen.__context__
    return seen is not None


@contextmanager
def interrupts_kept() -> Iterator[None]:
    """Within the block, Ctrl+C that lands in a destructor, where Python only prints it, comes once more."""
    before = sys.unraisablehook

    def hook(unraisable: UnraisableHookArgs, /) -> None:
        if issubclass(unraisable.exc_type, KeyboardInterrupt):
            _thread.start_new_thread(_interrupt_again, ())
        else:
            before(unraisable)

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = before


def _interrupt_again() -> None:
    time.sleep(_AGAIN_SECONDS)
    _thread.interrupt_main()
