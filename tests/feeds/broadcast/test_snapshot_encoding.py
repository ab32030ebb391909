"""The present as one snapshot in parts: what each part says, and that no part is larger than a frame."""

from __future__ import annotations

import json

import pytest

from feeds.broadcast import snapshot_encoding
from feeds.broadcast.snapshot_encoding import EncodedSnapshot
from feeds.events import instant
from tests.builders import JSON
from tests.feeds import AT, encoded

NOW = instant(AT)


def state(number: int) -> bytes:
    return encoded(
        {"type": "agent.state", "at": AT, "seq": number, "agent": f"a{number}", "state": "offline"}
    )


def parts_of(snapshot: EncodedSnapshot) -> list[JSON]:
    return [json.loads(text) for text in snapshot]


def test_that_a_small_present_is_one_snapshot_whose_events_have_no_numbers_of_their_own() -> None:
    snapshot = EncodedSnapshot([state(1), state(2)], NOW, 7, NOW - 1000, left_out=["schedules"], place=3)
    (only,) = parts_of(snapshot)
    assert (only["at"], only["seq"], only["complete_since"]) == (AT, 7, "2026-11-22T09:15:01.250Z")
    assert [event["agent"] for event in only["events"]] == ["a1", "a2"]
    assert not any("seq" in event for event in only["events"])
    assert only["left_out"] == ["schedules"]
    assert "part" not in only
    assert snapshot.place == 3


def test_that_an_empty_floor_is_a_snapshot_too() -> None:
    (only,) = parts_of(EncodedSnapshot([], NOW, 0, NOW))
    assert only["events"] == []


def test_that_many_events_come_in_numbered_parts_that_hold_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(snapshot_encoding, "PART_EVENTS", 4)
    snapshot = EncodedSnapshot([state(number) for number in range(10)], NOW, 10, NOW)
    found = parts_of(snapshot)
    assert [(part["part"], part["parts"], len(part["events"])) for part in found] == [
        (1, 3, 4),
        (2, 3, 4),
        (3, 3, 2),
    ]
    assert [event["agent"] for part in found for event in part["events"]] == [f"a{n}" for n in range(10)]
    assert snapshot[1] is snapshot[1]


def test_that_large_events_are_divided_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(state(1)) + 1
    monkeypatch.setattr(snapshot_encoding, "PART_BYTES", 2 * size)
    assert [len(part["events"]) for part in parts_of(EncodedSnapshot([state(1)] * 5, NOW, 5, NOW))] == [
        2,
        2,
        1,
    ]
    monkeypatch.setattr(snapshot_encoding, "PART_BYTES", size // 2)
    assert [len(part["events"]) for part in parts_of(EncodedSnapshot([state(1)] * 2, NOW, 2, NOW))] == [1, 1]
