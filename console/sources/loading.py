"""Loads recordings into a floor: read, merge, decode, apply, and count what was rejected."""

from __future__ import annotations

import gc
import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice

from console.floor.floor import EventBatch, Floor
from console.metrics.report import Intake
from feeds.events import CONTROL_TYPES, Control, Event, SiteSettings
from feeds.protocol.decoding import Invalid
from feeds.recordings.reader import EventLog, open_log

INVALID_KEPT = 10_000
_MERGED_STEP = 400

# (bytes read so far, bytes in all)
Progress = Callable[[int, int], None]


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
    logs: Sequence[str | EventLog],
    site: SiteSettings | None = None,
    progress: Progress | None = None,
    count_types: bool = False,
) -> Loaded:
    """Read the recordings *logs*, merged by instant, into one floor that keeps everything.

    Raises RecordingError when one cannot be read.
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

    Raises RecordingError, on making it or at a batch, when a recording cannot be read.
    """

    def __init__(
        self, logs: Sequence[str | EventLog], site: SiteSettings | None = None, count_types: bool = False
    ) -> None:
        self.loaded = Loaded(Floor(site, horizon_ms=None))
        self._count_types = count_types
        self._recordings = [open_log(log) for log in logs]
        self.size = sum(recording.size for recording in self._recordings)

    @property
    def done(self) -> int:
        """Bytes read so far, of `size`."""
        return sum(recording.position for recording in self._recordings)

    @property
    def cuts(self) -> list[str]:
        """Remarks on truncated recordings; complete once everything is read."""
        return [recording.cut_words for recording in self._recordings if recording.cut is not None]

    def batches(self) -> Iterator[EventBatch]:
        """All events, to be applied to the floor in this order."""
        batches = self._read_one() if len(self._recordings) == 1 else self._read_merged()
        for batch in batches:
            if self._count_types:
                self.loaded.types.update(event.type for event in batch.events)
            yield batch

    def _read_one(self) -> Iterator[EventBatch]:
        recording = self._recordings[0]
        stream = recording.stream
        for batch in recording.batches():
            self._note(stream, batch.invalid, batch.unknown)
            yield EventBatch(batch.events, batch.instants, batch.lines, stream)

    def _read_merged(self) -> Iterator[EventBatch]:
        """The recordings merged by instant: a batch holds events of one recording in a row."""
        streams = [self._keyed(index, recording) for index, recording in enumerate(self._recordings)]
        merged = heapq.merge(*streams, key=lambda item: item[:2])
        for stream, in_a_row in groupby(merged, key=lambda item: item[-1]):
            while items := list(islice(in_a_row, _MERGED_STEP)):
                _, _, lines, events, instants, _ = zip(*items, strict=True)
                yield EventBatch(events, instants, lines, stream)

    def _keyed(
        self, index: int, recording: EventLog
    ) -> Iterator[tuple[int, int, int, Event | Control, int, str]]:
        """(time, LOG order, line, event, instant, stream); control objects sort with their predecessor."""
        stream = recording.stream
        when = -(2**61)
        for batch in recording.batches():
            for event, at, line in zip(batch.events, batch.instants, batch.lines, strict=True):
                if event.type not in CONTROL_TYPES:
                    when = at
                yield when, index, line, event, at, stream
            self._note(stream, batch.invalid, batch.unknown)

    def _note(self, stream: str, invalid: list[Invalid], unknown: int) -> None:
        loaded = self.loaded
        loaded.unknown += unknown
        loaded.invalid_count += len(invalid)
        room = INVALID_KEPT - len(loaded.invalid)
        loaded.invalid.extend((stream, found) for found in invalid[:room])
