"""Merges logs by the instants of their events, into batches for a floor."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Any, Protocol

from console.floor.floor import EventBatch
from feeds.events import CONTROL_TYPES
from feeds.protocol.decoding import Batch, Invalid
from feeds.recordings.reader import EventLog

INVALID_KEPT = 10_000
_MERGED_STEP = 400


class Rejected(Protocol):
    """What logs hold besides events: how much is no event, the first of it by stream, and unknown types."""

    invalid_count: int
    unknown: int
    invalid: list[tuple[str, Invalid]]


def batches_of(logs: Sequence[EventLog], rejected: Rejected) -> Iterator[EventBatch]:
    """All events of *logs*, at most some hundred a batch, in the order to apply them.

    One log keeps the order of its lines; several are merged by instant, ties in the order of *logs*.
    """
    return _of_one(logs[0], rejected) if len(logs) == 1 else _merged(logs, rejected)


def _of_one(log: EventLog, rejected: Rejected) -> Iterator[EventBatch]:
    for batch in log.batches():
        _note(rejected, log.stream, batch)
        yield EventBatch(batch.events, batch.instants, batch.lines, log.stream)


def _merged(logs: Sequence[EventLog], rejected: Rejected) -> Iterator[EventBatch]:
    """The logs merged by instant: a batch holds events of one log in a row."""
    streams = [_keyed(index, log, rejected) for index, log in enumerate(logs)]
    merged = heapq.merge(*streams, key=lambda item: item[:2])
    for stream, in_a_row in groupby(merged, key=lambda item: item[-1]):
        while items := list(islice(in_a_row, _MERGED_STEP)):
            _, _, lines, events, instants, _ = zip(*items, strict=True)
            yield EventBatch(events, instants, lines, stream)


def _keyed(index: int, log: EventLog, rejected: Rejected) -> Iterator[tuple[int, int, int, Any, int, str]]:
    """(time, LOG order, line, event, instant, stream); control objects sort with their predecessor."""
    when = -(2**61)
    for batch in log.batches():
        for event, at, line in zip(batch.events, batch.instants, batch.lines, strict=True):
            if event.type not in CONTROL_TYPES:
                when = at
            yield when, index, line, event, at, log.stream
        _note(rejected, log.stream, batch)


def _note(rejected: Rejected, stream: str, batch: Batch) -> None:
    rejected.unknown += batch.unknown
    rejected.invalid_count += len(batch.invalid)
    room = INVALID_KEPT - len(rejected.invalid)
    rejected.invalid.extend((stream, found) for found in batch.invalid[:room])
