"""What comes out of a decoder or an importer goes to a floor, which is then read: neither may raise."""

from __future__ import annotations

import json

from console.floor.floor import Floor
from console.metrics.reading.windows import day
from console.metrics.report import report
from feeds.events import Control, Event, instant
from feeds.importers.ordering import Timed
from feeds.protocol.decoding import decode_chunk

STREAM = "fuzz"


def decode_all(events: list[Timed]) -> list[Event | Control]:
    """What an importer wrote, which the decoder must take, each with its instant."""
    decoded: list[Event | Control] = []
    for at, text in events:
        batch = decode_chunk(text, 1)
        assert not batch.invalid, batch.invalid
        # A definition is keyed a millisecond earlier, so that it stands before what happens at its instant.
        assert all(at <= found <= at + 1 for found in batch.instants), (at, text)
        decoded += batch.events
    return decoded


def read_floor(events: list[Event | Control]) -> None:
    """Apply *events* one by one, and read all figures at the end; they are JSON, whatever they are."""
    floor = Floor(horizon_ms=None)
    for line, event in enumerate(events, 1):
        floor.apply(event, line, STREAM)
    read(floor)


def read(floor: Floor) -> None:
    """All figures of *floor* over the day of its newest instant, where it has any."""
    if not floor.applied + floor.control:
        return
    now = max(floor.latest, instant("1970-01-03T00:00:00Z"))
    json.dumps(report(floor, day(floor.site.at(now), now)), allow_nan=False)
