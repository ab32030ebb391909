"""Commands: what each verb needs, and a source that carries out none."""

from __future__ import annotations

import asyncio

import pytest

from feeds.broadcast.commands import NEEDED, Caller, NoCommands, missing_fields, subject_of
from feeds.control import VERBS
from feeds.events import Command


def test_that_a_source_without_commands_grants_none_and_refuses_each_by_its_verb() -> None:
    handler = NoCommands()
    command = Command(type="command", id="1", verb="monitor", agent="ana", supervisor="kim")
    assert handler.grants == ()
    assert handler.outage is None
    assert asyncio.run(handler.carry_out(command)) == "monitor is not granted"


def test_that_what_each_verb_needs_is_known() -> None:
    assert set(NEEDED) == set(VERBS)
    assert {name for names in NEEDED.values() for name in names} <= set(Command.model_fields)


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ({"verb": "claim"}, "flag"),
        ({"verb": "message", "text": "hi"}, "agents or team or queue or agent"),
        ({"verb": "message", "text": "hi", "agents": []}, "agents or team or queue or agent"),
        ({"verb": "message", "text": "hi", "team": "north"}, ""),
        ({"verb": "move_agents"}, "agents and add or remove"),
        ({"verb": "move_agents", "agents": ["ana"], "add": ["billing"]}, ""),
        ({"verb": "set_priority", "contact": "c1", "priority": 0}, ""),
    ],
)
def test_that_what_a_command_lacks_is_named(command: dict[str, object], missing: str) -> None:
    named = {key: tuple(value) if isinstance(value, list) else value for key, value in command.items()}
    assert missing_fields(Command.model_validate({"id": "1", **named})) == missing


def test_that_a_caller_uses_of_what_is_offered_what_the_token_allows() -> None:
    assert Caller().granted(("claim", "log_out")) == ("claim", "log_out")
    assert Caller(verbs=frozenset({"log_out", "barge"})).granted(("claim", "log_out")) == ("log_out",)
    assert Caller(role="viewer").granted(("claim",)) == ()


def test_that_what_a_command_is_about_is_named() -> None:
    assert subject_of(Command(id="1", verb="claim", flag="f1")) == "f1"
    assert subject_of(Command(id="1", verb="move_agents", agents=("ana", "bob"))) == "ana, bob"
    assert subject_of(Command(id="1", verb="announce", text="x")) == ""
