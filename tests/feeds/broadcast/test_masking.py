"""Masking: no path shows a person of another team, and the queues' figures are those of the whole floor."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.broadcast import journal, masking
from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.commands import Caller
from feeds.broadcast.console_session import ConsoleSession
from feeds.broadcast.masking import HIDDEN, Mask
from feeds.broadcast.scope import ConsoleScope
from feeds.events import instant
from tests.builders import JSON, figures, floor_of
from tests.feeds import AT, LATER
from tests.feeds.broadcast.test_broadcast import objects, opened
from tests.feeds.broadcast.test_console_session import due
from tests.feeds.broadcast.test_scope import HOURS, log, rows, some

LEAD = Caller("lea", "lead", frozenset({"north"}))
NORTH = ConsoleScope().within(LEAD.teams)


def source_of(events: list[JSON], keep_bytes: int | None = None) -> Broadcast:
    broadcast = Broadcast("lisbon", "e1", keep_bytes=keep_bytes)
    for event in events:
        broadcast.take(due(event))
    return broadcast


def hidden_of(events: list[JSON]) -> set[str]:
    """The agents that are never of the lead's team."""
    agents = {event["agent"] for event in events if "agent" in event}
    return agents - {e["agent"] for e in events if e["type"] == "agent.profile" and e["team"] == "north"}


def without_leavers(events: list[JSON]) -> list[JSON]:
    """*events* without those by which agents leave the lead's team: a wrap-up in hand ends by them."""
    is_mine: set[str] = set()
    found = []
    for event in events:
        if event["type"] == "agent.profile":
            if event["agent"] in is_mine and event["team"] != "north":
                continue
            is_mine |= {event["agent"]} if event["team"] == "north" else set()
        found.append(event)
    return [{**event, "seq": seq} for seq, event in enumerate(found, 1)]


def words_of(value: Any) -> set[str]:
    """All texts in *value*, and the parts of those with several words."""
    if isinstance(value, dict):
        return {word for inner in value.values() for word in words_of(inner)}
    if isinstance(value, list):
        return {word for inner in value for word in words_of(inner)}
    return {value, *value.replace("/", " ").replace(":", " ").split()} if isinstance(value, str) else set()


@some
@given(st.integers(0, 60))
def test_that_no_event_of_the_stream_names_a_hidden_agent_and_queues_have_the_figures_of_the_whole(
    seed: int,
) -> None:
    events = without_leavers(log(seed))
    sent = objects(opened(source_of(events), NORTH))
    assert not words_of(sent) & hidden_of(events)
    end = instant(events[-1]["at"])
    whole, part = figures(floor_of(events), end, HOURS), figures(floor_of(sent), end, HOURS)
    queues = set(whole["queues"])
    assert rows(part, "queues", queues) == rows(whole, "queues", queues)
    profiles = [event for event in events if event["type"] == "agent.profile"]
    first = {event["agent"]: event["type"] for event in reversed(events) if "agent" in event}
    mine = {name for name, kind in first.items() if kind == "agent.profile"}
    mine -= {profile["agent"] for profile in profiles if profile["team"] != "north"}
    assert rows(part, "agents", mine) == rows(whole, "agents", mine)


