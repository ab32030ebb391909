"""The numbered streams of one source: what each scope sees, and how rounds and late scopes begin."""

from __future__ import annotations

import json

from feeds.broadcast.broadcast import Broadcast, Stream
from feeds.broadcast.scope import ConsoleScope, Foresight
from feeds.protocol.decoding import decode
from feeds.recordings.replay import NEW_ROUND, DueEvent
from tests.builders import JSON
from tests.feeds import AT
from tests.feeds.broadcast.test_console_session import END, LOG, broadcast_of, due

NORTH = ConsoleScope(teams=frozenset({"team-1"}))


def objects(stream: Stream) -> list[JSON]:
    """All that is kept in the journal of *stream*."""
    found: list[JSON] = []
    place = stream.journal.first_place
    while place < stream.journal.end:
        page = stream.journal.read(place)
        found += [json.loads(text) for text in page.texts]
        place = page.following
    return found


def opened(broadcast: Broadcast, scope: ConsoleScope) -> Stream:
    for _ in broadcast.open(scope):
        pass
    return broadcast.streams[scope]


def test_that_events_are_numbered_from_one_in_the_order_they_are_sent() -> None:
    broadcast = broadcast_of(LOG[:20])
    assert [event["seq"] for event in objects(broadcast.everything)] == list(range(1, 21))


def test_that_a_scope_opened_late_is_numbered_as_one_that_was_there_from_the_start() -> None:
    early, late = broadcast_of([]), broadcast_of(LOG)
    from_the_start = opened(early, NORTH)
    for event in LOG:
        early.take(due(event))
    assert objects(opened(late, NORTH)) == objects(from_the_start)
    assert late.streams[NORTH].journal.epoch == from_the_start.journal.epoch != "e1"


def test_that_a_new_round_ends_the_streams_and_follows_with_a_floor_where_nothing_is_open() -> None:
    broadcast = broadcast_of(LOG[:20])
    ended = broadcast.everything
    broadcast.take(DueEvent(END, END, b"", NEW_ROUND, "log"))
    assert ended.journal.is_closed
    assert ended.following is broadcast.everything
    (present,) = objects(broadcast.everything)
    assert (present["type"], present["seq"], present["events"]) == ("snapshot", 0, [])
    assert broadcast.everything.journal.epoch == "e1-2"


def test_that_a_scope_being_opened_when_a_round_begins_is_of_the_new_round() -> None:
    broadcast = broadcast_of(LOG)
    opening = broadcast.open(NORTH)
    next(opening)
    broadcast.next_round(END)
    for _ in opening:
        pass
    assert [found["type"] for found in objects(broadcast.streams[NORTH])] == ["snapshot"]


def test_that_a_scope_asked_for_twice_at_once_is_one_stream() -> None:
    broadcast = broadcast_of(LOG)
    first, second = broadcast.open(NORTH), broadcast.open(NORTH)
    next(first)
    next(second)
    for _ in first:
        pass
    stream = broadcast.streams[NORTH]
    for _ in second:
        pass
    assert broadcast.streams[NORTH] is stream


def test_that_many_consoles_share_one_snapshot_until_much_has_been_sent_since() -> None:
    broadcast = broadcast_of(LOG[:50])
    stream = broadcast.everything
    picture = broadcast.picture(stream, END)
    assert broadcast.picture(stream, END) is picture
    for event in LOG * 5:
        broadcast.take(due(event))
    assert broadcast.picture(stream, END) is not picture


def present_due(*agents: str, part: int | None = None, parts: int | None = None) -> DueEvent:
    """A source's present, or a part of it: these agents are available."""
    events = [{"type": "agent.state", "at": AT, "agent": agent, "state": "available"} for agent in agents]
    numbers = {} if part is None else {"part": part, "parts": parts}
    text = json.dumps({"type": "snapshot", "at": AT, "seq": 0, "events": events, **numbers}).encode()
    return DueEvent(END, END, text, decode(text), "log")


def present_sent(stream: Stream) -> list[list[str]]:
    """The agents of each snapshot in the journal of *stream*."""
    return [
        [event["agent"] for event in found["events"] if event["type"] == "agent.state"]
        for found in objects(stream)
        if found["type"] == "snapshot"
    ]


def test_that_a_new_snapshot_goes_to_every_scope_as_each_sees_it() -> None:
    broadcast = broadcast_of(LOG[:20])
    scoped = opened(broadcast, NORTH)
    broadcast.take(present_due("ana", "ben"))
    assert present_sent(broadcast.everything) == [["ana", "ben"]]
    assert len(present_sent(scoped)) == 1


def test_that_a_present_in_parts_holds_once_it_is_whole_and_a_wrong_part_is_remarked() -> None:
    broadcast = broadcast_of([])
    notes: list[str] = []
    broadcast.on_note = notes.append
    broadcast.take(present_due("ana", part=1, parts=2))
    assert present_sent(broadcast.everything) == []
    broadcast.take(present_due("ben", part=2, parts=2))
    assert [sorted(agents) for agents in present_sent(broadcast.everything)] == [["ana", "ben"]]
    broadcast.take(present_due("cy", part=2, parts=2))
    assert len(notes) == 1
    assert notes[0].startswith("a snapshot of log is skipped: ")


def test_that_a_scope_opened_after_a_snapshot_is_given_it_at_its_place() -> None:
    broadcast = broadcast_of(LOG[:20])
    broadcast.take(present_due("ana"))
    for event in LOG[20:30]:
        broadcast.take(due(event))
    assert len(present_sent(opened(broadcast, NORTH))) == 1


def test_that_a_scope_opened_when_the_beginning_is_gone_begins_with_the_present() -> None:
    broadcast = broadcast_of(LOG * 20, keep_bytes=1)
    assert not broadcast.everything.journal.is_whole
    first, *_ = objects(opened(broadcast, NORTH))
    assert first["type"] == "snapshot"
    assert broadcast.streams[NORTH].journal.epoch.endswith(f"-{broadcast.everything.journal.last}")


def test_that_what_a_scope_needs_is_read_once() -> None:
    asked: list[ConsoleScope] = []

    def read(scope: ConsoleScope) -> Foresight:
        asked.append(scope)
        return Foresight()

    broadcast = broadcast_of(LOG, foresee=read)
    reading = broadcast.expect(NORTH)
    assert reading is not None
    broadcast.expected(NORTH, reading())
    assert broadcast.expect(NORTH) is None
    opened(broadcast, NORTH)
    assert asked == [NORTH]
