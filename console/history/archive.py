"""The archive on disk: a folder for each source, in it a database for each day.

PATH/
  north-site-5e884898/
    2026-06-16.db
    2026-06-17.db
    lock            held by the one writer of the source
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

import platformdirs

from console.history.day_file import DayFile, DayTotals
from console.history.errors import ArchiveError
from feeds.files.private_files import open_to_append
from feeds.recordings.file_lock import lock

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG_MOST = 40


class ArchivedDay(NamedTuple):
    """A day of a source in the archive, and its file."""

    source: str
    day: str
    path: Path

    def has_stream(self, stream: str) -> bool:
        """Whether it has lines of the stream called *stream*."""
        with DayFile(self.path) as file:
            return stream in file.streams()


class DayEntry(NamedTuple):
    """A line of the archive's list: a day, what it holds, and its size on disk in bytes."""

    day: ArchivedDay
    totals: DayTotals
    size: int


def default_path() -> Path:
    """The path of the archive: FLOORLIGHT_ARCHIVE, else in the system's folder for data."""
    named = os.environ.get("FLOORLIGHT_ARCHIVE")
    return Path(named) if named else platformdirs.user_data_path("floorlight", appauthor=False) / "archive"


class Archive:
    """An archive at a path, which may not exist yet. Holds no file open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists() and not path.is_dir():
            raise ArchiveError(f"{path} is not an archive: an archive is a folder")

    def days(self, source: str | None = None) -> list[ArchivedDay]:
        """The days of *source*, or of all sources: by source, then by day.

        A file that cannot be read is left out; `verify` names it.
        """
        found = []
        for folder in self._folders():
            name = self._source_of(folder)
            if name is not None and source in (None, name):
                found += [ArchivedDay(name, path.stem, path) for path in _day_files(folder)]
        return sorted(found, key=lambda day: (day.source, day.day))

    def sources(self) -> list[str]:
        """The names of the sources, in order."""
        return list(dict.fromkeys(day.source for day in self.days()))

    def files(self) -> list[Path]:
        """All files of days, readable or not, in order."""
        return [path for folder in self._folders() for path in _day_files(folder)]

    def entries(self, source: str | None = None) -> Iterator[DayEntry]:
        """The list of `days` with what each holds."""
        for day in self.days(source):
            with DayFile(day.path) as file:
                yield DayEntry(day, file.totals(), size_of(day.path))

    def source_of_stream(self, stream: str) -> str | None:
        """The source that came last through the stream called *stream*; None if none did."""
        newest: ArchivedDay | None = None
        for day in self.days():
            with DayFile(day.path) as file:
                if stream in file.streams() and (newest is None or day.day > newest.day):
                    newest = day
        return None if newest is None else newest.source

    def file_of(self, source: str, day: str) -> Path:
        """The file of *day* of *source*, which may not exist."""
        return self.path / folder_name(source) / f"{day}.db"

    def locked(self, source: str) -> IO[bytes]:
        """The lock of *source*'s writer, held until it is closed. Raises ArchiveError if another has it."""
        folder = self.path / folder_name(source)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = open_to_append(folder / "lock")
        except OSError as error:
            raise ArchiveError(f"{folder} cannot be used: {error.strerror or error}") from None
        if not lock(file.fileno()):
            file.close()
            raise ArchiveError(
                f"another program is writing {source} into the archive {self.path}; stop it, or name another "
                "archive"
            )
        return file

    def remove(self, day: ArchivedDay) -> int:
        """Delete *day*; returns the bytes that are free now."""
        size = size_of(day.path)
        try:
            for path in _parts_of(day.path):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise ArchiveError(f"{day.path} cannot be deleted: {error.strerror or error}") from None
        with suppress(OSError):  # not empty
            (day.path.parent / "lock").unlink(missing_ok=not _day_files(day.path.parent))
            day.path.parent.rmdir()
        return size

    def _folders(self) -> list[Path]:
        try:
            return sorted(path for path in self.path.iterdir() if path.is_dir()) if self.path.is_dir() else []
        except OSError as error:
            raise ArchiveError(f"{self.path} cannot be read: {error.strerror or error}") from None

    def _source_of(self, folder: Path) -> str | None:
        """The source whose days *folder* holds, by the first that can be read."""
        for path in _day_files(folder):
            with suppress(ArchiveError), DayFile(path) as file:
                return file.source
        return None


def folder_name(source: str) -> str:
    """The name of *source*'s folder: readable, safe on every system, and different for different sources.

    >>> folder_name("North Site: 1")
    'north-site-1-0b1c92f9'
    """
    slug = _NO_SLUG.sub("-", source.lower()).strip("-")[:_SLUG_MOST].strip("-")
    return f"{slug or 'source'}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def size_of(path: Path) -> int:
    """The bytes on disk of the day in *path*."""
    return sum(part.stat().st_size for part in _parts_of(path) if part.exists())


def _parts_of(path: Path) -> list[Path]:
    return [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")]


def _day_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.db") if _DAY.fullmatch(path.stem))