@some
@given(st.integers(0, 60), st.integers(5, 200))
def test_that_no_snapshot_and_no_resumed_stream_names_a_hidden_agent(seed: int, count: int) -> None:
    events = log(seed)
    for asked in ({}, {"since": events[0]["at"]}, {"since": events[len(events) // 2]["at"]}):
        broadcast = source_of(events[:count])
        session = ConsoleSession(broadcast, caller=LEAD)
        session.receive(json.dumps({"type": "subscribe", "protocol": 1, **asked}).encode())
        opened(broadcast, session.scope)
        session.start(broadcast.streams[session.scope], instant(events[count - 1]["at"]))
        for event in events[count:]:
            broadcast.take(due(event))
        sent = []
        while (frame := session.next_frame(instant(events[-1]["at"]))) is not None:
            sent.append(json.loads(frame))
        assert not words_of(sent) & hidden_of(events)


def test_that_a_stream_opened_after_its_beginning_is_gone_names_none_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(journal, "BLOCK_BYTES", 1_000)
    events = log(7)
    assert len(hidden_of(events)) > 1
    broadcast = source_of(events, keep_bytes=1)
    assert not broadcast.everything.journal.is_whole
    assert not words_of(objects(opened(broadcast, NORTH))) & hidden_of(events)


def test_that_a_console_that_asks_for_other_teams_gets_none_of_them() -> None:
    assert ConsoleScope(frozenset({"north", "south"})).within(LEAD.teams) == NORTH
    assert ConsoleScope(frozenset({"south"})).within(LEAD.teams) == ConsoleScope(frozenset(), is_masked=True)
    assert ConsoleScope().within(None) == ConsoleScope()
    assert NORTH.name != ConsoleScope(frozenset({"north"})).name


# One floor, event by event --------------------------------------------------------------------------

PROFILES: list[JSON] = [
    {"type": "agent.profile", "at": AT, "agent": "ana", "team": "north"},
    {"type": "agent.profile", "at": AT, "agent": "zoe", "team": "south"},
    {"type": "agent.profile", "at": AT, "agent": "max", "team": "south"},
]
CALL: list[JSON] = [
    {"type": "contact.queued", "at": AT, "contact": "c1", "queue": "billing"},
    {"type": "contact.answered", "at": AT, "contact": "c1", "agent": "zoe", "queue": "billing"},
]


def sent_of(*events: JSON) -> list[JSON]:
    """What a lead of north is sent of *events*, after the profiles and a call of zoe's."""
    before = len(objects(opened(source_of([*PROFILES, *CALL]), NORTH)))
    told = [{"at": AT, **event} for event in events]
    return [
        {key: value for key, value in event.items() if key not in ("at", "seq")}
        for event in objects(opened(source_of([*PROFILES, *CALL, *told]), NORTH))[before:]
    ]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "agent.state", "agent": "zoe", "state": "not_ready"},
        {"type": "agent.device", "agent": "zoe", "device": "SIP/7", "reachable": False},
        {"type": "schedule.exception", "agent": "zoe", "start": AT, "end": LATER},
        {"type": "supervision.started", "agent": "zoe", "supervisor": "rui", "kind": "monitor"},
        {"type": "contact.signal", "contact": "c1", "agent": "zoe", "signal": "help_request"},
        {"type": "contact.signal", "contact": "c1", "signal": "silence"},
        {"type": "contact.recorded", "contact": "c1", "url": "https://example.org/zoe/c1"},
        {"type": "flag.claimed", "flag": "long-hold agent:zoe of billing 1000", "by": "rui"},
        {"type": "flag.acknowledged", "flag": "adherence/zoe", "by": "rui"},
        {"type": "note.added", "note": "n1", "about": {"at": AT, "agent": "zoe"}, "text": "x", "by": "rui"},
        {"type": "note.added", "note": "n1", "about": {"at": AT, "contact": "c1"}, "text": "x", "by": "rui"},
        {
            "type": "note.added",
            "note": "n1",
            "about": {"at": AT, "flag": "f agent:zoe 1"},
            "text": "x",
            "by": "rui",
        },
        {"type": "move.started", "move": "m1", "agents": ["zoe", "max"], "add": ["help"], "by": "rui"},
        {"type": "move.ended", "move": "m1", "restored": ["zoe"], "skipped": ["max"]},
    ],
)
def test_that_what_is_about_a_hidden_person_is_not_sent(event: JSON) -> None:
    assert sent_of(event) == []


@pytest.mark.parametrize(
    "event",
    [
        {"type": "flag.claimed", "flag": "long-hold agent:ana of billing 1000", "by": "rui"},
        {"type": "flag.claimed", "flag": "longest-wait queue:billing 1000", "by": "rui"},
        {"type": "incident.declared", "incident": "i1", "title": "x", "queues": ["billing"], "by": "rui"},
        {
            "type": "note.added",
            "note": "n1",
            "about": {"at": AT, "agent": "ana"},
            "text": "x",
            "tags": [],
            "by": "rui",
        },
        {"type": "contact.signal", "contact": "c1", "agent": "ana", "signal": "help_request"},
        {"type": "survey.answered", "contact": "c9", "agent": "ana", "csat": 1, "comment": "rude"},
        {"type": "supervision.started", "agent": "ana", "supervisor": "rui", "kind": "monitor"},
    ],
)
def test_that_what_is_about_the_leads_own_people_and_queues_is_sent_as_it_is(event: JSON) -> None:
    assert sent_of(event) == [event]


def test_that_hidden_agents_of_one_contact_have_names_of_their_own_and_share_them_over_contacts() -> None:
    held = {"type": "contact.held", "contact": "c1", "agent": "zoe"}
    warm = {"type": "contact.transferred", "contact": "c1", "agent": "zoe", "kind": "warm", "to_agent": "max"}
    joins = {"type": "contact.answered", "contact": "c1", "agent": "max"}
    other = {"type": "contact.offered", "contact": "c2", "agent": "max"}
    sent = sent_of(held, warm, joins, other)
    assert [event["agent"] for event in sent] == [HIDDEN, HIDDEN, f"{HIDDEN} 2", HIDDEN]
    assert sent[1]["to_agent"] == f"{HIDDEN} 2"


