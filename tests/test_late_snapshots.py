"""A snapshot in the middle of a log that comes late: a floor to what comes after it from its source."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence

import pytest

from feeds.events import instant
from tests import brute_force
from tests.arrival_orders import late_by_minutes, late_within
from tests.builders import JSON, figures, floor_of
from tests.made_logs import made_log
from tests.test_brute_force import disagreements
from tests.test_lateness import applied, applied_naively

SEEDS = range(int(os.environ.get("FLOORLIGHT_SOAK", "8")))
DEFINITIONS = ("agent.state", "site.profile", "queue.profile", "agent.profile", "team.profile")


def present(events: Sequence[JSON], seed: int, left_out: float) -> list[JSON]:
    """What a source sends again: definitions, states and its open contacts, but for a share it lost."""
    then, rng = applied_naively(events), random.Random(seed)
    live = {entry.contact for entry in then.entries if entry.end is None}
    live |= {leg.contact for leg in then.legs if leg.live}
    known = {contact for contact in sorted(live) if rng.random() >= left_out}
    return [
        {key: value for key, value in event.items() if key != "seq"}
        for event in events
        if event["type"] in DEFINITIONS
        or (event["type"].startswith("contact.") and event["contact"] in known)
    ]


def with_snapshot(events: Sequence[JSON], arrivals: list[JSON], seed: int, left_out: float) -> list[JSON]:
    """The arrivals with the present sent again in the middle, where its `seq` is the newest that came."""
    cut = len(arrivals) // 2
    seq = max(event["seq"] for event in arrivals[:cut])
    before = [event for event in events if event["seq"] <= seq]
    snapshot = {"type": "snapshot", "at": before[-1]["at"], "seq": seq}
    return [*arrivals[:cut], {**snapshot, "events": present(before, seed, left_out)}, *arrivals[cut:]]


def dated(events: Sequence[JSON]) -> list[JSON]:
    return [event for event in events if event["type"] != "snapshot"]


@pytest.mark.parametrize("left_out", [0, 0.5])
@pytest.mark.parametrize("seed", SEEDS)
def test_that_a_snapshot_in_order_does_what_the_naive_computation_makes_of_it(
    seed: int, left_out: float
) -> None:
    events = made_log(seed, contacts=40, agents=5)
    arrivals = with_snapshot(events, list(events), seed, left_out)
    assert disagreements(floor_of(arrivals), arrivals, seed, dated(arrivals)) == []


@pytest.mark.parametrize("left_out", [0, 0.5])
@pytest.mark.parametrize("seed", SEEDS)
def test_that_a_snapshot_among_late_events_does_what_the_naive_computation_makes_of_it(
    seed: int, left_out: float
) -> None:
    events = made_log(seed, contacts=40, agents=5)
    late = late_by_minutes(events, seed, share=0.1) if seed % 2 else late_within(events, seed, 5000)
    arrivals = with_snapshot(events, late, seed, left_out)
    floor = applied(arrivals)
    assert disagreements(floor, arrivals, seed, dated(arrivals)) == []
    assert floor.late == applied_naively(arrivals).late


@pytest.mark.parametrize("seed", SEEDS)
def test_that_nothing_from_a_source_changes_what_was_before_its_snapshot(seed: int) -> None:
    events = made_log(seed, contacts=40, agents=5)
    arrivals = with_snapshot(events, late_by_minutes(events, seed, share=0.2), seed, 0)
    cut = next(place for place, event in enumerate(arrivals) if event["type"] == "snapshot")
    before, after = applied(arrivals[: cut + 1]), applied(arrivals)
    at = instant(arrivals[cut]["at"]) - 1
    assert figures(after, at) == figures(before, at)


def test_that_the_naive_computation_takes_what_comes_after_no_earlier_than_the_snapshot() -> None:
    def event(kind: str, time: str, seq: int, **fields: str) -> JSON:
        return {"type": kind, "at": f"2026-11-23T{time}Z", "seq": seq, **fields}

    queued = event("contact.queued", "10:00:00", 1, contact="c1", queue="help")
    snapshot = {**event("snapshot", "10:05:00", 4), "events": [queued]}
    answered = event("contact.answered", "10:01:00", 5, contact="c1", agent="ana")
    floor = applied_naively([queued, snapshot, answered])
    [leg] = floor.legs
    assert leg.answered == brute_force.millis("2026-11-23T10:05:00Z")
    assert floor.late == 0


def test_that_what_a_snapshot_adds_comes_after_what_it_lists_before_it() -> None:
    contact = {"contact": "c1"}
    answered = {"type": "contact.answered", "at": "2026-11-23T10:00:00Z", **contact, "agent": "ana"}
    released = {"type": "contact.released", "at": "2026-11-23T10:05:00Z", **contact, "agent": "ana"}
    ended = {"type": "contact.ended", "at": "2026-11-23T10:05:00Z", **contact}
    snapshot = {"type": "snapshot", "at": "2026-11-23T10:06:00Z", "seq": 9}
    wrapped = {"type": "contact.wrapped", "at": "2026-11-23T10:06:30Z", **contact, "agent": "ana", "seq": 10}
    arrivals = [
        {**answered, "seq": 1},
        {**released, "seq": 2},
        {**snapshot, "events": [answered, released, ended]},
        wrapped,
    ]
    floor = floor_of(arrivals)
    assert figures(floor, floor.latest)["agents"]["ana"]["average_wrap_up_seconds"] == 90
    assert disagreements(floor, arrivals, 0, dated(arrivals)) == []
