"""One day of one source, in an SQLite database of its own: its streams and their lines in blocks."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlite_utils import Database

from console.history.blocks import NO_INSTANT, StoredBlock
from console.history.errors import ArchiveError, DamageError
from console.history.schema import day_schema
from feeds.files.private_files import make_exclusively

T = TypeVar("T")

_BUSY_SECONDS = 10.0
_BLOCK_COLUMNS = ", ".join(StoredBlock._fields)


class DayTotals(NamedTuple):
    """What a day holds: lines, their bytes, and the first and last instant of its events (ms), if any."""

    lines: int
    first_at: int | None
    last_at: int | None
    size: int


class DayFile:
    """The database of a day of a source. One writer at a time; any number of readers. Owned by one thread.

    Everything written between two calls of `commit` is there as a whole or not at all, whenever the program
    or the machine stops. Every failure is an ArchiveError, a DamageError if the file was changed otherwise.
    """

    def __init__(self, path: Path, about: tuple[str, str, str] | None = None) -> None:
        """Open *path*; with *about* (source, day, time zone) for writing, and made if it does not exist."""
        self.path = path
        self._is_writable = about is not None
        self._database = self._guarded(self._open)
        try:
            if about is not None:
                self._guarded(lambda: self._prepare(about))
            self.source, self.day, self.time_zone = self._guarded(self._read_about)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._database.conn.close()

    def __enter__(self) -> DayFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Streams ---------------------------------------------------------------------------------------

    def stream(self, name: str, digest: str = "") -> int:
        """The number of the stream called *name*, which is added if it is new."""

        def find() -> int:
            found = self._one("select id from streams where name = ?", name)
            if found is not None:
                return int(found[0])
            row = {"name": name, "digest": digest, "is_complete": 0}
            return int(self._database.table("streams").insert(row).last_pk or 0)

        return self._guarded(find)

    def streams(self) -> dict[str, int]:
        """The numbers of the streams by name, in the order they were added."""
        rows = self._guarded(lambda: list(self._execute("select name, id from streams order by id")))
        return {str(name): int(number) for name, number in rows}

    # Lines -----------------------------------------------------------------------------------------

    def put(self, block: StoredBlock, number: int | None = None) -> int:
        """Write *block*, as number *number* if given, which it replaces; returns its number."""
        columns = "id, " + _BLOCK_COLUMNS
        marks = ", ".join("?" * (len(block) + 1))
        return self._guarded(
            lambda: int(
                self._execute(
                    f"insert or replace into blocks ({columns}) values ({marks})", number, *block
                ).lastrowid
                or 0
            )
        )

    def commit(self) -> None:
        """Make everything written since the last call permanent."""
        self._guarded(self._database.conn.commit)

    def numbers(self, stream: int | None = None) -> list[int]:
        """The numbers of the blocks, of one *stream* or of all, in the order of arrival."""
        which = "" if stream is None else "where stream = ?"
        given = () if stream is None else (stream,)
        return self._guarded(
            lambda: [
                int(row[0]) for row in self._execute(f"select id from blocks {which} order by id", *given)
            ]
        )

    def block(self, number: int) -> StoredBlock:
        """The block of that *number*. Its text may be damaged: see `StoredBlock.text`."""
        found = self._guarded(lambda: self._one(f"select {_BLOCK_COLUMNS} from blocks where id = ?", number))
        if found is None:
            raise DamageError(f"{self.path} is damaged: block {number} is missing")
        return StoredBlock(*found)

    def text(self, number: int) -> bytes:
        """The lines of the block of that *number*. Raises DamageError."""
        try:
            return self.block(number).text()
        except ValueError as error:
            raise DamageError(f"{self.path} is damaged: block {number}: {error}") from None

    def last_block(self, stream: int) -> tuple[int, StoredBlock] | None:
        """The newest block of *stream* and its number; None without any."""
        found = self._guarded(
            lambda: self._one(
                f"select id, {_BLOCK_COLUMNS} from blocks where stream = ? order by id desc limit 1", stream
            )
        )
        return None if found is None else (int(found[0]), StoredBlock(*found[1:]))

    def totals(self) -> DayTotals:
        """What the day holds, from its blocks without their text."""
        asked = (
            "select sum(lines - repeated), min(nullif(first_at, ?)), max(nullif(last_at, ?)), sum(size)"
            " from blocks"
        )
        found = self._guarded(lambda: self._one(asked, NO_INSTANT, NO_INSTANT))
        lines, first, last, size = found or (0, None, None, 0)
        return DayTotals(int(lines or 0), first, last, int(size or 0))

    def size(self, stream: int) -> int:
        """The bytes of the text of *stream*."""
        found = self._guarded(lambda: self._one("select sum(size) from blocks where stream = ?", stream))
        return 0 if found is None else int(found[0] or 0)

    def last_line(self, stream: int) -> int:
        """The number of the last line of *stream*; 0 without any."""
        asked = "select max(first_line + lines - 1) from blocks where stream = ?"
        found = self._guarded(lambda: self._one(asked, stream))
        return 0 if found is None or found[0] is None else int(found[0])

    # Other facts -----------------------------------------------------------------------------------

    def add_connection(self, at: int, state: str, reason: str) -> None:
        """Note how the connection stands from *at* (ms) on."""
        row = {"at": at, "state": state, "reason": reason}
        self._guarded(lambda: self._database.table("connections").insert(row))

    def connections(self) -> list[tuple[int, str, str]]:
        """(at, state, reason) of the connection, in order."""
        asked = "select at, state, reason from connections order by id"
        return self._guarded(
            lambda: [(int(at), str(state), str(why)) for at, state, why in self._execute(asked)]
        )

    def add_quarantined(self, at: int, reason: str, text: str) -> None:
        """Keep what came at *at* (ms) and is no line of a recording."""
        row = {"at": at, "reason": reason, "text": text}
        self._guarded(lambda: self._database.table("quarantine").insert(row))

    def problems(self) -> list[str]:
        """What SQLite finds wrong with the file itself."""
        try:
            rows = [str(row[0]) for row in self._execute("pragma integrity_check(20)")]
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [] if rows == ["ok"] else rows

    def erase(self, change: Callable[[bytes], bytes]) -> int:
        """Rewrite the text of every block with *change*, and leave no trace of the old; returns how many."""
        changed = 0
        self._guarded(lambda: self._execute("pragma secure_delete = on").fetchall())
        for number in self.numbers():
            block, before = self.block(number), self.text(number)
            after = change(before)
            if after != before:
                lines = after.split(b"\n")[:-1]
                self.put(StoredBlock.of(*block[:2], lines, *block[3:6]), number)
                changed += 1
        self.commit()
        if changed:
            self._guarded(lambda: self._execute("pragma wal_checkpoint(truncate)").fetchall())
            self._guarded(lambda: self._execute("vacuum"))
            self._guarded(lambda: self._execute("pragma wal_checkpoint(truncate)").fetchall())
        return changed

    # SQLite ----------------------------------------------------------------------------------------

    def _open(self) -> Database:
        if self._is_writable:
            self._make()
            connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS)
        else:
            if not self.path.is_file():
                raise ArchiveError(f"{self.path} does not exist")
            connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS
            )
        return Database(connection, execute_plugins=False)

    def _make(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            os.close(make_exclusively(self.path))
        except FileExistsError:
            if self.path.is_symlink():
                raise ArchiveError(f"{self.path} is a link; an archive holds files only") from None

    def _prepare(self, about: tuple[str, str, str]) -> None:
        self._execute("pragma journal_mode = wal").fetchall()
        self._execute("pragma synchronous = normal")
        day_schema.apply(self._database)
        if self._one("select 1 from about") is None:
            source, day, time_zone = about
            self._database.table("about").insert({"source": source, "day": day, "time_zone": time_zone})
            self._database.conn.commit()

    def _read_about(self) -> tuple[str, str, str]:
        found = self._one("select source, day, time_zone from about")
        if found is None:
            raise DamageError(f"{self.path} is not a day of an archive")
        return str(found[0]), str(found[1]), str(found[2])

    def _execute(self, asked: str, *given: Any) -> sqlite3.Cursor:
        return self._database.conn.execute(asked, given)

    def _one(self, asked: str, *given: Any) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self._execute(asked, *given).fetchone()
        return found

    def _guarded(self, act: Callable[[], T]) -> T:
        with _explained(self.path):
            return act()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system raise into an ArchiveError about *path*."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "malformed" in str(error) or "no such table" in str(error):
            raise DamageError(f"{path} is damaged: {error}") from None
        raise ArchiveError(f"{path} cannot be used: {error}") from None
    except sqlite3.DatabaseError as error:
        raise DamageError(f"{path} is damaged: {error}") from None
    except OSError as error:
        raise ArchiveError(f"{path} cannot be used: {error.strerror or error}") from None