def test_that_a_survey_keeps_its_score_and_loses_the_person_and_the_words() -> None:
    by_agent = {
        "type": "survey.answered",
        "agent": "zoe",
        "queue": "billing",
        "csat": 1,
        "comment": "Zoe was rude",
    }
    assert sent_of(by_agent) == [{"type": "survey.answered", "queue": "billing", "csat": 1}]
    by_contact = {"type": "survey.answered", "contact": "c1", "csat": 1, "comment": "Zoe was rude"}
    assert sent_of(by_contact) == [{"type": "survey.answered", "contact": "c1", "csat": 1}]


def test_that_a_move_shows_the_leads_own_people_only() -> None:
    (sent,) = sent_of(
        {"type": "move.started", "move": "m1", "agents": ["zoe", "ana"], "add": ["help"], "by": "rui"}
    )
    assert sent["agents"] == ["ana"]


def test_that_who_leaves_the_team_is_gone_and_who_comes_is_shown() -> None:
    leaves = {"type": "agent.profile", "agent": "ana", "team": "south", "name": "Ana", "queues": ["vip"]}
    later = {"type": "agent.state", "agent": "ana", "state": "available", "at": LATER}
    assert sent_of(leaves, later) == [
        {"type": "agent.state", "agent": "ana", "state": "offline"},
        {"type": "agent.profile", "agent": "ana", "queues": []},
    ]
    comes = {"type": "agent.profile", "agent": "zoe", "team": "north", "name": "Zoe"}
    assert [event["type"] for event in sent_of(comes, {**later, "agent": "zoe"})][-1] == "agent.state"
    # The contact in hand keeps the name it has, so that no part of it stays open.
    released = {"type": "contact.released", "contact": "c1", "agent": "zoe"}
    assert sent_of(comes, released)[-1]["agent"] == HIDDEN


def test_that_the_names_of_old_contacts_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "_CONTACTS_REMEMBERED", 2)
    mask = Mask(lambda agent: False, lambda: ["zoe"])
    for number in range(5):
        mask.through(
            json.dumps({"type": "contact.offered", "contact": f"c{number}", "agent": "zoe"}).encode()
        )
    assert [mask.hides_part_of(f"c{number}") for number in range(5)] == [False] * 3 + [True] * 2


# Commands ------------------------------------------------------------------------------------------


def answer(**command: Any) -> str | None:
    """The refusal of a lead's command; None if it is handed over."""
    broadcast = source_of([*PROFILES, *CALL])
    session = ConsoleSession(broadcast, caller=LEAD, grants=(command["verb"],))
    session.receive(b'{"type":"subscribe","protocol":1}')
    session.start(opened(broadcast, session.scope), instant(LATER))
    while session.next_frame(instant(LATER)) is not None:
        pass
    session.receive(json.dumps({"type": "command", "id": "7", **command}).encode())
    if session.commands:
        return None
    frame = session.next_frame(instant(LATER))
    assert frame is not None
    return str(json.loads(frame)["error"])


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ({"verb": "log_out", "agent": "zoe"}, "zoe is not in your teams"),
        ({"verb": "log_out", "agent": "nobody"}, "nobody is not in your teams"),
        ({"verb": "message", "agents": ["ana", "zoe"], "text": "x"}, "zoe is not in your teams"),
        ({"verb": "message", "team": "south", "text": "x"}, "south is not one of your teams"),
        ({"verb": "move_agents", "agents": ["zoe"], "add": ["help"]}, "zoe is not in your teams"),
        ({"verb": "assign", "contact": "c9", "agent": "max"}, "max is not in your teams"),
        ({"verb": "requeue", "contact": "c1", "queue": "help"}, "c1 is with another team"),
        ({"verb": "claim", "flag": "long-hold agent:zoe 1"}, "not in your teams"),
        (
            {"verb": "add_note", "note": "n", "about": {"agent": "zoe"}, "text": "x"},
            "zoe is not in your teams",
        ),
        ({"verb": "add_note", "note": "n", "about": {"contact": "c1"}, "text": "x"}, "with another team"),
        (
            {"verb": "add_note", "note": "n", "about": {"flag": "f agent:max 1"}, "text": "x"},
            "not in your teams",
        ),
    ],
)
def test_that_a_lead_reaches_nobody_of_another_team(command: JSON, words: str) -> None:
    assert words in str(answer(**command))


@pytest.mark.parametrize(
    "command",
    [
        {"verb": "log_out", "agent": "ana"},
        {"verb": "message", "team": "north", "text": "x"},
        {"verb": "requeue", "contact": "c2", "queue": "help"},
        {"verb": "claim", "flag": "longest-wait queue:billing 1"},
    ],
)
def test_that_a_lead_reaches_the_teams_own_people_and_the_queues(command: JSON) -> None:
    assert answer(**command) is None


def test_that_a_lead_routes_only_where_the_token_says_so() -> None:
    offered = ("claim", "close_queue")
    assert LEAD.granted(offered) == ("claim",)
    assert Caller("lea", "lead", LEAD.teams, frozenset({"close_queue"})).granted(offered) == ("close_queue",)
