"""The source's half of the session: who gets what, from which point, and what bad input does."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.console_session import ConsoleSession
from feeds.events import instant, instant_text
from feeds.limits import COMMANDS_IN_FLIGHT, IGNORED_OBJECTS, SCOPE_NAMES, SUBSCRIBE_BYTES
from feeds.protocol.decoding import FRAME_LIMIT, decode
from feeds.recordings.replay import FAST, NEW_ROUND, DueEvent
from tests.builders import JSON, figures, floor_of
from tests.made_logs import made_log

LOG = made_log(3, contacts=25, agents=4)
START, END = instant(LOG[0]["at"]), instant(LOG[-1]["at"])


def due(event: JSON) -> DueEvent:
    text = json.dumps({key: value for key, value in event.items() if key != "seq"}).encode()
    at = instant(event["at"])
    return DueEvent(at, at, text, decode(text), "log")


def broadcast_of(events: list[JSON], **settings: Any) -> Broadcast:
    broadcast = Broadcast("lisbon", "e1", **settings)
    for event in events:
        broadcast.take(due(event))
    return broadcast


def subscribed(broadcast: Broadcast, now: int = END, **asked: Any) -> ConsoleSession:
    """A console that has subscribed, and been started."""
    console_session = ConsoleSession(broadcast)
    console_session.receive(json.dumps({"type": "subscribe", "protocol": 1, **asked}).encode())
    assert console_session.closing is None
    for _ in broadcast.open(console_session.scope):
        pass
    console_session.start(broadcast.streams[console_session.scope], now)
    return console_session


def drain(console_session: ConsoleSession, now: int = END) -> list[JSON]:
    """All that is to be sent, one object after the other."""
    objects: list[JSON] = []
    while (frame := console_session.next_frame(now)) is not None:
        assert len(frame) <= FRAME_LIMIT
        found = json.loads(frame)
        objects += found if isinstance(found, list) else [found]
    return objects


# Where a console begins ----------------------------------------------------------------------------


def test_that_all_is_sent_to_a_console_that_asks_for_all() -> None:
    hello, *events = drain(subscribed(broadcast_of(LOG), since="1970-01-01T00:00:00Z"))
    assert (hello["type"], hello["epoch"], hello["resumed"]) == ("hello", "e1", False)
    assert (hello["at"], hello["speed"], hello["grants"]) == (instant_text(END), 1.0, [])
    assert events == LOG


def test_that_since_an_instant_the_events_from_there_are_sent() -> None:
    middle = LOG[len(LOG) // 2]["at"]
    first = next(number for number, event in enumerate(LOG) if instant(event["at"]) >= instant(middle))
    console_session = subscribed(broadcast_of(LOG), since=middle)
    _, *events = drain(console_session)
    assert events == LOG[first:]


@pytest.mark.parametrize("since", [None, "2099-01-01T00:00:00Z"])
def test_that_otherwise_a_snapshot_is_sent(since: str | None) -> None:
    broadcast = broadcast_of(LOG[:150])
    now = instant(LOG[149]["at"])
    console_session = subscribed(broadcast, now, since=since)
    _, snapshot = drain(console_session, now)
    assert (snapshot["type"], snapshot["seq"]) == ("snapshot", 150)
    assert snapshot["complete_since"] == instant_text(now)
    assert all("seq" not in event for event in snapshot["events"])
    for event in LOG[150:]:
        broadcast.take(due(event))
    assert drain(console_session) == LOG[150:]


def test_that_what_was_dropped_is_replaced_by_a_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.broadcast.journal.BLOCK_BYTES", 2_000)
    broadcast = broadcast_of(LOG[:300], keep_bytes=3_000)
    _, snapshot = drain(subscribed(broadcast, since="1970-01-01T00:00:00Z"))
    assert snapshot["type"] == "snapshot"


def test_that_a_console_behind_what_is_kept_is_sent_a_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.broadcast.journal.BLOCK_BYTES", 2_000)
    broadcast = broadcast_of(LOG[:50], keep_bytes=3_000)
    console_session = subscribed(broadcast)
    drain(console_session)
    for event in LOG[50:]:
        broadcast.take(due(event))
    (snapshot,) = drain(console_session)
    assert (snapshot["type"], snapshot["seq"]) == ("snapshot", len(LOG))


@given(st.integers(0, len(LOG)), st.integers(0, len(LOG)))
@settings(max_examples=30)
def test_that_a_resumed_console_misses_and_repeats_nothing(had: int, played: int) -> None:
    """Also where a restarted source has not come so far yet."""
    broadcast = broadcast_of(LOG[:played])
    broadcast.total = len(LOG)
    console_session = subscribed(
        broadcast, resume_after={"epoch": "e1", "seq": had}, since="1970-01-01T00:00:00Z"
    )
    hello, *events = drain(console_session)
    assert hello["resumed"] is True
    assert events == LOG[had:played]
    assert json.loads(console_session.heartbeat(END))["seq"] == max(had, played)
    for event in LOG[played:]:
        broadcast.take(due(event))
    assert drain(console_session) == LOG[max(had, played) :]


def test_that_a_console_ahead_of_all_there_is_is_given_the_present_in_an_epoch_of_its_own() -> None:
    broadcast = broadcast_of(LOG[:100])
    console_session = subscribed(broadcast, resume_after={"epoch": "e1", "seq": 101})
    hello, snapshot = drain(console_session)
    assert (hello["resumed"], snapshot["type"], snapshot["seq"]) == (False, "snapshot", 100)
    assert hello["epoch"] != "e1"  # or what follows would be taken for what it has had
    for event in LOG[100:150]:
        broadcast.take(due(event))
    assert drain(console_session) == LOG[100:150]
    again, *rest = drain(subscribed(broadcast, resume_after={"epoch": hello["epoch"], "seq": 120}))
    assert (again["resumed"], again["epoch"], rest) == (True, hello["epoch"], LOG[120:150])


@given(st.integers(0, 150), st.integers(1, 60), st.integers(0, 40))
@settings(max_examples=20)
def test_that_a_snapshot_in_parts_and_what_follows_is_all_there_is(sent: int, most: int, pause: int) -> None:
    """However small the parts, and whatever is sent between them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feeds.broadcast.snapshot_encoding.PART_EVENTS", most)
        broadcast = broadcast_of(LOG[:sent])
        console_session = subscribed(broadcast, instant(LOG[sent]["at"]))
        frames, later = [], iter(LOG[sent:])
        while (frame := console_session.next_frame(END)) is not None:
            frames.append(json.loads(frame))
            for event in islice(later, pause):
                broadcast.take(due(event))
            pause = max(0, pause - 10)
        for event in later:
            broadcast.take(due(event))
    parts = [found for found in frames if isinstance(found, dict) and found["type"] == "snapshot"]
    assert [part.get("part", 1) for part in parts] == list(range(1, len(parts) + 1))
    assert {part.get("parts", 1) for part in parts} == {len(parts)}
    assert all(len(part["events"]) <= most for part in parts)
    whole = broadcast_of(LOG[:sent]).picture_now(broadcast.everything, instant(LOG[sent]["at"]))
    assert sum(len(part["events"]) for part in parts) == sum(
        len(json.loads(text)["events"]) for text in whole
    )


