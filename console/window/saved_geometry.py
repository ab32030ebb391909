"""Where the window was last, kept between two runs as bytes that only the window understands."""

from __future__ import annotations

import contextlib
from pathlib import Path

from feeds.errors import UserError
from feeds.recordings.whole_file import whole_file

_KEPT_LIMIT = 1024 * 1024


def kept_bytes(path: Path) -> bytes:
    """What was kept at *path*, _KEPT_LIMIT bytes at most; nothing where there is nothing to be had."""
    try:
        with path.open("rb") as file:
            return file.read(_KEPT_LIMIT)
    except OSError:
        return b""


def keep_bytes(path: Path, state: bytes) -> None:
    """Keep *state* at *path*, where that can be: what is kept so is a comfort, and no reason to complain."""
    with contextlib.suppress(OSError, UserError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write(state)
