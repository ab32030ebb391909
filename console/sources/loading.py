"""Loads recordings into a floor: read, merge, decode, apply, and count what was rejected."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from console.floor.floor import EventBatch, Floor
from console.history.checkpoints.opening import OPENED_MS, DayOpening
from console.history.merging import batches_of
from console.metrics.report import Intake
from feeds.events import SiteSettings
from feeds.protocol.decoding import Invalid
from feeds.recordings.reader import EventLog, Recording, RecordingError, open_log

# (bytes read so far, bytes in all)
Progress = Callable[[int, int], None]
# What can be loaded: recordings by their paths, other logs, or an archived day.
Logs = Sequence[str | EventLog] | DayOpening


def logs_name(logs: Logs) -> str:
    """What *logs* are called: the first file's name and how many others there are, or source and day.

    >>> logs_name(["days/monday.jsonl.gz"]), logs_name(["a.jsonl", "b.jsonl", "c.jsonl"])
    ('monday.jsonl.gz', 'a.jsonl and 2 more')
    """
    if isinstance(logs, DayOpening):
        return logs.name
    names = [Path(log).name if isinstance(log, str) else log.path.name for log in logs]
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


@dataclass(slots=True)
class Loaded:
    """A floor with recordings loaded, and the findings."""

    floor: Floor
    invalid_count: int = 0
    unknown: int = 0
    invalid: list[tuple[str, Invalid]] = field(default_factory=list)
    types: Counter[str] = field(default_factory=Counter)
    cuts: list[str] = field(default_factory=list)

    @property
    def intake(self) -> Intake:
        return Intake(self.invalid_count, self.unknown)


def load(
    logs: Logs,
    site: SiteSettings | None = None,
    progress: Progress | None = None,
    count_types: bool = False,
) -> Loaded:
    """Read the recordings *logs*, merged by instant, into one floor that keeps everything.

    That of an archived day keeps the day, and what its figures need of the time before. Raises
    RecordingError or ArchiveError when something cannot be read.
    """
    loading = Loading(logs, site, count_types)
    with collector_resting():
        for batch in loading.batches():
            loading.loaded.floor.apply_all(*batch)
            if progress is not None:
                progress(loading.done, loading.size)
    loading.loaded.cuts = loading.cuts
    return loading.loaded


@contextmanager
def collector_resting() -> Iterator[None]:
    """Pause the cyclic garbage collector while a floor grows: loading creates no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Loading:
    """Recordings on their way into a floor, at most some hundred events a batch, so a window stays alive.

    Raises RecordingError or ArchiveError, on making it or at a batch, when something cannot be read.
    """

    def __init__(self, logs: Logs, site: SiteSettings | None = None, count_types: bool = False) -> None:
        self._count_types = count_types
        self._day = logs if isinstance(logs, DayOpening) else None
        self._recordings = [] if isinstance(logs, DayOpening) else [open_log(log) for log in logs]
        self.loaded = Loaded(Floor(site, None if self._day is None else OPENED_MS))
        if self._day is not None:
            self._day.begin(self.loaded.floor)
            self.loaded.floor.opened_from = self._day.start

    @property
    def size(self) -> int:
        """The bytes to read."""
        return sum(part.size for part in self._parts)

    @property
    def done(self) -> int:
        """Bytes read so far, of `size`."""
        return sum(part.position for part in self._parts)

    @property
    def _parts(self) -> Sequence[EventLog | DayOpening]:
        return self._recordings if self._day is None else [self._day]

    @property
    def cuts(self) -> list[str]:
        """Remarks on truncated recordings; complete once everything is read."""
        if self._day is not None:
            return self._day.cuts
        return [recording.cut_words for recording in self._recordings if recording.cut is not None]

    def logs(self) -> Sequence[EventLog]:
        """What was read, to be read again once it is loaded; of an archived day, that day alone.

        Raises RecordingError or ArchiveError.
        """
        if self._day is not None:
            return self._day.logs()
        for found in self._recordings:
            if isinstance(found, Recording) and not found.path.is_file():
                raise RecordingError(f"{found.path} is no longer a file that can be read again")
        return self._recordings

    def batches(self) -> Iterator[EventBatch]:
        """All events, to be applied to the floor in this order."""
        if self._day is not None:
            batches = self._day.batches(self.loaded.floor, self.loaded)
        else:
            batches = batches_of(self._recordings, self.loaded)
        for batch in batches:
            if self._count_types:
                self.loaded.types.update(event.type for event in batch.events)
            yield batch
