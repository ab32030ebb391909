"""Status output of long commands on stderr: permanent lines and, on a terminal, one updated line."""

from __future__ import annotations

import contextlib
import sys
import threading

from console.views.text import cut_text, plain_text

_WIDTH = 100


class StatusLine:
    """A status line at the bottom of a terminal, below permanent lines. Not shown elsewhere.

    `say` may be called in any thread.
    """

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._shown = 0
        self._lock = threading.Lock()

    def say(self, line: str) -> None:
        """Print *line* permanently."""
        with self._lock, contextlib.suppress(OSError):  # stderr is closed: carry on
            self._erase()
            print(plain_text(line), file=sys.stderr, flush=True)

    def show(self, line: str) -> None:
        """Set the status line to *line*."""
        if self._is_terminal:
            text = cut_text(plain_text(line), _WIDTH)
            with self._lock:
                self._write(f"\r{text.ljust(self._shown)}")
                self._shown = len(text)

    def clear(self) -> None:
        """Remove the status line."""
        with self._lock:
            self._erase()

    def _erase(self) -> None:
        if self._shown:
            self._write("\r" + " " * self._shown + "\r")
            self._shown = 0

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            print(text, end="", file=sys.stderr, flush=True)
