"""Snapshots in parts: whole once the last is there, whatever else comes before."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.floor.floor import Floor
from feeds.broadcast.snapshot_encoding import EncodedSnapshot
from feeds.events import Snapshot
from feeds.limits import PART_SECONDS
from feeds.protocol.decoding import decode
from feeds.protocol.session import Request, Session, SessionState
from feeds.protocol.snapshot_parts import PartError, SnapshotParts
from tests.builders import JSON
from tests.feeds import AT, FULL
from tests.feeds.transport.scripted_source import state

HELLO = {**FULL["hello"], "resumed": False, "heartbeat_seconds": 5}


def picture(agents: int, seq: int = 7) -> list[bytes]:
    texts = [json.dumps(state(number + 1)).encode() for number in range(agents)]
    return list(EncodedSnapshot(texts, 1_000, seq, 1_000))


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.broadcast.snapshot_encoding.PART_EVENTS", 4)


def parts_of(texts: list[bytes]) -> list[Snapshot]:
    found = [decode(text) for text in texts]
    assert all(isinstance(part, Snapshot) for part in found)
    return found  # type: ignore[return-value]


@given(st.integers(0, 30))
def test_that_parts_put_together_are_the_whole(agents: int) -> None:
    texts = picture(agents)
    assert len(texts) == max(1, -(-agents // 4))
    parts, *wholes = SnapshotParts(), *()
    for part in parts_of(texts):
        whole = parts.take(part)
        wholes += [] if whole is None else [whole]
    (whole,) = wholes
    assert [event["agent"] for event in whole.events] == [f"a{number + 1}" for number in range(agents)]
    assert not parts.is_open


@given(st.lists(st.integers(0, 4), max_size=12))
def test_that_parts_in_any_order_are_whole_only_after_all_in_theirs(order: list[int]) -> None:
    texts = parts_of(picture(18))
    parts, due = SnapshotParts(), 0
    for number in order:
        is_due = number in (0, due)
        due = number + 1 if is_due else 0
        if is_due:
            assert (parts.take(texts[number]) is not None) is (due == 5)
        else:
            with pytest.raises(PartError, match="instead of part"):
                parts.take(texts[number])
        due %= 5


def session_of(*frames: bytes | JSON, now: float = 0.0) -> Session:
    session = Session(Request())
    session.opened(0.0)
    for frame in (HELLO, *frames):
        session.receive(frame if isinstance(frame, bytes) else json.dumps(frame).encode(), now)
    return session


def test_that_a_snapshot_counts_and_is_resumed_after_once_its_last_part_is_here() -> None:
    texts = picture(10)
    session = session_of(*texts[:-1], {"type": "heartbeat", "at": AT, "seq": 0})
    assert (session.fault, session.counters.snapshots, session.resume) == (None, 0, None)
    session.receive(texts[-1], 0.0)
    assert (session.counters.snapshots, session.resume) == (1, (HELLO["epoch"], 7))


def test_that_a_heartbeat_amid_a_snapshot_keeps_the_source_live_and_makes_no_data_young() -> None:
    session = session_of(picture(10)[0])
    (beat,) = session.receive(json.dumps({"type": "heartbeat", "at": AT, "seq": 0}).encode(), 9.0)
    session.tick(10.0)
    assert (session.state, session.age(10.0), beat.heard) == (SessionState.LIVE, 10.0, None)


def test_that_a_console_that_has_no_room_waits_for_no_part() -> None:
    session = session_of(picture(10)[0])
    session.waited(60.0)
    session.tick(60.0)
    assert session.fault is None


@pytest.mark.parametrize("between", [state(8), {"type": "weather", "at": AT}])
def test_that_only_heartbeats_come_between_parts(between: JSON) -> None:
    session = session_of(picture(10)[0], between)
    assert session.fault is not None
    assert "between the parts" in session.fault.reason


def test_that_a_part_out_of_its_order_is_a_fault() -> None:
    texts = picture(10)
    for wrong in ([texts[1]], [texts[0], texts[2]], [texts[0], picture(10, seq=9)[1]]):
        session = session_of(*wrong)
        assert session.fault is not None
        assert not session.fault.final
        assert session.resume is None


@pytest.mark.parametrize("chatter", [None, {"type": "heartbeat", "at": AT, "seq": 0}])
def test_that_parts_that_never_end_are_a_fault(chatter: JSON | None) -> None:
    session = session_of(picture(10)[0])
    if chatter is None:
        session.tick(PART_SECONDS)
    else:
        session.receive(json.dumps(chatter).encode(), PART_SECONDS)
    assert session.fault is not None
    assert "no further part" in session.fault.reason


def test_that_parts_without_number_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.protocol.snapshot_parts.SNAPSHOT_EVENTS", 100)
    session = session_of(*picture(400))
    assert session.fault is not None
    assert "more than" in session.fault.reason


def test_that_a_new_connection_begins_with_no_part_of_the_old() -> None:
    texts = picture(10)
    session = session_of(texts[0])
    session.opened(0.0)
    session.receive(json.dumps(HELLO).encode(), 0.0)
    session.receive(texts[1], 0.0)
    assert session.fault is not None


def names_of(floor: Floor) -> list[str]:
    return [agent.name for agent in floor.roster.by_index]


def test_that_a_floor_holds_a_snapshot_once_its_last_part_is_here() -> None:
    floor = Floor()
    *first, last = parts_of(picture(10))
    for part in first:
        floor.apply(part)
    assert names_of(floor) == []
    floor.apply(last)
    assert len(names_of(floor)) == 10
    assert not floor.books.anomaly_counts


def test_that_a_floor_leaves_out_a_snapshot_whose_parts_do_not_follow_each_other() -> None:
    floor = Floor()
    first, _, last = parts_of(picture(10))
    floor.apply(first)
    floor.apply(last)
    assert names_of(floor) == []
    assert sum(floor.books.anomaly_counts.values()) == 1