# What a console may not ----------------------------------------------------------------------------

SUBSCRIBE = b'{"type":"subscribe","protocol":1}'


def test_that_little_is_read_before_a_subscription(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bytes] = []

    def look(text: bytes) -> object:
        looked.append(text)
        return decode(text)

    monkeypatch.setattr("feeds.broadcast.console_session.decode", look)
    for frame, code, most in (
        (b"[" + b",".join([b"{}"] * 1_000_000) + b"]", 1009, 0),
        (b" " * SUBSCRIBE_BYTES + SUBSCRIBE, 1009, 0),
        (b"[" + b",".join([b"{}"] * 60_000) + b"]", 1009, 0),
        (b"[" + b",".join([b"{}"] * 40_000) + b"]", 4400, 1),
        (b"[" + b",".join([b'{"type":"command","id":"1","verb":"log_out"}'] * 1_000) + b"]", 4409, 1),
    ):
        looked.clear()
        console_session = ConsoleSession(broadcast_of([]))
        console_session.receive(frame)
        assert console_session.closing is not None
        assert (console_session.closing.code, len(looked) <= most) == (code, True)


def test_that_a_scope_of_as_many_names_as_may_be_fits() -> None:
    names = [f"{number:040}" for number in range(SCOPE_NAMES)]
    console_session = subscribed(broadcast_of(LOG), queues=names)
    assert console_session.scope.size == SCOPE_NAMES


