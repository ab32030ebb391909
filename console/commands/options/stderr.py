"""Remarks: what a person is told beside the results, line by line."""

from __future__ import annotations

import contextlib
import sys

from console.views.text import plain_text


def remark(line: str) -> None:
    """Tell a person *line*, on standard error."""
    _write(line, "\x1b[K\n" if sys.stderr.isatty() else "\n")


def passing_remark(line: str) -> None:
    """Show *line* at the foot of a terminal, where the next one takes its place; nowhere else."""
    if sys.stderr.isatty():
        _write(line, "\x1b[K\r")


def _write(line: str, end: str) -> None:
    with contextlib.suppress(OSError):  # nobody reads it: no reason to stop
        print(plain_text(line), end=end, file=sys.stderr, flush=True)
