"""Private files: made for their owner alone, and temporary ones never through a link that somebody has laid.

Where a system has no such modes or flags (Windows), the folder's own rights decide.
"""

from __future__ import annotations

import os
import secrets
import shlex
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

OWNER_ONLY = 0o600
_OTHERS = 0o066  # group and others, reading and writing
_ALWAYS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
_TRIES = 8


def open_to_append(path: Path, can_read: bool = False) -> IO[bytes]:
    """*path* to write at its end, unbuffered; made for its owner alone where there is none.

    What is there keeps its mode. A link that a person names is followed, one that leads nowhere is refused.
    With *can_read* a regular file can be read back too. Raises OSError.
    """
    kind = os.O_RDWR if can_read else os.O_WRONLY
    flags = kind | os.O_APPEND | _ALWAYS
    try:
        return os.fdopen(os.open(path, flags | os.O_CREAT | os.O_EXCL, OWNER_ONLY), _mode(can_read), 0)
    except FileExistsError:
        if path.is_symlink() and not path.exists():
            raise OSError(f"it is a link that leads nowhere ({os.readlink(path)})") from None
        return os.fdopen(os.open(path, flags), _mode(can_read), 0)


def _mode(can_read: bool) -> str:
    return "a+b" if can_read else "ab"


def make_exclusively(path: Path) -> int:
    """A new file at *path* to write, for its owner alone; what is there already, a link too, is refused.

    Raises OSError.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | _ALWAYS
    return os.open(path, flags, OWNER_ONLY)


@contextmanager
def file_beside(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A temporary file in the folder of *target*, to be put in its place once it is closed, and its path.

    It has the mode of *target* where there is one, else it is its owner's alone. After the block it is
    closed, and removed where it still lies there, also where Ctrl+C comes while it is made. Raises OSError.
    """
    path = _free_path(target)
    is_ours = True
    try:
        try:
            file = os.fdopen(make_exclusively(path), "w+b")
        except FileExistsError:
            is_ours = False
            raise
        with file:
            with suppress(OSError, AttributeError):
                os.fchmod(file.fileno(), stat.S_IMODE(target.stat().st_mode))
            yield file, path
    finally:
        if is_ours:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _free_path(target: Path) -> Path:
    """A path beside *target* where nothing lies; where there seems to be none, the last one tried."""
    for _ in range(_TRIES):
        path = target.with_name(f".{target.name[:200]}.{secrets.token_hex(8)}.part")
        if not os.path.lexists(path):
            break
    return path


def sync_folder(folder: Path) -> None:
    """Bring the names in *folder* to the disk, where a system can."""
    if os.name != "posix":
        return
    with suppress(OSError):  # some file systems cannot
        file = os.open(folder, os.O_RDONLY | _ALWAYS)
        try:
            os.fsync(file)
        finally:
            os.close(file)


def is_open_to_others(file: int) -> bool:
    """Whether other users may read or write the open *file*; pipes and devices are nobody's."""
    found = os.fstat(file)
    return os.name == "posix" and stat.S_ISREG(found.st_mode) and bool(found.st_mode & _OTHERS)


def mending(path: str | Path) -> str:
    """The command that makes *path* its owner's alone.

    >>> mending("my token")
    "chmod 600 'my token'"
    """
    return f"chmod 600 {shlex.quote(str(path))}"
