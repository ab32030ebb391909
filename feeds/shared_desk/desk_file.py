"""The desk's file: what a source's desk keeps over restarts, one JSON object a line, synced before an answer.

A line that a kill cut short is dropped at the next start; the file is rewritten once most of it is past.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from feeds.errors import UserError
from feeds.files.private_files import (
    file_beside,
    is_open_to_others,
    mending,
    open_to_append,
    sync_folder,
)
from feeds.recordings.file_lock import lock

_READ_MOST = 64 * 1024 * 1024
_SLACK_LINES = 1_000  # lines past that do not yet make a rewrite worth it


class DeskError(UserError):
    """Raised if the desk's file cannot be used; the message says which, why and how to fix it."""


class DeskInUseError(DeskError):
    """Raised if another server uses the file."""


class DeskFile:
    """One source's file, for its owner only. Owned by the desk; locked while open.

    `lines` is how many it holds, `damaged` the numbers of those that could not be read. Every failure is a
    DeskError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = 0
        self._file: IO[bytes] | None = None
        self._lock: IO[bytes] | None = None

    def open(self) -> list[bytes]:
        """Lock the file, create it if need be, and return its lines. Drops a last line cut short."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = open_to_append(self.path.with_name(f"{self.path.name}.lock"))
            if not lock(self._lock.fileno()):
                raise DeskInUseError(
                    f"the desk {self.path} is used by another server; --desk PATH gives this one its own"
                )
            self._file = open_to_append(self.path, can_read=True)
            if is_open_to_others(self._file.fileno()):
                raise DeskError(
                    f"the desk {self.path} can be read or changed by other users of this machine; "
                    f"`{mending(self.path)}` fixes it"
                )
            return self._read(self._file)
        except OSError as error:
            self.close()
            raise DeskError(f"the desk {self.path} cannot be opened: {error.strerror or error}") from None
        except DeskError:
            self.close()
            raise

    def _read(self, file: IO[bytes]) -> list[bytes]:
        if os.fstat(file.fileno()).st_size > _READ_MOST:
            raise DeskError(
                f"the desk {self.path} is no desk: it has more than {_READ_MOST >> 20} MiB; "
                "--desk PATH names another"
            )
        file.seek(0)
        content = b"".join(iter(lambda: file.read(1024 * 1024), b""))
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            file.truncate(whole)
        lines = content[:whole].splitlines()
        self.lines = len(lines)
        return lines

    def append(self, line: bytes) -> None:
        """Write *line* and sync it to disk. After a failure nothing of it remains. Blocks for the disk."""
        file = self._opened
        size = os.fstat(file.fileno()).st_size
        try:
            whole = memoryview(line + b"\n")
            while whole:
                whole = whole[file.write(whole) or 0 :]
            os.fsync(file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):
                file.truncate(size)
            raise DeskError(f"the desk cannot be written: {error.strerror or error}") from None
        self.lines += 1

    def is_worth_rewriting(self, live: int) -> bool:
        """Whether most lines are past, with *live* still in force."""
        return self.lines > 2 * live + _SLACK_LINES

    def rewrite(self, lines: Iterable[bytes]) -> None:
        """Replace the content by *lines*, as a whole or not at all. Blocks for the disk."""
        kept = list(lines)
        try:
            with file_beside(self.path) as (file, path):
                file.write(b"".join(line + b"\n" for line in kept))
                file.flush()
                os.fsync(file.fileno())
                self._opened.close()  # Windows does not replace an open file
                try:
                    os.replace(path, self.path)
                finally:
                    self._file = open_to_append(self.path, can_read=True)
            sync_folder(self.path.parent)
        except OSError as error:
            raise DeskError(f"the desk cannot be rewritten: {error.strerror or error}") from None
        self.lines = len(kept)

    @property
    def _opened(self) -> IO[bytes]:
        if self._file is None:
            raise DeskError(f"the desk {self.path} is closed")
        return self._file

    def close(self) -> None:
        """Release the file."""
        for file in (self._file, self._lock):
            if file is not None:
                file.close()
        self._file = self._lock = None
