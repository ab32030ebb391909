"""Ctrl+C and SIGTERM while a command runs: they end it even where what they broke into lost them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_AGAIN_SECONDS = 0.1


class Interruption:
    """Raises Ctrl+C again until the command has begun to end, and remembers it; a context manager.

    Python raises KeyboardInterrupt wherever the program stands. In a destructor it is only printed, and C
    code (an import of numpy, an attribute lookup) may drop it or raise something else in its place: the
    command would go on, or end with an error of the wrong kind.
    SIGTERM is taken for Ctrl+C, so that no file is left half made; what waits for it by itself still does.
    Nothing is done where a signal is ignored, or outside the main thread.
    """

    def __init__(self) -> None:
        self.came = False
        self.status = 130
        self._is_again = False
        self._is_over = True
        self._hook = sys.unraisablehook

    def __enter__(self) -> None:
        self._hook = sys.unraisablehook
        sys.unraisablehook = self._on_unraisable  # first: an import, too, has destructors
        try:
            import signal
            import threading

            is_main = threading.current_thread() is threading.main_thread()
            if is_main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
                self._is_over = False
                signal.signal(signal.SIGINT, self._on_signal)
                if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
                    signal.signal(signal.SIGTERM, self._on_stop)
            if self.came:
                raise KeyboardInterrupt
        except BaseException:
            self._end()
            raise

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        import signal

        if not self._is_over:
            self._is_over = True
            signal.signal(signal.SIGINT, signal.default_int_handler)
            if signal.getsignal(signal.SIGTERM) == self._on_stop:
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
        sys.unraisablehook = self._hook

    def _on_signal(self, number: int, frame: object) -> None:
        is_again, self._is_again = self._is_again, False
        self.came = True
        if is_again and (self._is_over or is_interrupted(sys.exc_info()[1])):
            return  # the command is ending: what it has to tidy up is left in peace
        self._remind()
        raise KeyboardInterrupt

    def _on_stop(self, number: int, frame: object) -> None:
        self.status = 128 + number
        self._on_signal(number, frame)

    def _remind(self) -> None:
        import threading

        reminder = threading.Timer(_AGAIN_SECONDS, self._raise_again)
        reminder.daemon = True
        reminder.start()

    def _raise_again(self) -> None:
        if not self._is_over:
            import _thread

            self._is_again = True
            _thread.interrupt_main()

    def _on_unraisable(self, what: sys.UnraisableHookArgs) -> None:
        """Say nothing of a Ctrl+C that a destructor swallowed: it is raised again."""
        if is_interrupted(what.exc_value):
            self.came = True
        else:
            sys.__unraisablehook__(what)


@contextmanager
def held_back() -> Iterator[None]:
    """Hold back Ctrl+C and SIGTERM until the end, for what aborts the process at an exception.

    Does nothing outside the main thread, where no signal arrives.
    """
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.getsignal(number) for number in numbers]
    for number, handler in zip(numbers, handlers, strict=True):
        if handler not in (signal.SIG_IGN, None):
            signal.signal(number, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in zip(numbers, handlers, strict=True):
            if handler not in (signal.SIG_IGN, None):
                signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def is_interrupted(error: BaseException | None) -> bool:
    """Whether *error* is Ctrl+C, or came of it in the middle of something that could not bear it.

    >>> is_interrupted(ValueError()), is_interrupted(KeyboardInterrupt()), is_interrupted(None)
    (False, True, False)
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None
