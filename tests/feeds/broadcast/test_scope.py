"""Scopes: what is seen has the figures that the whole stream gives; what is not seen is not sent."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.broadcast.scope import ConsoleScope, Sieve, foresee
from feeds.events import instant
from feeds.protocol.decoding import decode
from tests.builders import JSON, figures, floor_of
from tests.made_logs import made_log

EXAMPLES = int(os.environ.get("FLOORLIGHT_SOAK", "25"))
some = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
names = st.sampled_from(["sales", "help", "chats"])
scopes = st.builds(
    ConsoleScope,
    st.one_of(st.none(), st.sampled_from([frozenset({"north"}), frozenset({"south"}), frozenset()])),
    st.one_of(st.none(), st.frozensets(names, max_size=2)),
)
# A customer may come back to a queue that is not seen, and whoever serves a queue may be of another team.
NOT_KEPT = {"first_contact_resolution", "staffed", "free"}
HOURS = 4 * 3_600_000


@cache
def log(seed: int) -> list[JSON]:
    return made_log(seed, contacts=40, agents=6)


def seen(events: list[JSON], scope: ConsoleScope, has_foresight: bool = True) -> list[JSON]:
    decoded = [decode(json.dumps(event).encode()) for event in events]
    sieve = Sieve(scope, foresee(scope, decoded) if has_foresight else None)
    sent = []
    for event, read in zip(events, decoded, strict=True):
        sent += [json.loads(text) for text in sieve.through(json.dumps(event).encode(), read)]
    return [{**event, "seq": seq} for seq, event in enumerate(sent, 1)]


def agents_seen(events: list[JSON], scope: ConsoleScope) -> set[str]:
    profiles = [event for event in events if event["type"] == "agent.profile"]
    if scope.teams is not None:
        return {profile["agent"] for profile in profiles if profile["team"] in scope.teams}
    if scope.queues is None:
        return {event["agent"] for event in events if "agent" in event}
    mine = {event["contact"] for event in events if event.get("queue") in scope.queues and "contact" in event}
    served = {profile["agent"] for profile in profiles if scope.queues & set(profile["queues"])}
    legs = ("contact.offered", "contact.answered")
    return served | {e["agent"] for e in events if e["type"] in legs and e["contact"] in mine}


def rows(found: JSON, kind: str, wanted: set[str]) -> dict[str, Any]:
    return {
        name: {key: value for key, value in row.items() if key not in NOT_KEPT}
        for name, row in found[kind].items()
        if name in wanted
    }


@some
@given(st.integers(0, 60), scopes, st.sampled_from([None, 1_800_000, HOURS]))
def test_that_what_is_seen_has_the_figures_of_the_whole(
    seed: int, scope: ConsoleScope, window: int | None
) -> None:
    events = log(seed)
    sent = seen(events, scope)
    end = instant(events[-1]["at"])
    whole, part = figures(floor_of(events), end, window), figures(floor_of(sent), end, window)
    agents = agents_seen(events, scope)
    queues = set(whole["queues"]) if scope.queues is None else set(scope.queues)
    assert rows(part, "agents", agents) == rows(whole, "agents", agents)
    assert rows(part, "queues", queues) == rows(whole, "queues", queues)


@some
@given(st.integers(0, 60), scopes)
def test_that_definitions_outside_are_not_sent(seed: int, scope: ConsoleScope) -> None:
    for event in seen(log(seed), scope):
        if event["type"] == "queue.profile":
            assert scope.queues is None or event["queue"] in scope.queues
        if event["type"] == "team.profile":
            assert scope.teams is None or event["team"] in scope.teams
        if event["type"] in ("agent.profile", "agent.state", "schedule.published"):
            assert event["agent"] in agents_seen(log(seed), scope)


@some
@given(st.integers(0, 60), scopes)
def test_that_a_live_source_reports_queues_and_teams_alike(seed: int, scope: ConsoleScope) -> None:
    """Nobody knows what is to come: the figures of the queues asked for are still those of the whole."""
    events = log(seed)
    end = instant(events[-1]["at"])
    whole = figures(floor_of(events), end, HOURS)
    part = figures(floor_of(seen(events, scope, has_foresight=False)), end, HOURS)
    queues = set(whole["queues"]) if scope.queues is None else set(scope.queues)
    assert rows(part, "queues", queues) == rows(whole, "queues", queues)


def test_that_names_that_do_not_exist_are_an_empty_stream() -> None:
    sent = seen(log(1), ConsoleScope(frozenset({"nobody"}), frozenset({"nothing"})))
    assert {event["type"] for event in sent} <= {"site.profile", "flag.acknowledged", "flag.snoozed"}


def test_that_the_whole_stream_passes_as_it_is() -> None:
    assert seen(log(2), ConsoleScope()) == log(2)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (ConsoleScope(frozenset({"a", "b"})), ConsoleScope(frozenset({"b", "a"})), True),
        (ConsoleScope(frozenset({"a"})), ConsoleScope(None, frozenset({"a"})), False),
        (ConsoleScope(frozenset()), ConsoleScope(), False),
    ],
)
def test_that_a_scope_is_named_by_what_it_holds(
    one: ConsoleScope, other: ConsoleScope, is_same: bool
) -> None:
    assert (one.name == other.name) is is_same
