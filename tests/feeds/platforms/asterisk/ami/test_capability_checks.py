"""Doubts: what a person hears of a switch's settings, each thing once, and nothing where all is well."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from feeds.platforms.asterisk.ami.address import SwitchAddress
from feeds.platforms.asterisk.ami.capability_checks import CapabilityChecks
from feeds.platforms.asterisk.ami.connection import AmiConnection
from feeds.platforms.asterisk.ami.packets import Packet
from feeds.transport.credentials import Token
from tests.feeds.platforms.asterisk.ami.scripted_switch import SECRET, Headers, Switch, switched_on

PRIVATE, OPEN = (
    SwitchAddress.parse("asterisk://kim@localhost"),
    SwitchAddress.parse("asterisk://kim@pbx", True),
)


def event(name: str, privilege: str = "agent,all", **headers: str) -> Packet:
    return Packet([("Event", name), ("Privilege", privilege), *headers.items()])


def heard(*packets: Packet) -> list[str]:
    said: list[str] = []
    checks = CapabilityChecks(PRIVATE, said.append)
    for packet in packets:
        checks.hear(packet)
    return said


def on_line(
    switch: Switch,
    act: Callable[[CapabilityChecks, AmiConnection], Awaitable[None]],
    address: SwitchAddress = PRIVATE,
) -> list[str]:
    """What is said while *act* goes on with a line to *switch*, whose events are heard."""
    said: list[str] = []

    async def scene() -> None:
        async with switched_on(switch), asyncio.timeout(20):
            checks = CapabilityChecks(address, said.append)
            there = SwitchAddress("127.0.0.1", switch.port, "kim", False)
            line = await AmiConnection.open(there, Token(SECRET, "x"), None)
            pumping = asyncio.create_task(line.pump(checks.hear))
            try:
                await act(checks, line)
            finally:
                pumping.cancel()
                await asyncio.gather(pumping, return_exceptions=True)
                await line.close()

    asyncio.run(scene())
    return said


async def let_in(checks: CapabilityChecks, line: AmiConnection) -> None:
    checks.let_in(line)


def test_that_a_switch_as_it_should_be_is_not_spoken_of() -> None:
    stamp = {"Timestamp": "1795311405.25"}
    reported = (event("QueueCallerJoin", **stamp), event("Hangup", "call,all", **stamp))
    assert heard(event("FullyBooted", "system,all"), *reported, event("AgentComplete", **stamp)) == []
    assert on_line(Switch(), let_in) == []


def test_that_events_without_times_are_reported_once() -> None:
    (line,) = heard(event("QueueCallerJoin"), event("QueueCallerLeave"), event("QueueCallerJoin"))
    assert "sends no times" in line
    assert "timestampevents = yes in manager.conf" in line


def test_that_calls_which_are_not_reported_are_missed_when_one_is_complete() -> None:
    done = event("AgentComplete", Timestamp="1795311405.25")
    assert heard(done, done) == [
        "localhost:5038 sends 'kim' no events of its calls; "
        "its section in manager.conf needs read = agent,call,system"
    ]


def test_that_what_others_on_the_way_can_read_is_reported() -> None:
    assert "not encrypted" in on_line(Switch(), let_in, OPEN)[0]
    (line,) = on_line(Switch(knows_md5=False), let_in)
    assert "the secret was sent unhashed" in line


@pytest.mark.parametrize(("reported", "are_missed"), [("2222", False), ("2223", True)])
def test_that_queues_which_change_in_silence_are_reported_and_those_that_stand_still_are_not(
    reported: str, are_missed: bool
) -> None:
    callers = iter(reported)

    def summary(asked: dict[str, str]) -> list[Headers]:
        queue = [("Event", "QueueSummary"), ("Queue", "sales"), ("LoggedIn", "1"), ("Callers", next(callers))]
        return [[("Response", "Success"), ("ActionID", asked["ActionID"])], queue]

    async def check(checks: CapabilityChecks, line: AmiConnection) -> None:
        for _ in range(10):  # every third time it asks
            await checks.check(line)

    said = on_line(Switch(answers={"QueueSummary": summary}), check)
    assert [line.split(" ", 1)[1] for line in said] == [
        "sends 'kim' no events of its queues; its section in manager.conf needs read = agent,call,system"
    ] * are_missed
    assert next(callers, None) is None, "it was asked four times"
