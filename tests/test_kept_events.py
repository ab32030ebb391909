"""What a floor keeps of contacts: bounded while they are open, next to nothing once they are over."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import pytest

from console.floor.floor import Floor
from feeds.events import instant, instant_text
from tests.builders import JSON, floor_of, send

START = instant("2026-03-02T08:00:00Z")
SHARED = (ModuleType, type, FunctionType, BuiltinFunctionType, MethodType)


def kept_bytes(floor: Floor) -> int:
    """The bytes of all that a floor holds but the newest anomalies; code and types left out."""
    gc.collect()
    seen = {id(floor.books.anomalies)}
    waiting: list[Any] = [floor]
    total = 0
    while waiting:
        item = waiting.pop()
        if id(item) in seen or isinstance(item, SHARED):
            continue
        seen.add(id(item))
        total += sys.getsizeof(item)
        waiting += gc.get_referents(item)
    return total


def numbered(events: Iterator[JSON]) -> list[JSON]:
    """The events, a second apart."""
    return [
        {**event, "at": instant_text(START + number * 1000), "seq": number + 1}
        for number, event in enumerate(events)
    ]


def contact_events(name: str, marks: int) -> Iterator[JSON]:
    """A contact that is answered, marked as transferred so many times, and ends."""
    yield {"type": "contact.queued", "contact": name, "queue": "help"}
    yield {"type": "contact.answered", "contact": name, "agent": "ana"}
    for _ in range(marks):
        yield {"type": "contact.transferred", "contact": name, "agent": "ana", "kind": "warm"}
    yield {"type": "contact.released", "contact": name, "agent": "ana", "wrap_up": False}
    yield {"type": "contact.ended", "contact": name}


def over(contacts: int, marks: int) -> Iterator[JSON]:
    """Contacts one after the other, then a quarter of an hour in which only zed comes and goes."""
    for number in range(contacts):
        yield from contact_events(f"contact-{number:04d}", marks)
    for number in range(1000):
        state = "available" if number % 2 else "offline"
        yield {"type": "agent.state", "agent": "zed", "state": state}


def test_that_the_events_of_contacts_that_are_over_are_let_go() -> None:
    contacts = 100
    short = kept_bytes(floor_of(numbered(over(contacts, 2)), batch=500))
    long = kept_bytes(floor_of(numbered(over(contacts, 42)), batch=500))
    assert long - short <= 8 * 40 * contacts


def test_that_an_open_contact_keeps_no_more_than_ten_thousand_events() -> None:
    talk = list(contact_events("contact-1", 30_000))[:-2]
    events = numbered(iter(talk))
    floor = floor_of([])
    sizes = [kept_bytes(floor)]
    for first, last in ((0, 10_000), (10_000, 30_002)):
        for place in range(first, last, 1000):
            send(floor, events[place : min(last, place + 1000)], place + 1)
        sizes.append(kept_bytes(floor))
    assert floor.books.anomaly_counts == {"more than 10,000 events of one contact": 20_002}
    assert len(floor.books.anomalies) == 10_000
    assert sizes[2] - sizes[1] <= 65_536 + (sizes[1] - sizes[0]) // 10


BEFORE = instant_text(START - 60_000)
# What may hinder that states are let go: an instant far ahead, events that may come a day late, an open leg.
HINDRANCES: dict[str, list[JSON]] = {
    "nothing": [],
    "an instant far ahead": [
        {"type": "agent.state", "agent": "zed", "state": "available", "at": BEFORE},
        {"type": "agent.state", "agent": "zed", "state": "available", "at": "2027-03-02T08:00:00Z"},
    ],
    "lateness of a day": [{"type": "site.profile", "lateness_seconds": 86_400, "at": BEFORE}],
    "an open leg": [{"type": "contact.answered", "contact": "c1", "agent": "ana", "at": BEFORE}],
}


@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_that_an_agents_states_of_long_ago_are_kept_as_spans_alone(hindrance: str) -> None:
    stated = {"type": "agent.state", "agent": "ana"}
    states = [{**stated, "state": "available" if number % 2 else "offline"} for number in range(16_000)]
    first = HINDRANCES[hindrance]
    events = [*first, *numbered(iter(states))]
    events = [{**event, "seq": seq} for seq, event in enumerate(events, start=1)]
    floor = floor_of(events[:8000], batch=500)
    before = kept_bytes(floor)
    for place in range(8000, len(events), 500):
        send(floor, events[place : place + 500], place + 1)
    assert (kept_bytes(floor) - before) / 8000 <= 40
