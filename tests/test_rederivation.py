"""What late events leave behind, whatever was let go in between: the anomalies, and what is over."""

from __future__ import annotations

import json
import os
import random

import pytest

from console.floor.floor import Floor
from feeds.events import ADAPTER, instant, instant_text
from tests.arrival_orders import in_no_order, late_by_minutes, late_within
from tests.builders import JSON, figures, floor_of, tiny_blocks
from tests.made_logs import made_log

SEEDS = range(int(os.environ.get("FLOORLIGHT_SOAK", "12")))
START = instant("2026-03-02T08:00:00Z")
MINUTE = 60_000
NAMING_AGENTS = ("offered", "missed", "answered", "held", "resumed", "transferred", "released", "wrapped")
NAMING_QUEUES = ("queued", "abandoned", "deflected")
FIELDS: dict[str, JSON] = {
    "missed": {"cause": "no_answer"},
    "transferred": {"kind": "warm"},
    "deflected": {"to": "callback"},
}
STATES = ("available", "not_ready", "wrap_up")


def lawless_log(seed: int, events: int = 120) -> list[JSON]:
    """Events of three contacts and two agents, many of one instant: most contradict the state."""
    rng = random.Random(seed)
    instants = sorted(START + 1000 * rng.randrange(events) for _ in range(events))
    return [
        {**lawless_event(rng), "at": instant_text(at), "seq": seq} for seq, at in enumerate(instants, start=1)
    ]


def lawless_event(rng: random.Random) -> JSON:
    agent = rng.choice(("ana", "ben"))
    if rng.random() < 0.2:
        return {"type": "agent.state", "agent": agent, "state": rng.choice(STATES)}
    kind = rng.choice((*NAMING_AGENTS, *NAMING_QUEUES, "answered", "released", "ended"))
    event = {"type": f"contact.{kind}", "contact": f"c{rng.randrange(3)}", **FIELDS.get(kind, {})}
    if kind in NAMING_AGENTS:
        event["agent"] = agent
    if kind in NAMING_QUEUES:
        event["queue"] = rng.choice(("help", "sales"))
    return event


def applied_at_one_line(events: list[JSON]) -> Floor:
    floor = Floor(horizon_ms=None)
    for event in events:
        floor.apply(ADAPTER.validate_json(json.dumps(event)))
    return floor


@pytest.mark.parametrize("seed", SEEDS)
def test_that_anomalies_are_those_of_the_log_in_order(seed: int) -> None:
    events = lawless_log(seed)
    whole, late = floor_of(events), floor_of(late_within(events, seed, MINUTE))
    assert sum(whole.books.anomaly_counts.values()) > 40
    assert late.late == 0
    assert dict(late.books.anomaly_counts) == dict(whole.books.anomaly_counts)
    assert sorted(
        (each.line, each.reason) for each in applied_at_one_line(events).books.anomalies.values()
    ) == [(0, reason) for reason in sorted(whole.books.anomaly_counts.elements())]
    assert figures(late, late.latest, None) == figures(whole, whole.latest, None)


@pytest.mark.parametrize("seed", SEEDS)
def test_that_anomalies_which_share_a_line_are_those_of_the_log_in_order(seed: int) -> None:
    events = lawless_log(seed)
    whole, late = applied_at_one_line(events), applied_at_one_line(late_within(events, seed, MINUTE))
    assert dict(late.books.anomaly_counts) == dict(whole.books.anomaly_counts)
    assert len(late.books.anomalies) == sum(late.books.anomaly_counts.values())


@pytest.mark.parametrize("share", [0.1, 0.4, None])
@pytest.mark.parametrize("seed", SEEDS)
def test_that_when_contacts_are_put_away_changes_nothing(seed: int, share: float | None) -> None:
    made = made_log(seed, contacts=40, agents=5)
    events = in_no_order(made, seed) if share is None else late_by_minutes(made, seed, share=share)
    with tiny_blocks(1):
        soon = floor_of(events)
    with tiny_blocks(1_000_000):
        never = floor_of(events)
    assert not never.store.over
    assert soon.store.over or share is None
    assert soon.late == never.late
    assert dict(soon.books.anomaly_counts) == dict(never.books.anomaly_counts)
    for back in (0, 30 * MINUTE, 90 * MINUTE):
        assert figures(soon, soon.latest - back, None) == figures(never, never.latest - back, None)
