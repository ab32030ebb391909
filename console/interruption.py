"""Ctrl+C while a command runs: it ends the command even where what it broke into lost or swallowed it."""

from __future__ import annotations

import _thread
import contextlib
import signal
import sys
import threading
from collections.abc import Iterator

_AGAIN_SECONDS = 0.1


class Interruption:
    """Whether Ctrl+C came, and what raises it again until the command has begun to end.

    Python raises KeyboardInterrupt wherever the program stands. In a destructor it is only printed, and C
    code (an import of numpy, a look for an attribute) may drop it or raise something else in its place: the
    command would go on, or end with an error of the wrong kind.
    """

    def __init__(self) -> None:
        self.came = False
        self._is_again = False
        self._is_over = False

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """See to Ctrl+C meanwhile; not where it is ignored, or where this is not the main thread."""
        if (
            threading.current_thread() is not threading.main_thread()
            or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
        ):
            yield
            return
        hook = sys.unraisablehook
        sys.unraisablehook = self._on_unraisable
        signal.signal(signal.SIGINT, self._on_signal)
        try:
            yield
        finally:
            self._is_over = True
            signal.signal(signal.SIGINT, signal.default_int_handler)
            sys.unraisablehook = hook

    def _on_signal(self, number: int, frame: object) -> None:
        is_again, self._is_again = self._is_again, False
        self.came = True
        if is_again and (self._is_over or is_interrupted(sys.exc_info()[1])):
            return  # the command is ending: what it has to tidy up is left in peace
        self._remind()
        raise KeyboardInterrupt

    def _remind(self) -> None:
        reminder = threading.Timer(_AGAIN_SECONDS, self._raise_again)
        reminder.daemon = True
        reminder.start()

    def _raise_again(self) -> None:
        if not self._is_over:
            self._is_again = True
            _thread.interrupt_main()

    def _on_unraisable(self, what: sys.UnraisableHookArgs) -> None:
        """Say nothing of a Ctrl+C that a destructor swallowed: it is raised again."""
        if not is_interrupted(what.exc_value):
            sys.__unraisablehook__(what)


def is_interrupted(error: BaseException | None) -> bool:
    """Whether *error* is Ctrl+C, or came of it in the middle of something that could not bear it.

    >>> is_interrupted(ValueError()), is_interrupted(KeyboardInterrupt()), is_interrupted(None)
    (False, True, False)
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None
