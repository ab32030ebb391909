"""Snapshots: what rebuilds the present, and nothing more; tried on random floors cut anywhere."""

from __future__ import annotations

import json
import os
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from console.floor.floor import Floor
from feeds.broadcast.snapshot import PresentEvents, picture_of
from feeds.events import CONTROL_TYPES, Snapshot, instant, instant_text
from feeds.protocol.decoding import FRAME_LIMIT, decode
from tests.builders import JSON, figures, send
from tests.feeds import FULL
from tests.made_logs import made_log, shuffled

# Not why someone is out: that asks what was scheduled and done before the time that a snapshot covers.
NOW = ("state", "reason", "since", "adherence_now")
MAY_BE_LATE = ("agent.state", "contact.")
WAITING = ("waiting", "longest_wait_seconds", "staffed", "free", "breach_soon", "threshold_seconds", "target")
EXAMPLES = int(os.environ.get("FLOORLIGHT_SOAK", "20"))
some = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def log(seed: int, is_late: bool) -> list[JSON]:
    events = made_log(seed, contacts=40, agents=6)
    if not is_late:
        return events
    return [{**event, "seq": seq} for seq, event in enumerate(shuffled(events, seed), 1)]


def present_of(events: list[JSON]) -> PresentEvents:
    present = PresentEvents()
    for event in events:
        text = json.dumps(event).encode()
        present.take(instant(event["at"]), text, decode(text))
    return present


def snapshot_of(events: list[JSON], now: int, seq: int) -> bytes:
    (text,) = picture_of(present_of(events).events(now), now, seq, now)
    return text


def floor_of(events: list[JSON]) -> Floor:
    floor = Floor(horizon_ms=None)
    send(floor, events)
    return floor


def floor_from(snapshot: bytes, later: list[JSON]) -> Floor:
    floor = Floor(horizon_ms=None)
    sent = decode(snapshot)
    assert isinstance(sent, Snapshot)
    floor.apply(sent, 1, "log")
    send(floor, later, 2)
    return floor


def now_on(floor: Floor, at: int) -> dict[str, Any]:
    """What is so at *at*: agents' states, who waits since when, and who has which legs."""
    found = figures(floor, at)
    legs = {
        agent.name: sorted((contact.name, leg.part) for contact, leg in agent.legs.items())
        for agent in floor.roster.by_index
    }
    return {
        "agents": {
            name: {key: row[key] for key in NOW}
            for name, row in found["agents"].items()
            if row["state"] != "offline" or row["since"] is not None
        },
        "queues": {name: {key: row[key] for key in WAITING} for name, row in found["queues"].items()},
        "waiting": sorted(contact.name for contact in floor.contacts.waiting),
        "legs": {name: held for name, held in legs.items() if held},
    }


@some
@given(st.integers(0, 200), st.booleans(), st.floats(0.01, 1))
def test_that_a_snapshot_and_what_follows_give_the_present_that_all_gives(
    seed: int, is_late: bool, share: float
) -> None:
    events = log(seed, is_late)
    cut = max(1, round(len(events) * share))
    before, later = events[:cut], events[cut:]
    now = max(instant(event["at"]) for event in before)
    snapshot = snapshot_of(before, now, cut)
    assert now_on(floor_from(snapshot, []), now) == now_on(floor_of(before), now)
    # What was late when the snapshot was made cannot take its place before it any more.
    assume(all(instant(event["at"]) > now for event in later if event["type"].startswith(MAY_BE_LATE)))
    end = max(instant(event["at"]) for event in events)
    assert now_on(floor_from(snapshot, later), end) == now_on(floor_of(events), end)


# Its size ------------------------------------------------------------------------------------------


def scheduled(agents: int, hours: int, now: int) -> list[JSON]:
    """Agents who are there, each with a day of short spans around *now*."""
    sent: list[JSON] = []
    for number in range(agents):
        who = {"at": instant_text(now - 3_600_000), "agent": f"agent-{number:05}"}
        edges = [now + hour * 1_800_000 for hour in range(-hours, hours + 1)]
        spans = [
            {"activity": "on_queue", "start": instant_text(start), "end": instant_text(end)}
            for start, end in pairwise(edges)
        ]
        span = {"start": instant_text(edges[0]), "end": instant_text(edges[-1])}
        sent.append({"type": "agent.state", **who, "state": "available"})
        sent.append({"type": "schedule.published", **who, **span, "activities": spans})
    return sent


