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


class Findings(Protocol):
    """What logs hold besides events: how much is no event, the first of it by stream, and unknown types."""

    invalid_count: int
    unknown: int
    invalid: list[tuple[str, Invalid]]


def batches_of(logs: Sequence[EventLog], findings: Findings) -> Iterator[EventBatch]:
    """All events of *logs*, at most some hundred a batch, in the order to apply them.

    One log keeps the order of its lines; several are merged by instant, ties in the order of *logs*.
    """
    return _of_one(logs[0], findings) if len(logs) == 1 else _merged(logs, findings)


def _of_one(log: EventLog, findings: Findings) -> Iterator[EventBatch]:
    for batch in log.batches():
        _note(findings, log.stream, batch)
        yield EventBatch(batch.events, batch.instants, batch.lines, log.stream)


def _merged(logs: Sequence[EventLog], findings: Findings) -> Iterator[EventBatch]:
    """The logs merged by instant: a batch holds events of one log in a row."""
    streams = [_keyed(index, log, findings) for index, log in enumerate(logs)]
    merged = heapq.merge(*streams, key=lambda item: item[:2])
    for stream, in_a_row in groupby(merged, key=lambda item: item[-1]):
        while items := list(islice(in_a_row, _MERGED_STEP)):
            _, _, lines, events, instants, _ = zip(*items, strict=True)
            yield EventBatch(events, instants, lines, stream)


def _keyed(index: int, log: EventLog, findings: Findings) -> Iterator[tuple[int, int, int, Any, int, str]]:
    """(time, LOG order, line, event, instant, stream); control objects sort with their predecessor."""
    when = -(2**61)
    for batch in log.batches():
        for event, at, line in zip(batch.events, batch.instants, batch.lines, strict=True):
            if event.type not in CONTROL_TYPES:
                when = at
            yield when, index, line, event, at, log.stream
        _note(findings, log.stream, batch)


def _note(findings: Findings, stream: str, batch: Batch) -> None:
    findings.unknown += batch.unknown
    findings.invalid_count += len(batch.invalid)
    room = INVALID_KEPT - len(findings.invalid)
    findings.invalid.extend((stream, found) for found in batch.invalid[:room])
