"""`floorlight serve --simulate` as supervisors use it: two consoles, one desk, and a killed server."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import stat
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from console.cli import main
from feeds.instants import instant, instant_text
from feeds.transport.serving.server import SUBPROTOCOL
from tests.builders import JSON
from tests.console.commands.listening import listening
from tests.feeds.transport.serving.test_token_file import entry, written

FLOOR = ("--simulate", "--agents", "40", "--seed", "3", "--clock", "10:00", "--warm", "30m", "--port", "0")
_numbers = itertools.count()


def console(url: str, token: str) -> AbstractAsyncContextManager[ClientConnection]:
    return connect(
        url,
        subprotocols=[SUBPROTOCOL],
        max_size=2**22,
        proxy=None,
        additional_headers={"Authorization": f"Bearer {token}"},
    )


class Supervisor:
    """One console, and all it was told."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.told: list[JSON] = []

    async def subscribe(self) -> JSON:
        await self.connection.send('{"type":"subscribe","protocol":1}')
        hello = await self.until("hello")
        await self.until("snapshot")
        return hello

    async def until(self, kind: str, **fields: Any) -> JSON:
        """The next object of *kind* with these *fields*; those within snapshots count."""
        while True:
            frame = json.loads(await self.connection.recv())
            for found in frame if isinstance(frame, list) else [frame]:
                self.told += found["events"] if found["type"] == "snapshot" else [found]
                if found["type"] == kind and fields.items() <= found.items():
                    return dict(found)

    async def ask(self, verb: str, **fields: Any) -> JSON:
        name = f"command {next(_numbers)}"
        await self.connection.send(json.dumps({"type": "command", "id": name, "verb": verb, **fields}))
        return await self.until("command_result", id=name)

    async def end_stuck_wrap_up(self) -> str | None:
        """End a wrap-up of an agent whose phone is out of reach; returns who that is, if there is one."""
        phones = {
            event["agent"]: event["reachable"] for event in self.told if event["type"] == "agent.device"
        }
        for event in list(self.told):
            if event["type"] == "contact.released" and not phones.get(event["agent"], True):
                who = {"agent": event["agent"], "contact": event["contact"]}
                if (await self.ask("end_wrap_up", **who))["ok"]:
                    return str(event["agent"])
        return None

    def queues(self) -> dict[str, list[str]]:
        """Each agent's queues, as last told."""
        return {event["agent"]: event["queues"] for event in self.told if event["type"] == "agent.profile"}

    def voices(self, count: int) -> list[str]:
        """Agents who are logged in, take calls, and are not in Billing."""
        states = {event["agent"]: event["state"] for event in self.told if event["type"] == "agent.state"}
        found = [
            agent
            for agent, queues in self.queues().items()
            if states.get(agent, "offline") != "offline" and "billing" not in queues and "sales" in queues
        ]
        return found[:count]


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    return written(tmp_path, entry("one", "rui", "admin"), entry("two", "lea"))


def test_that_two_agents_moved_for_a_while_return_though_everything_was_killed(
    tmp_path: Path, tokens: Path
) -> None:
    desk = tmp_path / "desk.jsonl"
    arguments = ("serve", *FLOOR, "--speed", "30", "--tokens", tokens, "--desk", desk)

    async def move(url: str) -> tuple[list[str], dict[str, list[str]]]:
        async with asyncio.timeout(60), console(url, "one") as connection:
            rui = Supervisor(connection)
            hello = await rui.subscribe()
            moved, before = rui.voices(2), rui.queues()
            until = instant_text(instant(hello["at"]) + 180_000)
            fields = {"agents": moved, "add": ["billing"], "remove": ["sales"], "until": until}
            assert (await rui.ask("move_agents", **fields))["error"] is None
            after = rui.queues()
            assert all("billing" in after[name] and "sales" not in after[name] for name in moved)
            assert (await rui.ask("claim", flag="f1"))["ok"]
            return moved, before

    async def returned(url: str, moved: list[str], before: dict[str, list[str]]) -> None:
        async with asyncio.timeout(60), console(url, "two") as connection:
            lea = Supervisor(connection)
            await lea.subscribe()
            if not any(event["type"] == "move.ended" for event in lea.told):
                await lea.until("move.ended")
            (ended,) = [event for event in lea.told if event["type"] == "move.ended"]
            assert (sorted(ended["restored"]), ended["skipped"]) == (sorted(moved), [])
            assert {name: lea.queues()[name] for name in moved} == {name: before[name] for name in moved}
            placed = [event for event in lea.told if event.get("agent") in moved and "queues" in event]
            assert any("billing" in event["queues"] for event in placed)
            assert (await lea.ask("claim", flag="f1"))["error"].startswith("rui has it since ")

    with listening(*arguments) as (process, url):
        moved, before = asyncio.run(move(url))
        assert len(moved) == 2
        process.kill()
        process.wait()
    assert stat.S_IMODE(desk.stat().st_mode) == 0o600
    with listening(*arguments) as (_, url):
        asyncio.run(returned(url, moved, before))


