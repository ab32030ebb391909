"""Moves: what a timed move changed is undone by the source, and nothing else, whatever happened since."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from feeds.instants import instant_text
from tests.feeds.shared_desk.scenes import LEA, MINUTE, RUI, START, Source, source

IN_30 = instant_text(START + 30 * MINUTE)
IN_60 = instant_text(START + 60 * MINUTE)


async def to_billing(
    found: Source, *agents: str, until: str | None = IN_30, caller: object = RUI
) -> str | None:
    fields = {"agents": list(agents), "add": ["billing"], "remove": ["help"], "until": until}
    return await found.ask("move_agents", LEA if caller is LEA else RUI, **fields)


def test_that_a_timed_move_is_made_told_and_undone_exactly() -> None:
    async def play() -> None:
        assert await to_billing(found, "ana", "bob") is None
        (started,) = found.told("move.started")
        assert (started["agents"], started["add"], started["remove"]) == (
            ["ana", "bob"],
            ["billing"],
            ["help"],
        )
        assert (started["until"], started["by"]) == (IN_30, "rui")
        assert found.queues("ana") == ("sales", "billing")
        await found.pass_time(29)
        assert not found.told("move.ended")
        await found.pass_time(1)
        assert found.queues("ana") == found.queues("bob") == ("help", "sales")
        (ended,) = found.told("move.ended")
        assert (ended["move"], ended["restored"], ended["skipped"]) == (started["move"], ["ana", "bob"], [])
        assert "by" not in ended

    with source() as found:
        asyncio.run(play())


@pytest.mark.parametrize("minutes", [5, 90])
def test_that_a_move_is_undone_though_the_server_was_killed(tmp_path: Path, minutes: int) -> None:
    path = tmp_path / "desk.jsonl"
    first = Source(path)
    asyncio.run(to_billing(first, "ana", "bob"))
    first.desk.close()  # as the end of the process does

    async def play() -> None:
        for agent in ("ana", "bob"):
            second.profile(agent, "sales", "billing")  # the switch kept them there
        await second.pass_time(0)
        assert len(second.told("move.ended")) == (minutes >= 30)
        await second.pass_time(30)
        assert second.queues("ana") == second.queues("bob") == ("help", "sales")
        assert len(second.told("move.ended")) == 1

    with source(path, now=START + minutes * MINUTE) as second:
        asyncio.run(play())
    with source(path, now=START + 200 * MINUTE) as third:
        asyncio.run(third.pass_time(1))
        assert not third.platform.sent


def test_that_a_platform_that_forgets_carries_running_moves_out_again(tmp_path: Path) -> None:
    path = tmp_path / "desk.jsonl"
    with source(path) as first:
        asyncio.run(to_billing(first, "ana"))

    async def play() -> None:
        await second.pass_time(1)
        assert second.queues("ana") == ("sales", "billing")
        await second.pass_time(30)
        assert second.queues("ana") == ("help", "sales")

    with source(path, repeats=True) as second:
        asyncio.run(play())


def test_that_later_changes_stay() -> None:
    async def play() -> None:
        await to_billing(found, "ana", "bob")
        found.profile("ana", "sales", "billing", "chat")  # joined by themselves
        found.profile("bob", "sales", "help")  # somebody has already returned bob, at the switch
        await found.pass_time(30)
        assert found.queues("ana") == ("help", "sales", "chat")
        assert found.queues("bob") == ("help", "sales")

    with source() as found:
        asyncio.run(play())


def test_that_who_has_logged_out_is_skipped_and_said() -> None:
    async def play() -> None:
        await to_billing(found, "ana", "bob")
        found.send("agent.state", agent="ana", state="offline")
        await found.pass_time(30)
        (ended,) = found.told("move.ended")
        assert (ended["restored"], ended["skipped"]) == (["bob"], ["ana"])
        assert any("ana is logged out" in line for line in found.remarks)
        assert found.queues("ana") == ("sales", "billing")

    with source() as found:
        asyncio.run(play())


def test_that_queues_set_later_stay_and_the_move_is_over(tmp_path: Path) -> None:
    async def play() -> None:
        await to_billing(found, "ana", "bob")
        assert await found.ask("set_queues", LEA, agent="ana", queues=["sales", "billing"]) is None
        assert not found.told("move.ended")
        await found.ask("set_queues", LEA, agent="bob", queues=["help", "sales"])
        (ended,) = found.told("move.ended")
        assert (ended["restored"], ended["skipped"], ended["by"]) == (["bob"], ["ana"], "lea")
        await found.pass_time(60)
        assert found.queues("ana") == ("sales", "billing")

    with source(tmp_path / "desk.jsonl") as found:
        asyncio.run(play())


def test_that_a_part_that_was_set_later_stays_over_a_restart(tmp_path: Path) -> None:
    async def play() -> None:
        await to_billing(found, "ana", "bob")
        await found.ask("set_queues", LEA, agent="ana", queues=["sales", "billing"])

    async def play_on() -> None:
        second.profile("ana", "sales", "billing")
        second.profile("bob", "sales", "billing")
        await second.pass_time(30)
        assert second.queues("ana") == ("sales", "billing")
        assert second.queues("bob") == ("help", "sales")

    with source(tmp_path / "desk.jsonl") as found:
        asyncio.run(play())
    with source(tmp_path / "desk.jsonl") as second:
        asyncio.run(play_on())


def test_that_a_longer_move_takes_over_and_returns_to_what_was_before_both() -> None:
    async def play() -> None:
        await to_billing(found, "ana", until=IN_30)
        assert await to_billing(found, "ana", until=IN_60, caller=LEA) is None
        assert len(found.told("move.ended")) == 1
        await found.pass_time(30)
        assert found.queues("ana") == ("sales", "billing")
        await found.pass_time(30)
        assert set(found.queues("ana")) == {"help", "sales"}

    with source() as found:
        asyncio.run(play())


def test_that_a_move_for_good_keeps_what_a_timed_one_began() -> None:
    async def play() -> None:
        await to_billing(found, "ana", until=IN_30)
        await to_billing(found, "ana", until=None, caller=LEA)
        await found.pass_time(60)
        assert found.queues("ana") == ("sales", "billing")

    with source() as found:
        asyncio.run(play())


def test_that_moving_back_by_hand_ends_the_move() -> None:
    async def play() -> None:
        await to_billing(found, "ana")
        await found.ask("move_agents", LEA, agents=["ana"], add=["help"], remove=["billing"])
        (ended,) = found.told("move.ended")
        assert (ended["restored"], ended["by"]) == (["ana"], "lea")
        await found.pass_time(60)
        assert set(found.queues("ana")) == {"help", "sales"}
        assert len(found.told("move.ended")) == 1

    with source() as found:
        asyncio.run(play())


def test_that_a_platform_out_of_reach_is_waited_for() -> None:
    async def play() -> None:
        await to_billing(found, "ana")
        found.platform.outage = "the switch is not connected"
        await found.pass_time(40)
        assert not found.told("move.ended")
        found.platform.outage = None
        await found.pass_time(1)
        assert found.queues("ana") == ("help", "sales")

    with source() as found:
        asyncio.run(play())


def test_that_what_the_platform_refuses_is_said_and_not_undone() -> None:
    async def play() -> None:
        found.platform.refused = {"ana": "no such interface"}
        assert await to_billing(found, "ana", "bob") == "ana: no such interface; moved: bob"
        (started,) = found.told("move.started")
        assert started["agents"] == ["bob"]
        assert await to_billing(found, "ana") == "ana: no such interface"
        assert len(found.told("move.started")) == 1
        found.platform.refused = {"bob": "no such queue"}
        await found.pass_time(30)
        (ended,) = found.told("move.ended")
        assert (ended["restored"], ended["skipped"]) == ([], ["bob"])
        assert "move" in found.remarks[0]
        assert "bob is not returned: no such queue" in found.remarks[0]

    with source() as found:
        asyncio.run(play())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"agents": ["cy"], "add": ["billing"]}, "there is no agent cy"),
        ({"agents": ["ana"], "add": ["nowhere"]}, "there is no queue nowhere"),
        ({"agents": ["ana"], "add": ["help"]}, "nothing to move: ana is already there"),
        ({"agents": ["ana", "bob"], "add": ["help"]}, "ana and bob are already there"),
        ({"agents": ["ana"], "add": ["billing"], "remove": ["billing"]}, "both add and remove"),
        ({"agents": ["ana"], "remove": ["help", "sales"]}, "would be in no queue"),
        ({"agents": ["ana"], "add": ["billing"], "until": instant_text(START)}, "is past"),
        ({"agents": ["ana"] * 201, "add": ["billing"]}, "at most 200 agents"),
    ],
)
def test_that_a_move_that_makes_no_sense_is_refused(fields: dict[str, Any], words: str) -> None:
    with source() as found:
        assert words in str(asyncio.run(found.ask("move_agents", **fields)))
        assert not found.platform.sent


def test_that_who_is_logged_out_is_not_moved() -> None:
    with source() as found:
        found.send("agent.state", agent="ana", state="offline")
        assert asyncio.run(to_billing(found, "ana", "bob")) == "ana is logged out"
        assert not found.platform.sent
