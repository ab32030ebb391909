"""Private files: readable by their owner only, and temporary files that never follow planted links.

On systems without such modes or flags (Windows), the folder's permissions apply.
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
    """Open *path* for appending, unbuffered; a new file is readable by its owner only.

    An existing file keeps its mode. Links are followed, dangling links refused.
    With *can_read*, a regular file can also be read. Raises OSError.
    """
    kind = os.O_RDWR if can_read else os.O_WRONLY
    flags = kind | os.O_APPEND | _ALWAYS
    try:
        return os.fdopen(os.open(path, flags | os.O_CREAT | os.O_EXCL, OWNER_ONLY), _mode(can_read), 0)
    except FileExistsError:
        if path.is_symlink() and not path.exists():
            raise OSError(f"it is a dangling link ({os.readlink(path)})") from None
        return os.fdopen(os.open(path, flags), _mode(can_read), 0)


def _mode(can_read: bool) -> str:
    return "a+b" if can_read else "ab"


def make_exclusively(path: Path) -> int:
    """Create the file *path* for writing, for its owner only; an existing file or link is refused.

    Raises OSError.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | _ALWAYS
    return os.open(path, flags, OWNER_ONLY)


@contextmanager
def file_beside(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A temporary file in the folder of *target*, to replace it once closed, and its path.

    It has the mode of *target* if that exists, else it is for its owner only. After the block it is closed,
    and removed if it still exists, even if Ctrl+C interrupts its creation. Raises OSError.
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
    """An unused path beside *target*; if none is found, the last one tried."""
    for _ in range(_TRIES):
        path = target.with_name(f".{target.name[:200]}.{secrets.token_hex(8)}.part")
        if not os.path.lexists(path):
            break
    return path


def sync_folder(folder: Path) -> None:
    """Sync the directory entries of *folder*, if supported."""
    if os.name != "posix":
        return
    with suppress(OSError):  # some file systems cannot
        file = os.open(folder, os.O_RDONLY | _ALWAYS)
        try:
            os.fsync(file)
        finally:
            os.close(file)


def is_open_to_others(file: int) -> bool:
    """Whether other users may read or write the open *file*; False for pipes and devices."""
    found = os.fstat(file)
    return os.name == "posix" and stat.S_ISREG(found.st_mode) and bool(found.st_mode & _OTHERS)


def mending(path: str | Path) -> str:
    """The command that makes *path* private.

    >>> mending("my token")
    "chmod 600 'my token'"
    """
    return f"chmod 600 {shlex.quote(str(path))}"
