"""Unexpected errors in any thread and in Qt slots: logged, and shown in plain language."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from types import TracebackType

from console.diagnostics.redaction import without_secrets
from console.views.terminal.connection_text import error_text
from feeds.errors import UserError

# Shows an error: a one-line message, and details for developers. Called from any thread.
Show = Callable[[str, str], None]

_log = logging.getLogger("floorlight.unexpected")


@contextlib.contextmanager
def unexpected_errors(show: Show) -> Iterator[None]:
    """Log uncaught errors and pass them to *show*, instead of a traceback on standard error.

    A repeated error is shown the first, tenth, hundredth time, and so on. Ctrl+C does not count.
    """
    seen: Counter[tuple[str, int, str]] = Counter()

    def take(error: BaseException) -> None:
        place = _place(error)
        seen[place] += 1
        if not _is_power_of_ten(seen[place]):
            return
        if isinstance(error, UserError):
            show(without_secrets(str(error)), "")
            return
        show(log_unexpected(error, seen[place]), details_text(error))

    def on_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, Exception):
            take(error)
        else:
            before(kind, error, trace)

    def on_thread_error(found: threading.ExceptHookArgs) -> None:
        if isinstance(found.exc_value, Exception):
            take(found.exc_value)

    before, before_in_threads = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = on_error, on_thread_error
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before, before_in_threads


def log_unexpected(error: BaseException, times: int = 1) -> str:
    """Log an unexpected *error*, seen *times* times; returns its one-line message."""
    _log.error("Unexpected error, time %s: %s", times, error_text(error), exc_info=error)
    return without_secrets(f"Unexpected error: {error_text(error)}")


def details_text(error: BaseException) -> str:
    """Details of *error* for developers: versions and traceback, without secrets."""
    from console.diagnostics.versions import versions_text  # imported here: reading metadata is slow

    lines = traceback.format_exception(error)
    return without_secrets(f"{versions_text()}\n\n{''.join(lines)}")


def _place(error: BaseException) -> tuple[str, int, str]:
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    return (last.filename, last.lineno or 0, type(error).__name__) if last else ("", 0, type(error).__name__)


def _is_power_of_ten(number: int) -> bool:
    return str(number).rstrip("0") == "1"
