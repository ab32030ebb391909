"""Frames: what is too much is refused before any of it is taken, and the rest comes in short slices."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.limits import EVENT_BYTES, FRAME_BYTES, FRAME_OBJECTS
from feeds.protocol.frames import taking_apart
from feeds.protocol.objects import SLICE_BYTES, SLICE_OBJECTS, NoFrameError, OversizedError, objects_of
from tests.feeds import AT, FULL

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
)


def array_of(count: int, element: str = "{}") -> bytes:
    return b"[" + b",".join([element.encode()] * count) + b"]"


def snapshot_of(count: int, event: str = "{}") -> bytes:
    return b'{"type":"snapshot","at":"%s","seq":1,"events":%s}' % (AT.encode(), array_of(count, event))


def count(frame: bytes) -> int:
    return sum(map(len, objects_of(frame)))


@given(st.lists(JSON_VALUES, max_size=30), st.sampled_from([None, 1]))
def test_that_an_array_comes_apart_into_its_elements(found: list[Any], indent: int | None) -> None:
    raws = [raw for run in objects_of(json.dumps(found, indent=indent).encode()) for raw in run]
    assert [json.loads(raw) for raw in raws] == found


@pytest.mark.parametrize("element", ["{}", "1", '"],["', "[1,2,3]", '{"a":[{},{}]}'])
def test_that_a_frame_has_at_most_so_many_objects(element: str) -> None:
    assert count(array_of(FRAME_OBJECTS, element)) == FRAME_OBJECTS
    with pytest.raises(OversizedError, match="50,000 objects"):
        next(iter(run for run in objects_of(array_of(FRAME_OBJECTS + 1, element)) if run))


def test_that_the_events_of_snapshots_are_counted_too() -> None:
    assert count(snapshot_of(FRAME_OBJECTS)) == 1
    half = snapshot_of(FRAME_OBJECTS // 2)
    assert count(b"[%s,%s]" % (half, half)) == 2
    for frame in (snapshot_of(FRAME_OBJECTS + 1), b"[%s,%s,{}]" % (half, half)):
        with pytest.raises(OversizedError, match="50,000 objects"):
            count(frame)


@pytest.mark.parametrize(
    "frame", [b"[", b"[1,", b"[1,,]", b'["', b"[" * 100_000, array_of(60_000)[:-5] + b'"']
)
def test_that_what_is_no_json_is_reported(frame: bytes) -> None:
    with pytest.raises((NoFrameError, OversizedError)):
        count(frame)


def test_that_the_largest_frames_there_may_be_come_in_short_slices() -> None:
    """Between two slices others have their turn: none holds more than a little."""
    large = b'{"type":"agent.state","x":"%s"}' % (b"x" * (EVENT_BYTES - 40))
    frames = [array_of(FRAME_OBJECTS), array_of(FRAME_BYTES // EVENT_BYTES - 1, large.decode())]
    for frame in frames:
        assert len(frame) <= FRAME_BYTES
        for run in objects_of(frame):
            assert len(run) <= SLICE_OBJECTS
            assert len(run) <= 1 or sum(map(len, run)) <= SLICE_BYTES


def test_that_a_large_snapshot_is_decoded_with_rests() -> None:
    event = json.dumps({key: FULL["agent.state"][key] for key in ("type", "at", "agent", "state")})
    slices = list(taking_apart(snapshot_of(FRAME_BYTES // (len(event) + 1) - 2, event), 1))
    (arrival,) = [arrival for run in slices for arrival in run]
    assert arrival.event is not None
    assert len(slices) > len(arrival.event.events) / SLICE_OBJECTS  # type: ignore[union-attr]


def test_that_an_event_of_a_snapshot_that_is_too_large_is_none() -> None:
    good, bad = json.dumps(FULL["agent.state"]), '{"a":"%s"}' % ("x" * EVENT_BYTES)
    frame = b'{"type":"snapshot","at":"%s","seq":1,"events":[%s,%s]}' % (
        AT.encode(),
        good.encode(),
        bad.encode(),
    )
    (arrival,) = [arrival for run in taking_apart(frame, 1) for arrival in run]
    assert arrival.event is not None
    assert arrival.event.events == (FULL["agent.state"], {})  # type: ignore[union-attr]
