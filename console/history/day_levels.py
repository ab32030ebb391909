"""The service level of each archived day, kept beside the days: a cache, made again when a day changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from console.history.archive import Archive, ArchivedDay, folder_name
from feeds.errors import UserError
from feeds.recordings.whole_file import whole_file

_FILE = "levels.json"
_VERSION = 1


class DayLevel(msgspec.Struct, frozen=True):
    """The service level of a whole day, of one channel: `share` of `counted` contacts, against `target`.

    `share` is None if nothing counts, `target` if the queues differ in theirs; `channel` is empty for all.
    """

    share: float | None
    target: float | None
    channel: str
    counted: int


class _Kept(msgspec.Struct, frozen=True):
    """A level, and the state of the files of its day and of the days before that it was made of."""

    level: DayLevel
    files: str


class _Levels(msgspec.Struct, frozen=True):
    version: int
    days: dict[str, _Kept]


def kept_levels(archive: Archive, source: str) -> dict[str, DayLevel]:
    """The levels kept of *source*, by day; those of days that have changed since are left out."""
    days = archive.days(source)
    kept = _read(_path(archive, source))
    states = dict(_states(days))
    return {
        day.day: found.level
        for day in days
        if (found := kept.get(day.day)) is not None and found.files == states[day.day]
    }


def keep_level(archive: Archive, source: str, day: str, level: DayLevel) -> None:
    """Keep *level* of *day*; does nothing where nothing can be written."""
    states = dict(_states(archive.days(source)))
    path = _path(archive, source)
    kept = {name: found for name, found in _read(path).items() if name in states}
    if day in states:
        kept[day] = _Kept(level, states[day])
    with suppress(UserError), whole_file(path) as file:
        file.write(msgspec.json.encode(_Levels(_VERSION, kept)))


def _path(archive: Archive, source: str) -> Path:
    return archive.path / folder_name(source) / _FILE


def _read(path: Path) -> dict[str, _Kept]:
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_Levels)
    except (OSError, msgspec.MsgspecError, UnicodeError):
        return {}
    return found.days if found.version == _VERSION else {}


def _states(days: list[ArchivedDay]) -> Iterator[tuple[str, str]]:
    """Each of *days* with the sizes and times of its file: they differ once it was written again."""
    for day in days:
        parts = []
        for path in (day.path, day.path.with_name(f"{day.path.name}-wal")):
            with suppress(OSError):
                about = path.stat()
                parts.append(f"{about.st_size}:{about.st_mtime_ns}")
        yield day.day, " ".join(parts)
