"""The session: what it asks, what it takes, what it refuses, and that nothing whatever makes it raise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.events import instant
from feeds.protocol.decoding import EVENT_LIMIT, FRAME_LIMIT
from feeds.protocol.frames import Arrival
from feeds.protocol.sequence import EventSequences
from feeds.protocol.session import Fault, Request, Session, SessionState
from tests.builders import JSON
from tests.feeds import AT, FULL, LATER
from tests.feeds.transport.scripted_source import state

HELLO = {"type": "hello", "protocol": 1, "source": "lisbon", "epoch": "e1", "at": AT, "heartbeat_seconds": 5}
SINCE = "2026-11-22T06:00:00Z"


def opened(request: Request | None = None, **more: Any) -> Session:
    session = Session(request or Request(SINCE), **more)
    session.opened(0.0)
    return session


def live(**hello: Any) -> Session:
    session = opened()
    said(session, {**HELLO, **hello})
    assert session.state is SessionState.LIVE
    return session


def said(session: Session, *objects: JSON, now: float = 0.0) -> list[Arrival]:
    return [arrival for found in objects for arrival in session.receive(json.dumps(found).encode(), now)]


def seqs(arrivals: list[Arrival]) -> list[Any]:
    """The number of each, None where it has none."""
    return [arrival.seq for arrival in arrivals]


def reopened(session: Session, now: float = 1.0, **hello: Any) -> JSON:
    """The connection is lost and made again; what was asked."""
    session.lost()
    session.connecting()
    asked: JSON = json.loads(session.opened(now))
    said(session, {**HELLO, "resumed": asked["resume_after"] is not None, **hello}, now=now)
    return asked


# What it asks --------------------------------------------------------------------------------------


def test_that_the_first_words_are_what_is_wanted() -> None:
    wanted = Request(SINCE, ("north",), ("billing",))
    assert json.loads(Session(wanted).opened(0.0)) == {
        "type": "subscribe",
        "protocol": 1,
        "resume_after": None,
        "since": SINCE,
        "teams": ["north"],
        "queues": ["billing"],
    }


def test_that_after_the_first_event_only_what_is_missing_is_asked_for() -> None:
    session = live()
    assert reopened(session)["since"] == SINCE
    said(session, state(1), state(2))
    asked = reopened(session)
    assert (asked["resume_after"], asked["since"]) == ({"epoch": "e1", "seq": 2}, None)


def test_that_a_snapshot_is_a_point_to_resume_after() -> None:
    session = live()
    said(session, {**FULL["snapshot"], "seq": 12})
    assert reopened(session)["resume_after"] == {"epoch": "e1", "seq": 12}
    assert seqs(said(session, state(13))) == [13]
    assert session.fault is None


def test_that_a_snapshot_may_come_at_any_time() -> None:
    session = live()
    said(session, state(1), {**FULL["snapshot"], "seq": 40}, state(41))
    assert (session.fault, session.counters.events, session.resume) == (None, 2, ("e1", 41))


# Hello ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", [2, 0, "1", True, None, 1.5, [1]])
def test_that_another_protocol_is_final(protocol: object) -> None:
    session = opened()
    said(session, {**HELLO, "protocol": protocol})
    assert session.fault is not None
    assert session.fault.final
    assert "uses protocol" in session.fault.reason


def test_that_a_hello_in_mid_stream_of_another_protocol_is_final_too() -> None:
    session = live()
    said(session, {**HELLO, "protocol": 3})
    assert session.fault is not None
    assert session.fault.final


@pytest.mark.parametrize("first", [state(1), FULL["heartbeat"], {"type": "odd"}, {"no": "type"}, 7, [], "x"])
def test_that_a_source_says_hello_first(first: object) -> None:
    session = opened()
    if first == []:
        first = [[]]
    assert session.receive(json.dumps(first).encode(), 0.0) == []
    assert session.fault is not None
    assert not session.fault.final


def test_that_a_hello_that_cannot_be_read_is_reported() -> None:
    session = opened()
    said(session, {**HELLO, "epoch": ""})
    assert session.fault is not None
    assert "epoch" in session.fault.reason


def test_that_the_source_of_a_recording_is_no_other() -> None:
    session = opened(source="porto")
    said(session, HELLO)
    assert session.fault == Fault(1002, "it is the source 'lisbon', not 'porto'", final=True)


def test_that_a_new_epoch_numbers_from_one_and_an_old_one_continues() -> None:
    session = live()
    said(session, state(1), state(2))
    assert seqs(said(session, {**HELLO, "epoch": "e2"}, state(1), state(2))) == [None, 1, 2]
    assert seqs(said(session, HELLO, state(2), state(3))) == [None, 3]
    assert (session.counters.duplicates, session.fault) == (1, None)


# Numbers -------------------------------------------------------------------------------------------


def test_that_a_repeated_identity_is_dropped_and_counted() -> None:
    session = live()
    assert seqs(said(session, state(1), state(2), state(1), state(2), state(3))) == [1, 2, 3]
    assert session.counters.duplicates == 2


def test_that_a_gap_is_a_fault_and_what_follows_it_is_not_taken() -> None:
    session = live()
    batch = json.dumps([state(1), state(4), state(5)]).encode()
    assert seqs(session.receive(batch, 0.0)) == [1]
    assert session.fault == Fault(1002, "a gap: events 2 to 3 are missing")
    assert reopened(session)["resume_after"] == {"epoch": "e1", "seq": 1}
    assert seqs(said(session, state(2), state(3), state(4), state(5))) == [2, 3, 4, 5]
    assert (session.counters.gaps, session.counters.missing) == (1, 0)


def test_that_a_gap_that_does_not_heal_is_passed_over_once_it_was_asked_for() -> None:
    session = live()
    said(session, state(1), state(4))
    reopened(session)
    assert seqs(said(session, state(4), state(5))) == [4, 5]
    assert (session.fault, session.counters.gaps, session.counters.missing) == (None, 1, 2)
    assert seqs(said(session, state(3), state(3), state(6))) == [3, 6]


def test_that_a_heartbeat_reveals_a_lost_end() -> None:
    session = live()
    said(session, state(1), {"type": "heartbeat", "at": AT, "seq": 3})
    assert session.fault == Fault(1002, "a gap: events 2 to 3 are missing")
    reopened(session)
    said(session, {"type": "heartbeat", "at": AT, "seq": 3})
    assert session.fault is None


def test_that_a_source_that_cannot_resume_is_counted_and_goes_on() -> None:
    session = live()
    said(session, state(1))
    reopened(session, resumed=False)
    assert seqs(said(session, state(9), state(10))) == [9, 10]
    counters = session.counters
    assert (session.fault, counters.unresumed, counters.gaps, counters.missing) == (None, 1, 1, 7)


def test_that_what_cannot_be_read_still_has_its_number() -> None:
    session = live()
    bad = state(2, state="asleep")
    large = state(3, padding="x" * EVENT_LIMIT)
    unknown = {"type": "acme.ping", "at": AT, "seq": 4}
    assert seqs(said(session, state(1), bad, large, unknown, state(5))) == [1, 2, 3, 4, 5]
    session.receive(b'{"type": "agent.state", "seq": 6', 0.0)
    assert seqs(said(session, state(7))) == [7]
    counters = session.counters
    assert (session.fault, counters.events, counters.invalid, counters.unknown) == (None, 3, 3, 1)
    assert [found.line for found in session.quarantine] == [3, 4, 7]
    assert session.quarantine[1].reason.startswith("too large")


def test_that_events_without_numbers_are_taken() -> None:
    session = live()
    plain = {key: value for key, value in state(1).items() if key != "seq"}
    assert len(said(session, plain, plain)) == 2
    assert session.resume is None


# Frames --------------------------------------------------------------------------------------------


def test_that_each_object_of_a_batch_keeps_its_own_bytes() -> None:
    session = live()
    event = '{"type":"agent.state", "at":"AT","agent":"é","state":"offline","seq":1}'
    texts = [event.replace("AT", AT), '{ "type":"x" }']
    arrivals = session.receive(f"[ {texts[0]} ,\n{texts[1]}]".encode(), 0.0)
    assert [arrival.raw.decode() for arrival in arrivals] == texts
    assert session.counters.received == 3


def test_that_a_frame_that_is_too_large_is_refused() -> None:
    session = live()
    assert session.receive(b" " * (FRAME_LIMIT + 1), 0.0) == []
    assert session.fault is not None
    assert (session.fault.code, session.counters.invalid) == (1009, 1)


def test_that_the_quarantine_is_bounded() -> None:
    session = live()
    for _ in range(10_050):
        session.receive(b"?", 0.0)
    assert (len(session.quarantine), session.counters.invalid) == (10_000, 10_050)


# Time ----------------------------------------------------------------------------------------------


def test_that_two_heartbeats_missed_are_stale_and_four_are_lost() -> None:
    session = live()
    for now, expected in ((9.9, SessionState.LIVE), (10.0, SessionState.STALE), (19.9, SessionState.STALE)):
        session.tick(now)
        assert (session.state, session.fault) == (expected, None)
    assert session.age(12.5) == 12.5
    session.tick(20.0)
    assert session.fault is not None
    assert not session.fault.final


def test_that_a_heartbeat_makes_it_live_again_and_nothing_else_does() -> None:
    session = live()
    session.tick(11.0)
    session.receive(b"garbage", 11.5)
    said(session, state(1), {"type": "odd"}, now=11.8)
    assert (session.state, session.age(11.8)) == (SessionState.STALE, 11.8)
    (beat,) = said(session, {**FULL["heartbeat"], "seq": 1}, now=12.0)
    assert (session.state, session.age(13.0), beat.heard) == (SessionState.LIVE, 1.0, 12.0)


@given(st.lists(st.floats(0.01, 4.9), min_size=1, max_size=60))
def test_that_chatter_without_heartbeats_is_lost_after_four(pauses: list[float]) -> None:
    session, now = live(), 0.0
    for seq, pause in enumerate(pauses, 1):
        now += pause
        if now >= 20:
            break
        said(session, state(seq), now=now)
        session.tick(now)
        assert session.state is (SessionState.STALE if now >= 10 else SessionState.LIVE)
        assert session.fault is None
    session.tick(max(now, 20.0))
    assert session.fault is not None
    assert "4 heartbeats missed" in session.fault.reason


def test_that_time_in_which_nothing_could_be_read_is_no_silence_of_the_source() -> None:
    session = live()
    session.waited(60.0)
    session.tick(69.9)
    assert (session.state, session.fault, session.age(69.9)) == (SessionState.LIVE, None, 69.9)
    session.tick(80.0)
    assert session.fault is not None


def test_that_a_new_connection_is_no_sign_that_the_data_is_young() -> None:
    session = live()
    said(session, state(1), {**FULL["heartbeat"], "seq": 1}, now=5.0)
    reopened(session, now=100.0)
    assert (session.state, session.age(101.0)) == (SessionState.LIVE, 96.0)


def test_that_a_source_has_ten_seconds_to_say_hello() -> None:
    session = opened()
    session.tick(9.9)
    assert session.fault is None
    session.tick(10.0)
    assert session.fault == Fault(1002, "no hello within 10 s")


def test_that_the_sources_clock_is_followed_at_its_speed() -> None:
    session = live(speed=100)
    start = instant(AT)
    assert session.source_now(2.0) == start + 200_000
    said(session, {"type": "heartbeat", "at": LATER, "seq": 0}, now=3.0)
    assert session.source_now(3.5) == instant(LATER) + 50_000


@pytest.mark.parametrize("speed", ["fast", 0, -1, True, None, 1e9, [2]])
def test_that_a_speed_that_is_none_is_one(speed: object) -> None:
    assert live(speed=speed).source_now(1.0) == instant(AT) + 1000


def test_that_an_event_from_the_future_is_quarantined() -> None:
    session = live()
    (arrival,) = said(session, state(1, at=LATER))
    assert arrival.event is None
    assert arrival.is_object
    assert session.quarantine[0].reason == "at: 3,600 s ahead of the source's clock"
    assert seqs(said(session, state(2))) == [2]


# Whatever comes ------------------------------------------------------------------------------------

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
BENT = st.builds(
    lambda name, key, value: {**FULL[name], key: value},
    st.sampled_from(sorted(FULL)),
    st.sampled_from(
        ["type", "at", "seq", "epoch", "events", "protocol", "speed", "heartbeat_seconds", "agent"]
    ),
    JSON_VALUES | st.integers(1, 9) | st.just(AT),
)
FRAMES = st.one_of(
    st.binary(max_size=200),
    JSON_VALUES.map(lambda found: json.dumps(found).encode()),
    BENT.map(lambda found: json.dumps(found).encode()),
    st.lists(BENT, max_size=5).map(lambda found: json.dumps(found).encode()),
    st.integers(1, 12).map(lambda seq: json.dumps(state(seq)).encode()),
    st.sampled_from(
        [json.dumps(HELLO).encode(), b"[" * 3000, b"[" * 3000 + b"]" * 3000, b'{"seq":' + b"9" * 5000]
    ),
)


@given(st.lists(st.tuples(FRAMES, st.floats(0, 8)), max_size=25), st.booleans())
def test_that_no_frame_whatever_makes_it_raise(frames: list[tuple[bytes, float]], greeted: bool) -> None:
    session, now = opened(), 0.0
    if greeted:
        said(session, HELLO)
    for frame, wait in frames:
        now += wait
        for arrival in session.receive(frame, now):
            assert b"\n" not in arrival.line
            assert arrival.is_object or arrival.invalid is not None
        session.tick(now)
        if session.fault is not None:
            reopened(session, now)
    assert session.age(now) >= 0
    counters = session.counters
    assert counters.events + counters.control + counters.unknown <= counters.received


@given(st.lists(st.integers(1, 15), max_size=60), st.integers(1, 15))
def test_that_a_source_that_resumes_is_taken_whole_and_once_whatever_order_it_sends(
    order: list[int], last: int
) -> None:
    session, taken = live(), list[int]()
    for seq in order:
        taken += seqs(said(session, state(seq)))
        if session.fault is not None:
            after = reopened(session)["resume_after"]["seq"]
            taken += seqs(said(session, *(state(number) for number in range(after + 1, last + 1))))
    assert len(taken) == len(set(taken))
    if taken and session.counters.missing == 0:
        assert sorted(taken) == list(range(min(taken), max(taken) + 1))


def test_that_what_a_recording_holds_already_is_not_taken_again() -> None:
    numberings = EventSequences()
    numberings.open("lisbon", "e1")
    for seq in (1, 2, 3):
        numberings.take(seq)
    session = Session(Request(SINCE), numberings, "lisbon")
    assert json.loads(session.opened(0.0))["resume_after"] == {"epoch": "e1", "seq": 3}
    assert seqs(said(session, {**HELLO, "resumed": True}, state(3), state(4))) == [None, 4]


@pytest.mark.parametrize("seconds", [0, 0.049, 30.001, 600, 1e300])
def test_that_a_heartbeat_that_is_too_quick_or_too_slow_is_a_fault_and_not_final(
    seconds: float,
) -> None:
    session = Session(Request())
    session.opened(0.0)
    session.receive(json.dumps({**FULL["hello"], "heartbeat_seconds": seconds}).encode(), 0.0)
    assert session.fault is not None
    assert "heartbeat_seconds" in session.fault.reason
    assert not session.fault.final


# Too far behind ------------------------------------------------------------------------------------


def test_that_one_too_far_behind_asks_once_for_a_snapshot_and_then_resumes_again() -> None:
    session = live()
    said(session, {**FULL["agent.state"], "seq": 1})
    session.start_over()
    assert session.fault is not None
    assert not session.fault.final
    asked = reopened(session, resumed=False)
    assert (asked["resume_after"], asked["since"]) == (None, None)
    snapshot = {"type": "snapshot", "at": AT, "seq": 40, "complete_since": AT, "events": []}
    assert len(said(session, snapshot, {**FULL["agent.state"], "seq": 41})) == 2
    assert reopened(session)["resume_after"] == {"epoch": "e1", "seq": 41}


def test_that_without_a_connection_the_next_one_asks_for_a_snapshot() -> None:
    session = live()
    said(session, {**FULL["agent.state"], "seq": 1})
    session.lost()
    session.start_over()
    assert session.fault is None
    assert reopened(session)["since"] is None
