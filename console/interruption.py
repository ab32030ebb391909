"""Ctrl+C and SIGTERM while a command runs: they end it, even if the interrupted code drops them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_AGAIN_SECONDS = 0.1


class Interruption:
    """Raises Ctrl+C again until the command starts to end, and remembers it; a context manager.

    Python raises KeyboardInterrupt anywhere. In a destructor it is only printed, and C code (an import of
    numpy, an attribute lookup) may drop it or raise another error instead: the command would continue, or
    end with the wrong error.
    SIGTERM is handled like Ctrl+C, so that no file is left incomplete; code with its own handler keeps it.
    Does nothing if a signal is ignored, or outside the main thread.
    """

    def __init__(self) -> None:
        self.came = False
        self.status = 130
        self._is_again = False
        self._is_over = True
        self._hook = sys.unraisablehook

    def __enter__(self) -> None:
        self._hook = sys.unraisablehook
        sys.unraisablehook = self._on_unraisable  # first: imports run destructors too
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
            return  # the command is ending: do not disturb its cleanup
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
        """Print nothing for a Ctrl+C that a destructor dropped: it is raised again."""
        if is_interrupted(what.exc_value):
            self.came = True
        else:
            sys.__unraisablehook__(what)


@contextmanager
def held_back() -> Iterator[None]:
    """Hold back Ctrl+C and SIGTERM until the end: for code that an exception would abort the process in.

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
    """Whether *error* is Ctrl+C, or was raised because of it.

    >>> is_interrupted(ValueError()), is_interrupted(KeyboardInterrupt()), is_interrupted(None)
    (False, True, False)
    """
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None
