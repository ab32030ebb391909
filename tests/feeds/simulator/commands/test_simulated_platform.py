"""The simulated platform: which verbs it has, and how long they take."""

from __future__ import annotations

import asyncio

import pytest

from feeds.broadcast.commands import Caller
from feeds.control import PLATFORM_VERBS, Command
from feeds.simulator.commands.simulated_platform import SimulatedPlatform
from tests.feeds.simulator.commands.scenes import Scene


def test_that_it_carries_out_every_verb_of_a_platform() -> None:
    scene = Scene(hours=0.1, agents=3)
    assert set(scene.platform._acts) == set(SimulatedPlatform.grants) == set(PLATFORM_VERBS) - {"move_agents"}
    assert "does not support" in str(scene.ask("claim", flag="f1"))


def test_that_a_command_takes_its_time_and_is_by_the_token_s_user() -> None:
    scene = Scene()
    agent, _ = scene.talking()
    command = Command(id="1", verb="monitor", agent=agent.person.id, device="PJSIP/200")

    async def play() -> str | None:
        carrying = asyncio.create_task(scene.platform.carry_out(command, Caller("lea")))
        await asyncio.sleep(0)
        scene.wait(0.9)
        assert not [event for event in scene.events("supervision.started") if event["supervisor"] == "lea"]
        scene.wait(2.2)
        return await carrying

    assert asyncio.run(play()) is None
    assert [e["agent"] for e in scene.events("supervision.started") if e["supervisor"] == "lea"] == [
        agent.person.id
    ]


def test_that_a_command_that_breaks_does_not_stop_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(hours=0.1, agents=3)

    def breaks(command: Command, by: str) -> str | None:
        raise LookupError("nobody foresaw it")

    monkeypatch.setattr(scene.platform, "act", breaks)

    async def play() -> None:
        carrying = asyncio.create_task(scene.platform.carry_out(Command(id="1", verb="log_out", agent="ana")))
        await asyncio.sleep(0)
        scene.wait(1)
        with pytest.raises(LookupError):
            await carrying

    asyncio.run(play())
    scene.wait(60)
