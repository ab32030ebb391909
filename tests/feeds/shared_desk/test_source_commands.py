"""A source's commands: what is granted, repeated ids, and messages to many."""

from __future__ import annotations

import asyncio

import pytest

from feeds.broadcast.commands import Caller
from feeds.control import DESK_VERBS
from tests.feeds.shared_desk.scenes import LEA, RUI, source


def test_that_the_desk_and_moves_are_granted_beside_what_the_platform_grants() -> None:
    with source() as found:
        assert found.commands.grants == ("set_queues", "message", "log_out", "move_agents", *DESK_VERBS)
        found.platform.grants = ()
        assert found.commands.grants == DESK_VERBS


def test_that_a_repeated_command_is_carried_out_once_and_answered_again() -> None:
    async def play() -> None:
        answers = [await found.ask("claim", RUI, id="7", flag="f1") for _ in range(2)]
        assert answers == [None, None]
        assert len(found.told("flag.claimed")) == 1
        assert await found.ask("claim", LEA, id="7", flag="f1") == "rui has it since 10:00"
        assert "another command" in str(await found.ask("claim", RUI, id="7", flag="f2"))
        together = await asyncio.gather(*(found.ask("log_out", RUI, id="8", agent="ana") for _ in range(3)))
        assert together == [None] * 3
        assert len(found.platform.sent) == 1

    with source() as found:
        asyncio.run(play())


def test_that_a_message_reaches_who_is_logged_in_of_a_team_or_queue() -> None:
    async def play() -> None:
        found.send("agent.state", agent="bob", state="offline")
        assert await found.ask("message", team="north", text="hi") is None
        assert await found.ask("message", queue="help", text="hi") is None
        assert [command.agent for command in found.platform.sent] == ["ana", "ana"]
        assert await found.ask("message", team="south", text="hi") == "nobody of south is logged in"
        assert await found.ask("message", team="north", text=" ") == "a message needs a text"

    with source() as found:
        asyncio.run(play())


def test_that_those_a_message_did_not_reach_are_named() -> None:
    async def play() -> None:
        found.platform.refused = {"bob": "no such device"}
        error = await found.ask("message", agents=["ana", "bob"], text="hi")
        assert error == "1 of 2 reached; not bob: no such device"
        assert await found.ask("message", agent="bob", text="hi") == "no such device"

    with source() as found:
        asyncio.run(play())


def test_that_a_lead_messages_only_the_teams_people() -> None:
    async def play() -> None:
        found.teams["bob"] = "south"
        found.profile("bob", "help")
        lead = Caller("lea", "lead", frozenset({"north"}))
        assert await found.ask("message", lead, queue="help", text="hi") is None
        assert [command.agent for command in found.platform.sent] == ["ana"]

    with source() as found:
        asyncio.run(play())


def test_that_what_the_desk_kept_is_told_and_moves_end_while_it_attends() -> None:
    async def play() -> None:
        attending = asyncio.create_task(found.commands.attend())
        await asyncio.sleep(0)
        attending.cancel()
        assert await asyncio.gather(attending, return_exceptions=True)

    with source() as found:
        assert found.commands.outage is None
        asyncio.run(play())


def test_that_a_command_that_breaks_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(command: object, caller: object) -> str | None:
        raise LookupError("nobody foresaw it")

    with source() as found:
        monkeypatch.setattr(found.platform, "carry_out", breaks)
        answer = asyncio.run(found.ask("log_out", agent="ana"))
        assert answer == "it failed unexpectedly: LookupError"
        assert asyncio.run(found.ask("claim", flag="f1")) is None
