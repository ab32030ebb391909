"""What a switch is asked: once where once is enough, again where it has restarted, and not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from feeds.platforms.asterisk.ami import queries as module
from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.connection import AmiConnection
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.platforms.asterisk.ami.queries import LOOK_SECONDS, Queries
from feeds.platforms.asterisk.ami.switch_clock import SwitchClock
from feeds.transport.credentials import Token
from feeds.transport.failures import LostError
from tests.feeds.platforms.asterisk.ami.scripted_switch import SECRET, Headers, Switch, switched_on


class Asked:
    """The questions to a switch, by a clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.configured: list[Packet] = []
        address = SwitchAddress.parse("asterisk://kim@localhost")
        clock = SwitchClock(lambda: 0, self.passed)
        self.queries = Queries(address, clock, self.passed, self.configured.append)

    def passed(self) -> float:
        return self.seconds


def on_line(switch: Switch, act: Callable[[Asked, AmiConnection], Awaitable[None]]) -> Asked:
    """Do *act* with a line to *switch*, whose events are heard."""

    async def scene() -> Asked:
        asked = Asked()
        async with switched_on(switch), asyncio.timeout(20):
            there = SwitchAddress("127.0.0.1", switch.port, "kim", False)
            line = await AmiConnection.open(there, Token(SECRET, "x"), None, asked.passed)
            asked.queries.begin()
            pumping = asyncio.create_task(line.pump(asked.queries.hear))
            try:
                await act(asked, line)
            finally:
                pumping.cancel()
                await asyncio.gather(pumping, return_exceptions=True)
                await line.close()
        return asked

    return asyncio.run(scene())


def count(switch: Switch, action: str) -> int:
    return sum(asked["Action"] == action for asked in switch.asked)


def event(name: str, **headers: str) -> Packet:
    return Packet([("Event", name), *headers.items()])


def test_that_the_present_is_asked_for_once_though_two_want_it() -> None:
    async def act(asked: Asked, line: AmiConnection) -> None:
        await asked.queries.ask_once(line)
        await asked.queries.ask_once(line)

    switch = Switch()
    on_line(switch, act)
    assert count(switch, "QueueStatus") == 1


def test_that_queues_conf_is_read_where_the_account_may() -> None:
    async def act(asked: Asked, line: AmiConnection) -> None:
        assert await asked.queries.learn(line) >= {"queuestatus", "getconfig"}
        await asked.queries.ask_present(line)

    switch = Switch(actions=["QueueStatus", "GetConfig"])
    assert len(on_line(switch, act).configured) == 1
    assert switch.names() == ["GetConfig"]


def test_that_a_switch_that_refuses_its_queues_for_too_long_is_lost_in_its_own_words() -> None:
    refused: list[Headers] = []

    async def act(asked: Asked, line: AmiConnection) -> None:
        def refuse(question: dict[str, str]) -> list[Headers]:
            asked.seconds += module.BOOT_SECONDS
            refused.append(
                [("Response", "Error"), ("ActionID", question["ActionID"]), ("Message", "No queues")]
            )
            return refused[-1:]

        switch.answers["QueueStatus"] = refuse
        with pytest.raises(LostError, match="does not report its queues: No queues"):
            await asked.queries.ask_present(line)

    switch = Switch()
    on_line(switch, act)
    assert len(refused) == 1


def test_that_a_switch_that_is_still_starting_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BOOT_NAP", 0)

    async def act(asked: Asked, line: AmiConnection) -> None:
        def not_yet(question: dict[str, str]) -> list[Headers]:
            del switch.answers["QueueStatus"]
            return [[("Response", "Error"), ("ActionID", question["ActionID"])]]

        switch.answers["QueueStatus"] = not_yet
        await asked.queries.ask_present(line)

    switch = Switch()
    on_line(switch, act)
    assert count(switch, "QueueStatus") == 2


def test_that_a_switch_that_never_finishes_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SNAPSHOT_SECONDS", 0)

    async def act(asked: Asked, line: AmiConnection) -> None:
        switch.answers["QueueStatus"] = lambda question: [
            [("Response", "Success"), ("ActionID", question["ActionID"])]
        ]
        with pytest.raises(LostError, match="does not finish reporting its queues"):
            await asked.queries.ask_present(line)

    switch = Switch()
    on_line(switch, act)


@pytest.mark.parametrize(
    ("packet", "is_stale"),
    [
        (event("FullyBooted"), True),
        (event("Reload", Module="app_queue.so"), True),
        (event("Reload", Module="All"), True),
        (event("Reload"), True),
        (event("Reload", Module="pjsip"), False),
        (event("QueueMemberPause"), False),
    ],
)
def test_that_a_switch_that_restarts_makes_the_present_stale(packet: Packet, is_stale: bool) -> None:
    async def scene() -> None:
        asked = Asked()
        asked.queries.hear(packet)
        assert asked.queries.is_stale.is_set() is is_stale
        asked.queries.begin()
        assert asked.queries.is_stale.is_set() is is_stale

    asyncio.run(scene())


def test_that_the_present_grows_old_and_is_young_once_asked_for() -> None:
    async def act(asked: Asked, line: AmiConnection) -> None:
        asked.seconds += LOOK_SECONDS - 1
        assert not asked.queries.grows_old()
        asked.seconds += 1
        assert asked.queries.grows_old()
        await asked.queries.ask_present(line)
        assert not asked.queries.grows_old()

    on_line(Switch(), act)
