"""What a long command says on stderr: lines that stay, and on a terminal one that is written anew."""

from __future__ import annotations

import contextlib
import sys

from console.views.text import cut_text, plain_text

_WIDTH = 100


class StatusLine:
    """One line of figures at the foot of a terminal, under the lines that stay. Nothing of it elsewhere."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._shown = 0

    def say(self, line: str) -> None:
        """Print *line*, which stays."""
        self.clear()
        with contextlib.suppress(OSError):  # nobody reads it: no reason to stop
            print(plain_text(line), file=sys.stderr, flush=True)

    def show(self, line: str) -> None:
        """Let the foot be *line*."""
        if self._is_terminal:
            text = cut_text(plain_text(line), _WIDTH)
            self._write(f"\r{text.ljust(self._shown)}")
            self._shown = len(text)

    def clear(self) -> None:
        """Take the foot away."""
        if self._shown:
            self._write("\r" + " " * self._shown + "\r")
            self._shown = 0

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            print(text, end="", file=sys.stderr, flush=True)
