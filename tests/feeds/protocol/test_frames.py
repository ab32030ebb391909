"""Frames taken apart: each object with its own bytes, and no frame that raises."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.protocol.decoding import FRAME_LIMIT
from feeds.protocol.frames import read_object, taken_apart
from tests.feeds import AT, FULL, encoded

SPACES = st.text(" \t\n\r", max_size=3)


@given(st.lists(st.tuples(SPACES, st.sampled_from(sorted(FULL)), SPACES), min_size=1, max_size=6))
def test_that_the_objects_of_a_batch_come_back_byte_for_byte(parts: list[tuple[str, str, str]]) -> None:
    texts = [json.dumps(FULL[name], separators=(",\n", ": ")).encode() for _, name, _ in parts]
    inside = b",".join(
        before.encode() + text + after.encode() for (before, _, after), text in zip(parts, texts, strict=True)
    )
    found = taken_apart(b"[" + inside + b"]", 1)
    assert [arrival.raw for arrival in found] == texts
    assert [arrival.event and arrival.event.type for arrival in found] == [name for _, name, _ in parts]
    assert [json.loads(arrival.line) for arrival in found] == [FULL[name] for _, name, _ in parts]


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (b"", "invalid JSON"),
        (b"[", "invalid JSON"),
        (b'[{"type":"hello"},', "invalid JSON"),
        (b"7", "not a JSON object but a number"),
        (b'{"type":7}', "type: not text"),
        (b'{"a":1} {"b":2}', "invalid JSON: Extra data"),
        (b"[" * 5000 + b"]" * 5000, "invalid JSON"),
        (b" [" + b" " * FRAME_LIMIT + b"]", "too large"),
        (b'{"type":"agent.state","x":NaN}', "invalid JSON: NaN is not a JSON number"),
        (b'{"type":"odd","x":"\xff"}', "not UTF-8"),
    ],
)
def test_that_what_is_no_object_says_why(frame: bytes, reason: str) -> None:
    (arrival,) = taken_apart(frame, 9)
    assert arrival.invalid is not None
    assert arrival.invalid.line == 9
    assert arrival.invalid.reason.startswith(reason)


def test_that_an_empty_batch_is_nothing() -> None:
    assert taken_apart(b" [ ] ", 1) == []


def test_that_nested_arrays_and_other_things_of_a_batch_are_each_refused() -> None:
    found = taken_apart(b'[[], 7, "x", ' + encoded(FULL["heartbeat"]) + b"]", 1)
    assert [arrival.event is None for arrival in found] == [True, True, True, False]
    assert [arrival.is_object for arrival in found] == [False, False, False, True]


@pytest.mark.parametrize(
    ("text", "seq"),
    [
        (encoded({"type": "acme.odd", "seq": 4}), 4),
        (encoded({"type": "agent.state", "seq": 5}), 5),
        (encoded({"type": "acme.odd", "seq": True}), None),
        (encoded({"type": "acme.odd", "seq": 0}), None),
        (encoded({"type": "acme.odd", "seq": "4"}), None),
        (encoded({"type": "heartbeat", "at": AT, "seq": 4}), None),
        (b'{"type":"agent.state","seq":4', None),
    ],
)
def test_that_a_place_in_the_epoch_is_read_where_it_is_one(text: bytes, seq: int | None) -> None:
    assert read_object(text, 1).seq == seq
