"""The checkpoints of some sources: a chain, each made from the one before and a day's lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import console.floor
import console.history
import feeds
from console.history.archive import CHECKPOINT, CHECKPOINTS, MERGED, ArchivedDay, folder_name
from console.history.checkpoints.checkpoint_file import UNREADABLE, CheckpointFile
from console.history.checkpoints.day_marks import Compared, DayMark, compare
from feeds.events import SiteSettings

# What decides how a floor follows from lines: any change of it makes every checkpoint one of another version.
_CODE = (
    (console.floor, "**/*.py"),
    (console.history, "checkpoints/*.py"),
    (console.history, "*.py"),
    (feeds, "*.py"),
    (feeds, "protocol/*.py"),
)


class Usable(NamedTuple):
    """A checkpoint that fits the archive. `is_grown`: its last day has more lines since."""

    file: CheckpointFile
    is_grown: bool


@cache
def version() -> bytes:
    """The version of the code that makes floors: a digest of it, or of the program's version without it."""
    digest = hashlib.sha256()
    for package, pattern in _CODE:
        for path in sorted(Path(package.__path__[0]).glob(pattern)):
            digest.update(path.read_bytes())
    if digest.digest() == hashlib.sha256().digest():
        from importlib.metadata import version as version_of  # imported here: slow

        digest.update(version_of("floorlight").encode())
    return digest.digest()


def site_bytes(site: SiteSettings | None) -> bytes:
    """*site* as part of what a checkpoint is made of."""
    return b"" if site is None else site.model_dump_json().encode()


class Chain:
    """The checkpoints of the sources of *days*, with the settings *site*."""

    def __init__(self, days: Sequence[ArchivedDay], site: SiteSettings | None) -> None:
        self.days = days
        self.site = site_bytes(site)
        self.folder = days[0].path.parent.parent / CHECKPOINTS / _group(days, self.site)

    def path(self, day: str) -> Path:
        """The file of the checkpoint at the end of *day*."""
        return self.folder / f"{day}{CHECKPOINT}"

    def usable(self) -> Iterator[Usable]:
        """The checkpoints that fit the days, newest first."""
        last = self.days[-1].day
        for path in sorted(self.folder.glob(f"*{CHECKPOINT}"), reverse=True):
            if path.stem > last:
                continue
            try:
                file = CheckpointFile(path)
            except UNREADABLE:
                continue
            found = self._compared(file)
            if found is not None:
                yield Usable(file, found is Compared.GROWN)

    def _compared(self, file: CheckpointFile) -> Compared | None:
        """How the days compare to those that *file* was made of; None if they do not fit."""
        head = file.head
        if (head.version, head.site) != (version(), self.site) or file.path != self.path(head.day):
            return None
        marks = {(mark.source, mark.day): mark for mark in head.days}
        played = [day for day in self.days if day.day <= head.day]
        first = min(day.day for day in self.days)
        if any(day not in marks for day in ((each.source, each.day) for each in played)):
            return None
        present = {(day.source, day.day) for day in played}
        # Days before all that are left were pruned: what they said is known still.
        if any(mark.day >= first and key not in present for key, mark in marks.items()):
            return None
        return _all_compared([(marks[day.source, day.day], day) for day in played], head.day)


def _all_compared(pairs: Sequence[tuple[DayMark, ArchivedDay]], last: str) -> Compared | None:
    """How all days of *pairs* compare; only the one of the date *last* may have grown, if it is alone."""
    found = Compared.SAME
    is_alone = sum(day.day == last for _, day in pairs) == 1
    for mark, day in pairs:
        compared = compare(mark, day)
        if compared is Compared.GROWN and is_alone and day.day == last:
            found = compared
        elif compared is not Compared.SAME:
            return None
    return found


def _group(days: Sequence[ArchivedDay], site: bytes) -> str:
    """The name of the folder of checkpoints of the sources of *days*."""
    sources = sorted({day.source for day in days})
    name = folder_name(sources[0])
    if len(sources) > 1:
        name = f"{MERGED}-{hashlib.sha256(repr(sources).encode()).hexdigest()[:16]}"
    return f"{name}-{hashlib.sha256(site).hexdigest()[:8]}" if site else name
