"""Bytes of the wire: frames, lines of a log, and what both halves of a session make of many frames."""

from __future__ import annotations

import json

from console.floor.floor import Floor
from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.console_session import ConsoleSession
from feeds.events import instant
from feeds.protocol.decoding import (
    FRAME_LIMIT,
    Batch,
    RefusedError,
    decode,
    decode_chunk,
    instant_of,
    numbered_lines,
)
from feeds.protocol.frames import taken_apart
from feeds.protocol.session import Request, Session
from feeds.recordings.replay import DueEvent
from tests.fuzz.floors import STREAM, read, read_floor

NOW = instant("2026-11-22T09:20:00Z")
_REASON_LIMIT = 2_000


def frames(data: bytes) -> None:
    """One frame: every arrival says what it is, and those that are objects stand on one line each."""
    arrivals = taken_apart(data, 1)
    assert len(arrivals) <= len(data) + 1
    events = []
    for arrival in arrivals:
        assert b"\n" not in arrival.line
        assert arrival.invalid is None or len(arrival.invalid.reason) <= _REASON_LIMIT
        if arrival.event is not None:
            assert decode(arrival.line) == arrival.event
            events.append(arrival.event)
    read_floor(events)


def lines(data: bytes) -> None:
    """A chunk of a log: read as a whole, it is what its lines are each by itself."""
    whole = decode_chunk(data, 1)
    single = Batch(lines=[])
    for line, text in numbered_lines(data, 1):
        found = decode_chunk(text, line)
        single.events += found.events
        single.instants += found.instants
        single.lines = [*single.lines, *found.lines]
        single.invalid += found.invalid
        single.unknown += found.unknown
    single.lines, whole.lines = list(single.lines), list(whole.lines)
    assert whole == single
    assert all(len(invalid.reason) <= _REASON_LIMIT for invalid in whole.invalid)
    floor = Floor(horizon_ms=None)
    floor.apply_all(whole.events, whole.instants, whole.lines, STREAM)
    read(floor)


def session(data: bytes) -> None:
    """A frame a line, to the console's half. An empty line is a second that passes; a fault reconnects."""
    console, floor = Session(Request()), Floor()
    now = 0.0
    console.opened(now)
    for number, frame in enumerate(data.split(b"\n"), 1):
        now += 0.01 if frame else 1.0
        for arrival in console.receive(frame, now) if frame else ():
            assert arrival.event is not None or arrival.invalid is not None or arrival.fields is not None
            if arrival.event is not None:
                floor.apply_at(arrival.event, arrival.at, number, STREAM)
        console.tick(now)
        assert console.age(now) >= 0
        if console.fault is not None:
            assert len(console.fault.reason.encode()) <= _REASON_LIMIT
            console.lost()
            console.connecting()
            json.loads(console.opened(now))
    console.source_now(now)
    read(floor)


def console_session(data: bytes) -> None:
    """What a source sends, an event a line, then, after an empty line, a console's frames, one a line."""
    sent, _, asked = data.partition(b"\n\n")
    broadcast = Broadcast(STREAM, "e1")
    console = ConsoleSession(broadcast, grants=("message", "set_state"))
    for number, frame in enumerate(asked.split(b"\n")):
        console.receive(frame)
        if console.asked is not None and console.stream is None and console.closing is None:
            _send(broadcast, sent)
            for _ in broadcast.open(console.scope):
                pass
            console.start(broadcast.streams[console.scope], NOW)
        for order in console.commands:
            console.answer(order.id, None if number % 2 else "no")
        console.commands.clear()
        _listen(console)
    if console.closing is not None:
        assert len(console.closing.reason.encode()) <= 123  # what a websocket's closing frame holds
    console.silent()
    console.leave()


def _send(broadcast: Broadcast, sent: bytes) -> None:
    for text in sent.split(b"\n"):
        try:
            event = decode(text)
        except RefusedError:
            continue
        if event is not None:
            at = instant_of(event)
            broadcast.take(DueEvent(at, at, text, event, STREAM))


def _listen(console: ConsoleSession) -> None:
    """All that is sent is JSON and no longer than a frame may be."""
    while (frame := console.next_frame(NOW)) is not None:
        assert len(frame) <= FRAME_LIMIT
        json.loads(frame)
    json.loads(console.heartbeat(NOW))
