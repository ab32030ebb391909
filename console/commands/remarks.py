"""Remarks: what a person is told beside the results, line by line."""

from __future__ import annotations

import contextlib
import sys

from console.views.text import plain_text


def remark(line: str) -> None:
    """Tell a person *line*, on standard error."""
    end = "\x1b[K\n" if sys.stderr.isatty() else "\n"
    with contextlib.suppress(OSError):
        print(plain_text(line), end=end, file=sys.stderr, flush=True)