def test_that_two_consoles_act_on_one_floor(tmp_path: Path, tokens: Path) -> None:
    async def play(url: str) -> None:
        async with asyncio.timeout(60), console(url, "one") as first, console(url, "two") as second:
            rui, lea = Supervisor(first), Supervisor(second)
            hello = await rui.subscribe()
            assert (hello["user"], hello["role"]) == ("rui", "admin")
            assert {"barge", "set_overflow", "move_agents", "claim"} <= set(hello["grants"])
            await lea.subscribe()
            assert (await rui.ask("close_queue", queue="sales"))["ok"]
            assert (await lea.until("queue.closed"))["by"] == "rui"
            assert (await lea.ask("close_queue", queue="sales"))["error"] == "Sales is closed already"
            (agent,) = lea.voices(1)
            assert (await lea.ask("message", agents=[agent], text="hello"))["ok"]
            assert (await rui.ask("log_out", agent="nobody"))["error"] == "there is no agent nobody"

    with listening("serve", *FLOOR, "--tokens", tokens, "--desk", "none") as (_, url):
        asyncio.run(play(url))


def test_that_troubles_are_there_when_the_floor_opens_and_can_be_ended(tmp_path: Path, tokens: Path) -> None:
    async def play(url: str) -> None:
        async with asyncio.timeout(60), console(url, "one") as connection:
            rui = Supervisor(connection)
            await rui.subscribe()
            while True:  # the contact may be over before the phone is picked up
                asked = await rui.until("contact.signal", signal="help_request")
                if (await rui.ask("whisper", agent=asked["agent"], device="PJSIP/200"))["ok"]:
                    break
            told = [event for event in rui.told if event["type"] == "supervision.started"]
            assert "rui" in {event["supervisor"] for event in told}
            while (stuck := await rui.end_stuck_wrap_up()) is None:
                await rui.until("contact.released")
            assert (await rui.ask("log_out", agent=stuck))["error"] is None
            assert (await rui.ask("add_note", note="n1", about={"agent": stuck}, text="phone"))["ok"]

    faults = ("--faults", "--faults-seed", "2", "--speed", "8", "--warm", "2h")
    with listening("serve", *FLOOR, *faults, "--tokens", tokens, "--desk", "none") as (_, url):
        asyncio.run(play(url))


def test_that_a_changed_file_of_tokens_takes_effect_without_a_restart(tmp_path: Path, tokens: Path) -> None:
    async def play(url: str) -> int:
        async with asyncio.timeout(60), console(url, "two") as connection:
            lea = Supervisor(connection)
            await lea.subscribe()
            written(tmp_path, entry("one", "rui", "admin"))
            with contextlib.suppress(ConnectionClosed):
                async for _ in connection:
                    pass
            assert connection.close_code is not None
            return connection.close_code

    with listening("serve", *FLOOR, "--tokens", tokens, "--desk", "none") as (_, url):
        assert asyncio.run(play(url)) == 4401


@pytest.mark.parametrize(
    ("text", "words"),
    [("[[tokens]\n", "is not TOML"), (entry("one", "rui", "boss"), "unknown role; roles are viewer, lead")],
)
def test_that_an_unusable_file_of_tokens_is_one_line(
    tmp_path: Path, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, text)
    assert main(["serve", *FLOOR, "--tokens", str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_that_a_desk_others_may_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = tmp_path / "desk.jsonl"
    desk.touch()
    desk.chmod(0o644)
    assert main(["serve", *FLOOR, "--desk", str(desk)]) == 2
    assert f"`chmod 600 {desk}` fixes it" in capsys.readouterr().err


def test_that_a_stop_leaves_the_desk_for_the_next_server(tmp_path: Path) -> None:
    desk = tmp_path / "desk.jsonl"
    for _ in range(2):
        with listening("serve", *FLOOR, "--desk", desk) as (process, _):
            process.send_signal(signal.SIGTERM)
            assert process.wait() == 0