def test_that_a_frame_of_junk_is_read_in_slices_and_not_to_its_end() -> None:
    console_session = subscribed(broadcast_of(LOG))
    rests = list(console_session.receive_in_slices(b"[" + b",".join([b"{}"] * 50_000) + b"]"))
    assert console_session.closing is not None
    assert (console_session.closing.code, console_session.ignored) == (4400, IGNORED_OBJECTS + 1)
    assert len(rests) >= IGNORED_OBJECTS / 200


def test_that_commands_in_flight_are_bounded_until_they_are_answered() -> None:
    console_session = subscribed(broadcast_of(LOG))
    console_session.grants = ("log_out",)

    def command(number: int) -> bytes:
        return json.dumps({"type": "command", "id": str(number), "verb": "log_out", "agent": "ana"}).encode()

    for number in range(3 * COMMANDS_IN_FLIGHT):
        console_session.receive(command(number))
        commands, console_session.commands = console_session.commands, []
        for order in commands:
            console_session.answer(order.id, None)
        drain(console_session)
    assert console_session.closing is None
    for number in range(COMMANDS_IN_FLIGHT + 1):
        console_session.receive(command(number))
        console_session.commands.clear()
    assert console_session.closing is not None
    assert console_session.closing.reason == "too many commands at once"


def test_that_half_of_a_surrogate_pair_is_refused_in_words() -> None:
    console_session = ConsoleSession(broadcast_of(LOG))
    console_session.receive(b'{"type":"subscribe","protocol":"\\ud800"}')
    assert console_session.closing is not None
    assert console_session.closing.code == 4406
    console_session = subscribed(broadcast_of(LOG))
    drain(console_session)
    console_session.receive(b'{"type":"command","id":"\\ud800","verb":"log_out","agent":"ana"}')
    (answer,) = drain(console_session)
    assert (answer["type"], answer["ok"], answer["id"]) == ("command_result", False, "\ufffd")


def test_that_an_unknown_epoch_is_not_resumed() -> None:
    hello, snapshot = drain(subscribed(broadcast_of(LOG), resume_after={"epoch": "other", "seq": 3}))
    assert (hello["resumed"], snapshot["type"]) == (False, "snapshot")


# Rounds, snapshots and scopes ----------------------------------------------------------------------


def test_that_a_console_follows_into_the_next_round() -> None:
    broadcast = broadcast_of(LOG[:30])
    console_session = subscribed(broadcast, since="1970-01-01T00:00:00Z")
    drain(console_session)
    late = subscribed(broadcast, resume_after={"epoch": "e1", "seq": 20})
    broadcast.take(DueEvent(END, END, b"", NEW_ROUND, "log"))
    for event in LOG[:5]:
        broadcast.take(due(event))
    for console, rest in ((console_session, []), (late, LOG[20:30])):
        found = drain(console)
        if console is late:
            assert found.pop(0)["resumed"] is True
        assert found[: len(rest)] == rest
        hello, snapshot, *events = found[len(rest) :]
        assert (hello["type"], hello["epoch"], hello["resumed"]) == ("hello", "e1-2", False)
        assert (snapshot["seq"], snapshot["events"]) == (0, [])
        assert [event["seq"] for event in events] == [1, 2, 3, 4, 5]


