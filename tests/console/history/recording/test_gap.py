"""Gaps: what was lost is counted exactly, epoch by epoch."""

from __future__ import annotations

from console.history.days.records import GapRecord
from console.history.recording.gap import Gap, epoch_of
from feeds.events import instant
from tests.builders import days_of_events
from tests.feeds import encoded

HELLO, *EVENTS = [encoded(event) for event in days_of_events(1)]


def test_that_lost_lines_are_counted_by_epoch_and_the_newest_hello_is_kept() -> None:
    gap = Gap("e0")
    second = HELLO.replace(b'"e1"', b'"e2"')
    for line in (EVENTS[3], EVENTS[4], b"no object", HELLO, second, EVENTS[0]):
        gap.add(line)
    made = days_of_events(1)
    at = [instant(made[number]["at"]) for number in (4, 5, 1)]
    assert gap.hello == second
    assert gap.records == [
        GapRecord("e0", 4, 5, at[0], at[1], 2, 3),
        GapRecord("e1", None, None, None, None, 0, 1),
        GapRecord("e2", 1, 1, at[2], at[2], 1, 2),
    ]


def test_that_an_event_of_an_unknown_type_counts_by_its_number() -> None:
    gap = Gap("e1")
    gap.add(b'{"type":"acme.odd","seq":7}')
    assert gap.records == [GapRecord("e1", 7, 7, None, None, 1, 1)]


def test_that_only_a_hello_begins_an_epoch() -> None:
    assert epoch_of(HELLO) == "e1"
    assert epoch_of(EVENTS[0]) is None
    assert epoch_of(b'{"type":"acme.odd","text":"hello"}') is None
    assert epoch_of(b'"hello"') is None
