"""The numbered streams of one source: what each scope sees, and how rounds and late scopes begin."""

from __future__ import annotations

import json

from feeds.broadcast.broadcast import Broadcast, Stream
from feeds.broadcast.scope import ConsoleScope
from feeds.recordings.replay import NEW_ROUND, DueEvent
from tests.builders import JSON
from tests.feeds.broadcast.test_console_session import END, LOG, broadcast_of, told_of

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


def test_that_events_are_numbered_from_one_in_the_order_they_are_told() -> None:
    broadcast = broadcast_of(LOG[:20])
    assert [event["seq"] for event in objects(broadcast.everything)] == list(range(1, 21))


def test_that_a_scope_opened_late_is_numbered_as_one_that_was_there_from_the_start() -> None:
    early, late = broadcast_of([]), broadcast_of(LOG)
    from_the_start = opened(early, NORTH)
    for event in LOG:
        early.take(told_of(event))
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


def test_that_many_consoles_are_given_one_picture_until_much_has_been_told_since() -> None:
    broadcast = broadcast_of(LOG[:50])
    stream = broadcast.everything
    picture = broadcast.picture(stream, END)
    assert broadcast.picture(stream, END) is picture
    for event in LOG * 5:
        broadcast.take(told_of(event))
    assert broadcast.picture(stream, END) is not picture
