"""Status output of long commands on stderr: permanent lines and, on a terminal, one updated line."""

from __future__ import annotations

import contextlib
import sys

from console.views.text import cut_text, plain_text

_WIDTH = 100


class StatusLine:
    """A status line at the bottom of a terminal, below permanent lines. Not shown elsewhere."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._shown = 0

    def say(self, line: str) -> None:
        """Print *line* permanently."""
        self.clear()
        with contextlib.suppress(OSError):  # stderr is closed: carry on
            print(plain_text(line), file=sys.stderr, flush=True)

    def show(self, line: str) -> None:
        """Set the status line to *line*."""
        if self._is_terminal:
            text = cut_text(plain_text(line), _WIDTH)
            self._write(f"\r{text.ljust(self._shown)}")
            self._shown = len(text)

    def clear(self) -> None:
        """Remove the status line."""
        if self._shown:
            self._write("\r" + " " * self._shown + "\r")
            self._shown = 0

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            print(text, end="", file=sys.stderr, flush=True)