def test_that_a_snapshot_that_would_be_too_large_leaves_out_what_is_needed_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("feeds.broadcast.snapshot.SNAPSHOT_LIMIT", FRAME_LIMIT)
    now = instant("2026-11-22T12:00:00Z")
    kept = present_of(scheduled(2_300, 12, now)).events(now)
    parts = [json.loads(text) for text in picture_of(kept, now, 9, now)]
    sent = [event for part in parts for event in part["events"]]
    assert [part["left_out"] for part in parts] == [["past schedule spans and forecasts"]] * len(parts)
    assert sum(map(len, picture_of(kept, now, 9, now))) <= FRAME_LIMIT
    assert sum(event["type"] == "agent.state" for event in sent) == 2_300
    schedules = [event for event in sent if event["type"] == "schedule.published"]
    assert len(schedules) == 2_300
    assert all(instant(span["end"]) > now for event in schedules for span in event["activities"])


def test_that_even_a_flood_of_open_contacts_stays_within_a_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.broadcast.snapshot.SNAPSHOT_LIMIT", FRAME_LIMIT)
    now = instant("2026-11-22T12:00:00Z")
    sent: list[JSON] = [
        {
            "type": "contact.queued",
            "at": instant_text(now + number),
            "contact": f"{number:0128}",
            "queue": "q" * 128,
        }
        for number in range(14_000)
    ]
    picture = picture_of(present_of(sent).events(now), now, 9, now)
    assert picture.left_out[-1] == "the oldest open contacts"
    found = [event for text in picture for event in json.loads(text)["events"]]
    assert found[-1]["contact"] == f"{13_999:0128}"
    assert len(found) > 10_000


def test_that_what_is_over_is_let_go() -> None:
    """A snapshot at the end of a day is not longer for all that the day held."""
    events = log(4, False)
    end = max(instant(event["at"]) for event in events)
    kept = present_of(events).events(end + 3_600_000)
    contacts = {found.event.contact for found in kept if found.event.type.startswith("contact.")}
    floor = floor_of(events)
    legs = {contact.name for agent in floor.roster.by_index for contact in agent.legs}
    waiting = {contact.name for contact in floor.contacts.waiting}
    assert waiting | legs <= contacts
    assert len(contacts - waiting - legs) <= 2 * len(floor.roster.by_index)


# Its days ------------------------------------------------------------------------------------------


def test_that_schedules_are_sent_from_the_sites_today_on() -> None:
    site = {"type": "site.profile", "at": "2026-11-20T00:00:00Z", "time_zone": "America/New_York"}
    days = [f"2026-11-{day}T06:00:00Z" for day in (20, 21, 22, 23)]
    sent = [
        {"type": "schedule.published", "at": day, "agent": "ana", "start": day, "end": day[:11] + "14:00:00Z"}
        for day in days
    ]
    # In New York it is still the 21st.
    now = instant("2026-11-22T02:00:00Z")
    kept = present_of([site, *sent]).events(now)
    assert [found.event.start for found in kept if found.event.type == "schedule.published"] == days[1:]


def test_that_a_replaced_definition_is_no_longer_sent() -> None:
    sent = [
        {"type": "queue.profile", "at": f"2026-11-22T0{hour}:00:00Z", "queue": "sales", "name": name}
        for hour, name in ((6, "one"), (7, "two"))
    ]
    late = {"type": "agent.state", "at": "2026-11-22T08:00:00Z", "agent": "ana", "state": "available"}
    kept = present_of([late, *sent]).events(instant("2026-11-22T08:00:00Z"))
    assert [found.event.name for found in kept if found.event.type == "queue.profile"] == ["two"]


def test_that_a_new_snapshot_replaces_what_its_source_had_open() -> None:
    def queued(contact: str) -> JSON:
        return {"type": "contact.queued", "at": "2026-11-22T08:00:00Z", "contact": contact, "queue": "sales"}

    present = PresentEvents()
    for source, contact in (("lisbon", "old"), ("porto", "other")):
        text = json.dumps(queued(contact)).encode()
        present.take(instant("2026-11-22T08:00:00Z"), text, decode(text), source)
    message = {
        "type": "snapshot",
        "at": "2026-11-22T09:00:00Z",
        "seq": 1,
        "events": [queued("new"), {"type": "bot.started", "at": "2026-11-22T08:00:00Z", "session": "s"}],
    }
    snapshot = decode(json.dumps(message).encode())
    assert isinstance(snapshot, Snapshot)
    present.replace(snapshot, "lisbon")
    kept = present.events(instant("2026-11-22T09:00:00Z"))
    contacts = {found.event.contact for found in kept if found.event.type == "contact.queued"}
    assert contacts == {"new", "other"}


@pytest.mark.parametrize("name", sorted(FULL.keys() - CONTROL_TYPES))
def test_that_every_event_is_taken_in_any_order(name: str) -> None:
    events = [FULL[name], *(FULL[other] for other in sorted(FULL.keys() - CONTROL_TYPES)), FULL[name]]
    text = snapshot_of(events, instant(FULL[name]["at"]), 3)
    assert floor_from(text, []).applied == 0
