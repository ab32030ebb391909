"""Remarks on standard error, beside the results on standard output."""

from __future__ import annotations

import contextlib
import sys

from console.views.text import plain_text


def remark(line: str) -> None:
    """Print *line* on standard error."""
    _write(line, "\x1b[K\n" if sys.stderr.isatty() else "\n")


def passing_remark(line: str) -> None:
    """Show *line* at the bottom of a terminal, replaced by the next; not shown elsewhere."""
    if sys.stderr.isatty():
        _write(line, "\x1b[K\r")


def _write(line: str, end: str) -> None:
    with contextlib.suppress(OSError):  # stderr is closed: carry on
        print(plain_text(line), end=end, file=sys.stderr, flush=True)