def test_that_a_snapshot_in_a_log_is_sent_at_its_place() -> None:
    broadcast = broadcast_of(LOG[:10])
    console_session = subscribed(broadcast, since="1970-01-01T00:00:00Z")
    state = {"type": "agent.state", "at": LOG[9]["at"], "agent": "zoe", "state": "available"}
    found = {"type": "snapshot", "at": LOG[9]["at"], "seq": 500, "events": [state]}
    text = json.dumps(found).encode()
    broadcast.take(DueEvent(START, START, text, decode(text), "log"))
    broadcast.take(due(LOG[10]))
    objects = drain(console_session)[1:]
    assert [event.get("seq") for event in objects] == [*range(1, 11), 10, 11]
    assert objects[10]["events"] == [state]
    (present,) = drain(subscribed(broadcast))[1:]
    assert {"agent": "zoe", "state": "available"}.items() <= present["events"][-1].items() or any(
        event.get("agent") == "zoe" for event in present["events"]
    )


def test_that_a_scope_is_a_stream_of_its_own_numbering() -> None:
    broadcast = broadcast_of(LOG[:200])
    console_session = subscribed(broadcast, since="1970-01-01T00:00:00Z", queues=["sales"], teams=["north"])
    hello, *events = drain(console_session)
    assert hello["epoch"] not in ("", "e1")
    for event in LOG[200:]:
        broadcast.take(due(event))
    events += drain(console_session)
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert 0 < len(events) < len(LOG)
    again = broadcast_of(LOG)
    resumed = {"epoch": hello["epoch"], "seq": 7}
    assert drain(subscribed(again, resume_after=resumed, queues=["sales"], teams=["north"]))[1:] == events[7:]
    assert figures(floor_of(events), END)["queues"]["sales"]["answered"] is not None


def test_that_an_unpaced_source_sends_its_clock_before_its_events() -> None:
    """A console sets an event aside that is more than a minute ahead of what it holds for now."""
    broadcast = broadcast_of(LOG, speed=FAST)
    console_session = subscribed(broadcast, START, since="1970-01-01T00:00:00Z")
    clock = instant(drain(console_session, START)[0]["at"])
    console_session = subscribed(broadcast, START, since="1970-01-01T00:00:00Z")
    now = START
    for found in drain(console_session, END):
        if found["type"] in ("hello", "heartbeat"):
            clock = instant(found["at"])
        else:
            assert instant(found["at"]) <= clock + 60_000
            now = max(now, clock)
    assert now == END


# Commands and refusals -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"verb": "monitor", "agent": "ana", "device": "101"}, "not granted"),
        ({"verb": "monitor", "agent": "ana"}, "needs device"),
        ({"verb": "requeue"}, "needs contact and queue"),
        ({"verb": "dance"}, "invalid command"),
        ({}, "invalid command: verb: missing"),
        ({"verb": "set_state", "agent": "ana", "state": "dancing"}, "invalid command: state"),
    ],
)
def test_that_a_command_is_refused_with_a_reason(command: JSON, words: str) -> None:
    console_session = subscribed(broadcast_of(LOG[:3]))
    drain(console_session)
    console_session.receive(json.dumps({"type": "command", "id": "i1", **command}).encode())
    (result,) = drain(console_session)
    assert (result["type"], result["id"], result["ok"]) == ("command_result", "i1", False)
    assert words in result["error"]


