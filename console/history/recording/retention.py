"""ArchiveLimits: which days of live sources an archive keeps, and how much it may hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from console.history.archive import Archive, day_named, remove_checkpoints, remove_day, size_of
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError, InUseError
from feeds.instants import as_datetime

_EVERY_SECONDS = 600.0


class ArchiveLimits(NamedTuple):
    """Keep the last `days` days, and at most `most_bytes` bytes; 0: all of them."""

    days: int = 0
    most_bytes: int = 0


class ArchiveSize(NamedTuple):
    """The bytes that an archive has on disk, and its number of days."""

    size: int
    days: int


def archive_size(archive: Archive) -> ArchiveSize:
    """The size of *archive*, with the files set aside. Raises ArchiveError."""
    files = archive.files()
    return ArchiveSize(sum(size_of(path) for path in [*files, *archive.set_aside()]), len(files))


def prune(archive: Archive, limits: ArchiveLimits, today: date) -> list[Path]:
    """Delete what *limits* no longer keeps on *today*; returns the files deleted. Raises ArchiveError.

    Days to which a recording was added are left alone, and so is the newest day of each source that is being
    written. A clock that is ahead deletes nothing: the days count up to the newest one there is.
    """
    files = sorted([*archive.files(), *archive.set_aside()], key=lambda path: (day_named(path), path))
    if not files:
        return []
    newest = min(today.isoformat(), max(map(day_named, files)))
    first = _first_kept(newest, limits.days)
    over = archive_size(archive).size - limits.most_bytes if limits.most_bytes else 0
    if over > 0:  # checkpoints can be made again
        over -= remove_checkpoints(archive.path, over)
    deleted = []
    for path in files:
        is_old = day_named(path) < first
        if (is_old or (over > 0 and day_named(path) < newest)) and _may_go(archive, path):
            over -= remove_day(path)
            deleted.append(path)
    return deleted


class ArchiveUpkeep:
    """Prunes and measures an archive, every ten minutes. Owned by the archive's thread.

    `limits` may be replaced by any thread, and counts from the next time. `size` is the newest measure;
    None before the first. *now* is the time of day in ms.
    """

    def __init__(
        self,
        archive: Archive,
        limits: ArchiveLimits,
        now: Callable[[], int],
        passed: Callable[[], float],
        say: Callable[[str], object],
    ) -> None:
        self.limits = limits
        self.size: ArchiveSize | None = None
        self._archive, self._now, self._passed, self._say = archive, now, passed, say
        self._due = passed()

    def run(self) -> None:
        """Prune and measure, if it is time. Raises ArchiveError."""
        if self._passed() < self._due:
            return
        self._due = self._passed() + _EVERY_SECONDS
        today = as_datetime(self._now()).astimezone().date()
        for path in prune(self._archive, self.limits, today):
            self._say(f"deleted {path}, which is not to be kept any longer")
        self.size = archive_size(self._archive)


def _first_kept(newest: str, days: int) -> str:
    """The first day to keep."""
    if days == 0:
        return ""
    with suppress(ValueError, OverflowError):
        return (date.fromisoformat(newest) - timedelta(days=days - 1)).isoformat()
    return ""


def _may_go(archive: Archive, path: Path) -> bool:
    """Whether the day in *path* came from a live source, and is not being written."""
    is_newest = path == max((found for found in archive.files() if found.parent == path.parent), default=None)
    try:
        with DayFile(path) as file:
            if any(part.digest for part in file.streams().values()):
                return False
            if is_newest:
                archive.locked(file.about.source).close()
    except InUseError:
        return False
    except ArchiveError:  # damaged: it was set aside, or can no longer be read
        return not is_newest
    return True
