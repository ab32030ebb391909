"""The SQLite database of a day: how it is made, opened and closed, and what its errors mean."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from console.history.days.errors import ArchiveError, DamageError
from feeds.files.private_files import file_beside, sync_folder
from feeds.recordings.durability import Durability

VERSION = 3  # of the tables
_BUSY_SECONDS = 10.0
_SYNCHRONOUS: dict[Durability, str] = {"second": "full", "event": "full", "none": "normal"}
# SQLite's codes for what the system refuses, rather than a fault of the file.
_REFUSALS = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOMEM,
}
_SHORT = 522  # SQLITE_IOERR_SHORT_READ: the file ends too early


class DayDatabase:
    """An open database of a day. Owned by one thread.

    What is written is permanent after `commit`, as a whole or not at all. Every failure is an ArchiveError, a
    DamageError if the file is not what was written.
    """

    def __init__(self, path: Path, is_writable: bool = False, durability: Durability = "second") -> None:
        """Open *path*, which exists."""
        self.path = path
        with explained(path):
            self._connection = _for_writing(path, durability) if is_writable else _for_reading(path)
            self.identity = os.stat(path)

    def close(self) -> None:
        """Close it; what is not committed is undone."""
        with explained(self.path):
            self._connection.close()

    def rows(self, asked: str, *given: Any) -> list[tuple[Any, ...]]:
        """The rows that *asked* finds."""
        with explained(self.path):
            return self._connection.execute(asked, given).fetchall()

    def one(self, asked: str, *given: Any) -> tuple[Any, ...] | None:
        """The first row that *asked* finds."""
        return next(iter(self.rows(asked, *given)), None)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it, everything is read as it was at the first reading, whatever is written meanwhile."""
        with explained(self.path):
            self._connection.execute("begin")
        try:
            yield
        finally:
            with explained(self.path):
                self._connection.execute("rollback")

    def write(self, asked: str, *given: Any) -> int:
        """Execute *asked*, a change, in the present transaction; returns the number of the row inserted."""
        with explained(self.path):
            if not self._connection.in_transaction:
                self._connection.execute("begin immediate")
            return int(self._connection.execute(asked, given).lastrowid or 0)

    def commit(self) -> None:
        """Make everything written since the last call permanent."""
        with explained(self.path):
            if self._connection.in_transaction:
                self._connection.execute("commit")

    def scrub(self) -> None:
        """Rewrite the file, so that nothing deleted or replaced is left in it or beside it."""
        self.rows("vacuum")
        found = self.one("pragma wal_checkpoint(truncate)")
        if found is None or found[0]:
            raise ArchiveError(f"{self.path} is being read by another program; try again")

    def copy(self) -> bytes:
        """All of it, as the bytes of a file, even if its own file was deleted."""
        with explained(self.path):
            return self._connection.serialize()


def write_whole(path: Path, content: bytes) -> None:
    """Make the file *path*, with *content* at once, for its owner only. Raises ArchiveError."""
    with explained(path):
        if os.path.lexists(path):
            raise ArchiveError(f"{path} exists")
        with file_beside(path) as (file, part):
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            os.replace(part, path)
        sync_folder(path.parent)


def _for_writing(path: Path, durability: Durability) -> sqlite3.Connection:
    if path.is_symlink():
        raise ArchiveError(f"{path} is a link; the archive writes to files only")
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("pragma journal_mode = wal").fetchall()
        connection.execute(f"pragma synchronous = {_SYNCHRONOUS[durability]}")
        connection.execute("pragma secure_delete = on").fetchall()
        (version,) = connection.execute("pragma user_version").fetchone()
        if version > VERSION:
            raise ArchiveError(f"{path} is of a newer version of floorlight")
        if version < VERSION:
            from console.history.days.schema import migrate  # imported here: rarely needed, and slow

            migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _for_reading(path: Path) -> sqlite3.Connection:
    """Prefer a connection that removes SQLite's own files beside *path*; fall back to a read-only place."""
    if not path.is_file():
        raise ArchiveError(f"{path} does not exist")
    try:
        return _reading(path, "mode=rw")
    except sqlite3.OperationalError as error:
        if _code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise ArchiveError(
            f"{path} was not closed by its writer, and its folder cannot be written: copy both it and "
            f"{log.name} to another folder"
        )
    return _reading(path, "immutable=1")


def _reading(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, timeout=_BUSY_SECONDS, isolation_level=None
    )
    try:
        connection.execute("pragma query_only = on")
        connection.execute("select count(*) from sqlite_master").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise into an ArchiveError about *path*."""
    try:
        yield
    except (sqlite3.Error, ValueError, OverflowError) as error:  # damaged names cannot be decoded
        if _code(error) in _REFUSALS and getattr(error, "sqlite_errorcode", 0) != _SHORT:
            raise ArchiveError(f"{path} cannot be used: {error}") from None
        raise DamageError(f"{path} is damaged: {error}") from None
    except OSError as error:
        raise ArchiveError(f"{path} cannot be used: {error.strerror or error}") from None


def _code(error: Exception) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