def test_that_a_granted_command_is_handed_over_and_answered_once_it_is_done() -> None:
    console_session = ConsoleSession(broadcast_of(LOG), grants=("log_out",))
    console_session.receive(b'{"type":"subscribe","protocol":1}')
    console_session.start(console_session.broadcast.everything, END)
    assert drain(console_session)[0]["grants"] == ["log_out"]
    console_session.receive(b'{"type":"command","id":"7","verb":"log_out","agent":"ana"}')
    console_session.receive(b'{"type":"command","id":"8","verb":"monitor","agent":"ana","device":"101"}')
    (refused,) = drain(console_session)
    assert (refused["id"], refused["ok"]) == ("8", False)
    assert "granted are log_out" in refused["error"]
    assert [order.id for order in console_session.commands] == ["7"]
    console_session.answer("7", None)
    assert drain(console_session) == [{"type": "command_result", "id": "7", "ok": True, "error": None}]


def test_that_more_commands_than_can_be_done_end_the_session() -> None:
    console_session = ConsoleSession(broadcast_of(LOG), grants=("log_out",))
    console_session.receive(b'{"type":"subscribe","protocol":1}')
    for _ in range(1_001):
        console_session.receive(b'{"type":"command","id":"7","verb":"log_out","agent":"ana"}')
    assert console_session.closing is not None
    assert "too many commands" in console_session.closing.reason


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b'{"type":"subscribe","protocol":2}', 4406),
        (b'{"type":"subscribe","protocol":"one"}', 4406),
        (b'{"type":"subscribe"}', 4400),
        (b'{"type":"subscribe","protocol":1,"since":"yesterday"}', 4400),
        (b'{"type":"command","id":"1","verb":"monitor"}', 4409),
        (b"hello?", 4400),
        (b"\xff\xfe", 4400),
        (b"[" * 5000, 4400),
    ],
)
def test_that_who_does_not_subscribe_is_sent_away_with_a_reason(frame: bytes, code: int) -> None:
    console_session = ConsoleSession(broadcast_of([]))
    console_session.receive(frame)
    assert console_session.closing is not None
    assert console_session.closing.code == code
    assert 0 < len(console_session.closing.reason.encode()) <= 123


def test_that_a_second_subscription_and_silence_are_refused() -> None:
    console_session = subscribed(broadcast_of([]))
    console_session.silent()
    assert console_session.closing is None
    console_session.receive(b'{"type":"subscribe","protocol":1}')
    assert console_session.closing is not None
    silent = ConsoleSession(broadcast_of([]))
    silent.silent()
    assert silent.closing is not None
    assert silent.closing.code == 4408


def test_that_nobody_makes_answers_pile_up() -> None:
    console_session = subscribed(broadcast_of([]))
    command = b'{"type":"command","id":"1","verb":"log_out","agent":"a"}'
    console_session.receive(b"[" + b",".join([command] * 5000) + b"]")
    assert console_session.closing is not None


FIELDS = ("type", "protocol", "resume_after", "since", "teams", "queues", "id", "verb", "epoch", "seq")
anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.floats(),
        st.integers(),
        st.text(max_size=20),
        st.sampled_from(["subscribe", "command", "hello", "1970-01-01T00:00:00Z", "monitor"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(
            st.one_of(
                st.sampled_from(
                    [
                        "type",
                        "protocol",
                        "resume_after",
                        "since",
                        "teams",
                        "queues",
                        "id",
                        "verb",
                        "epoch",
                        "seq",
                    ]
                ),
                st.text(max_size=5),
            ),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=12,
)


@given(st.lists(st.one_of(st.binary(max_size=200), anything.map(lambda x: json.dumps(x).encode()))))
def test_that_no_input_raises_or_changes_what_is_sent(frames: list[bytes]) -> None:
    broadcast = broadcast_of(LOG[:20])
    fresh, ready = ConsoleSession(broadcast), subscribed(broadcast, since="1970-01-01T00:00:00Z")
    for frame in frames:
        fresh.receive(frame)
        ready.receive(frame)
    if fresh.asked is None:
        assert fresh.next_frame(END) is None
    sent = [found for found in drain(ready) if found["type"] not in ("hello", "command_result")]
    assert sent == LOG[:20]
