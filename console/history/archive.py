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
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

import platformdirs

from console.history.days.day_file import DayFile, DayTotals
from console.history.days.errors import ArchiveError, InUseError
from feeds.files.private_files import open_to_append
from feeds.recordings.file_lock import lock

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SET_ASIDE = re.compile(r"(\d{4}-\d{2}-\d{2})\.damaged-\d+")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG_MOST = 40
# Folder and files of what opens days quickly, and the folders in it of several sources together.
CHECKPOINTS, CHECKPOINT, MERGED = "checkpoints", ".floor", "merged"


class ArchivedDay(NamedTuple):
    """A day of a source in the archive, and its file."""

    source: str
    day: str
    path: Path


class DayEntry(NamedTuple):
    """A line of the archive's list: a day, what it holds (None: it is damaged), and its size in bytes.

    `records` are the rows of each table beside the lines.
    """

    day: ArchivedDay
    totals: DayTotals | None
    size: int
    records: dict[str, int]


def default_path(folder: str = "") -> Path:
    """The path of the archive: FLOORLIGHT_ARCHIVE, else *folder*, else in the system's folder for data."""
    named = os.environ.get("FLOORLIGHT_ARCHIVE") or folder
    if named:
        return Path(named).expanduser()
    return platformdirs.user_data_path("floorlight", appauthor=False) / "archive"


class Archive:
    """An archive at a path, which may not exist yet. Holds no file open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists() and not path.is_dir():
            raise ArchiveError(f"{path} is not an archive: an archive is a folder")

    def days(self, source: str | None = None) -> list[ArchivedDay]:
        """The days of *source*, or of all sources: by source, then by day.

        Those of a source of which no file can be read are left out; `verify` names them.
        """
        folders = self._folders() if source is None else [self.path / folder_name(source)]
        found = []
        for folder in folders:
            name = _source_of(folder) if source is None else source
            if name is not None:
                found += [ArchivedDay(name, path.stem, path) for path in _files(folder, _DAY)]
        return sorted(found, key=lambda day: (day.source, day.day))

    def sources(self) -> list[str]:
        """The names of the sources, in order."""
        return list(dict.fromkeys(day.source for day in self.days()))

    def files(self) -> list[Path]:
        """All files of days, readable or not, in order."""
        return [path for folder in self._folders() for path in _files(folder, _DAY)]

    def set_aside(self) -> list[Path]:
        """The damaged files that a writer set aside, in order."""
        return [path for folder in self._folders() for path in _files(folder, _SET_ASIDE)]

    def entries(self, source: str | None = None) -> Iterator[DayEntry]:
        """The list of `days` with what each holds."""
        for day in self.days(source):
            totals, records = None, dict[str, int]()
            with suppress(ArchiveError), DayFile(day.path) as file:
                records = file.records.counts()
                totals = file.totals()
            yield DayEntry(day, totals, size_of(day.path), records)

    def source_of_stream(self, stream: str) -> str | None:
        """The source that came last through the stream called *stream*; None if none did."""
        found: list[tuple[str, str]] = []
        for source in self.sources():
            for day in reversed(self.days(source)):
                with suppress(ArchiveError), DayFile(day.path) as file:
                    if stream in file.streams():
                        found.append((day.day, source))
                        break
        return max(found)[1] if found else None

    def file_of(self, source: str, day: str) -> Path:
        """The file of *day* of *source*, which may not exist."""
        return self.path / folder_name(source) / f"{day}.db"

    def locked(self, source: str) -> IO[bytes]:
        """The lock of *source*'s writer, held until it is closed. Raises InUseError if another has it."""
        folder = self.path / folder_name(source)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            for made in (self.path, folder):
                made.mkdir(exist_ok=True, mode=0o700)
            file = open_to_append(folder / "lock")
        except OSError as error:
            raise ArchiveError(f"{folder} cannot be written: {error.strerror or error}") from None
        if not lock(file.fileno()):
            file.close()
            raise InUseError(
                f"another program is writing {source} into the archive {self.path}; stop it, or name another "
                "archive"
            )
        return file

    def _folders(self) -> list[Path]:
        try:
            return sorted(path for path in self.path.iterdir() if path.is_dir()) if self.path.is_dir() else []
        except OSError as error:
            raise ArchiveError(f"{self.path} cannot be read: {error.strerror or error}") from None


def folder_name(source: str) -> str:
    """The name of *source*'s folder: readable, safe on every system, and different for different sources.

    >>> folder_name("North Site: 1")
    'north-site-1-d71b65b6'
    """
    slug = _NO_SLUG.sub("-", source.lower()).strip("-")[:_SLUG_MOST].strip("-")
    return f"{slug or 'source'}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def day_named(path: Path) -> str:
    """The day that the name of a file, in its place or set aside, says.

    >>> day_named(Path("2026-06-16.damaged-1.db"))
    '2026-06-16'
    """
    return path.name[:10]


def size_of(path: Path) -> int:
    """The bytes on disk of the day in *path*, with what opens it quickly."""
    size = 0
    for part in [*_parts_of(path), *_checkpoints_of(path)]:
        with suppress(OSError):
            size += part.stat().st_size
    return size


def remove_day(path: Path) -> int:
    """Delete the file of a day and what belongs to it; returns the bytes that are free now."""
    return _delete([*_parts_of(path), *_checkpoints_of(path)])


def remove_checkpoints(archive: Path, wanted: int | None = None) -> int:
    """Delete what opens the days of the *archive* quickly: all, or the oldest, until *wanted* bytes are free.

    Returns the bytes that are free now.
    """
    freed = 0
    found = (archive / CHECKPOINTS).glob(f"*/*{CHECKPOINT}*")
    for path in sorted(found, key=lambda path: path.name.lstrip(".")):
        if wanted is not None and freed >= wanted:
            break
        freed += _delete([path])
    return freed


def _checkpoints_of(path: Path) -> list[Path]:
    """The checkpoints of the day in *path*, of its source and of several together."""
    found = (path.parent.parent / CHECKPOINTS).glob(f"*/{path.stem}{CHECKPOINT}")
    return [each for each in found if each.parent.name.startswith((path.parent.name, MERGED))]


def _delete(paths: Sequence[Path]) -> int:
    size = 0
    for path in paths:
        try:
            with suppress(FileNotFoundError):
                freed = path.stat().st_size
                path.unlink()
                size += freed
        except OSError as error:
            raise ArchiveError(f"{path} cannot be deleted: {error.strerror or error}") from None
    return size


def put_aside(path: Path) -> Path:
    """Rename the damaged *path* and what belongs to it; returns its new name."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.stem}.damaged-{number}.db")):
        number += 1
    try:
        for part in reversed(_parts_of(path)):
            if part.exists():
                part.rename(part.with_name(part.name.replace(path.name, aside.name)))
    except OSError as error:
        raise ArchiveError(f"{path} is damaged and cannot be renamed: {error.strerror or error}") from None
    return aside


def _source_of(folder: Path) -> str | None:
    """The source whose days *folder* holds, by the first that can be read and belongs there."""
    for path in _files(folder, _DAY):
        with suppress(ArchiveError), DayFile(path) as file:
            if folder_name(file.about.source) == folder.name:
                return file.about.source
    return None


def _parts_of(path: Path) -> list[Path]:
    return [path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")]


def _files(folder: Path, kind: re.Pattern[str]) -> list[Path]:
    try:
        return sorted(path for path in folder.glob("*.db") if kind.fullmatch(path.stem))
    except OSError as error:
        raise ArchiveError(f"{folder} cannot be read: {error.strerror or error}") from None
