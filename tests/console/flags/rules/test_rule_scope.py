"""Scopes: a rule lights up only for those it is about: by queue, channel, team, agent, and both together."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import Scene
from tests.console.flags.scenes import rule, seen


@pytest.fixture
def asking() -> Scene:
    """Four agents who all ask for help with a contact: two teams, a queue of calls and one of chats."""
    scene = Scene().queue("calls").queue("chats", channel="chat")
    scene.agent("ana", "ben", team="north", queues=["calls", "chats"]).agent("cem", team="south")
    scene.agent("dee", queues=["chats"]).available("ana", "ben", "cem", "dee").at("09:00")
    for agent, queue in (("ana", "calls"), ("ben", "chats"), ("cem", "calls"), ("dee", "chats")):
        contact = f"of-{agent}"
        scene.queued(contact, queue).answered(contact, agent).after(5)
        scene.send("contact.signal", contact=contact, signal="help_request")
    return scene


@pytest.mark.parametrize(
    ("scope", "who"),
    [
        ({}, "ana ben cem dee"),
        ({"queues": ["calls"]}, "ana cem"),
        ({"channels": ["chat"]}, "ben dee"),
        ({"teams": ["north"]}, "ana ben"),
        ({"agents": ["cem", "dee"]}, "cem dee"),
        ({"teams": ["north"], "queues": ["calls"]}, "ana"),
        ({"teams": ["north"], "agents": ["ben", "cem"]}, "ben"),
        ({"queues": ["calls"], "channels": ["chat"]}, ""),
        ({"agents": ["nobody"]}, ""),
        ({"queues": ["none"]}, ""),
    ],
)
def test_that_a_contact_is_of_its_queue_and_of_who_has_it(
    asking: Scene, scope: dict[str, Any], who: str
) -> None:
    helped = rule("help_requested", breach=1.0, window_seconds=600.0, scope=scope)
    assert sorted(flag.scope for flag in seen(asking, "09:05", helped)) == [
        f"agent:{name}" for name in who.split()
    ]


@pytest.mark.parametrize(
    ("scope", "who"),
    [
        ({}, "ana ben cem dee"),
        ({"queues": ["calls"]}, "ana ben"),
        ({"channels": ["chat"]}, "ana ben dee"),
        ({"queues": ["calls"], "agents": ["ben", "dee"]}, "ben"),
    ],
)
def test_that_what_is_no_contacts_is_asked_of_those_who_serve_the_queues(
    scope: dict[str, Any], who: str
) -> None:
    scene = Scene().queue("calls").queue("chats", channel="chat")
    scene.agent("ana", "ben", queues=["calls", "chats"]).agent("cem").agent("dee", queues=["chats"])
    scene.at("09:00")
    for agent in ("ana", "ben", "cem", "dee"):
        scene.not_ready(agent)
    away = rule("time_in_state", state="not_ready", warning=60.0, scope=scope)
    assert sorted(flag.scope for flag in seen(scene, "09:05", away)) == [
        f"agent:{name}" for name in who.split()
    ]
