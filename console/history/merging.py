"""Merges logs by the instants of their events, into batches for a floor."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any

from console.floor.floor import EventBatch
from feeds.events import CONTROL_TYPES
from feeds.protocol.decoding import Invalid
from feeds.recordings.reader import EventLog

# Takes what a log, named by its stream, holds besides events: what is no event, and how many are unknown.
Note = Callable[[str, list[Invalid], int], None]

_MERGED_STEP = 400


def batches_of(logs: Sequence[EventLog], note: Note) -> Iterator[EventBatch]:
    """All events of *logs*, at most some hundred a batch, in the order to apply them.

    One log keeps the order of its lines; several are merged by instant, ties in the order of *logs*.
    """
    return _of_one(logs[0], note) if len(logs) == 1 else _merged(logs, note)


def _of_one(log: EventLog, note: Note) -> Iterator[EventBatch]:
    for batch in log.batches():
        note(log.stream, batch.invalid, batch.unknown)
        yield EventBatch(batch.events, batch.instants, batch.lines, log.stream)


def _merged(logs: Sequence[EventLog], note: Note) -> Iterator[EventBatch]:
    """The logs merged by instant: a batch holds events of one log in a row."""
    streams = [_keyed(index, log, note) for index, log in enumerate(logs)]
    merged = heapq.merge(*streams, key=lambda item: item[:2])
    for stream, in_a_row in groupby(merged, key=lambda item: item[-1]):
        while items := list(islice(in_a_row, _MERGED_STEP)):
            _, _, lines, events, instants, _ = zip(*items, strict=True)
            yield EventBatch(events, instants, lines, stream)


def _keyed(index: int, log: EventLog, note: Note) -> Iterator[tuple[int, int, int, Any, int, str]]:
    """(time, LOG order, line, event, instant, stream); control objects sort with their predecessor."""
    when = -(2**61)
    for batch in log.batches():
        for event, at, line in zip(batch.events, batch.instants, batch.lines, strict=True):
            if event.type not in CONTROL_TYPES:
                when = at
            yield when, index, line, event, at, log.stream
        note(log.stream, batch.invalid, batch.unknown)
