"""`floorlight bridge`: the real program between a scripted switch and real consoles."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from console.cli import main
from feeds.transport.serving.server import SUBPROTOCOL
from tests.builders import JSON
from tests.console.commands.listening import listening
from tests.feeds.platforms.asterisk.ami.scripted_switch import SECRET, Headers, Switch, switched_on

JOIN: Headers = [
    ("Event", "QueueCallerJoin"),
    ("Privilege", "agent,all"),
    ("Timestamp", "1795311405.250000"),
    ("Channel", "PJSIP/trunk-0001"),
    ("Uniqueid", "1795311405.7"),
    ("Linkedid", "1795311405.7"),
    ("Queue", "sales"),
    ("Position", "1"),
    ("Count", "1"),
]


class Machine:
    """A scripted switch in a thread of its own."""

    def __init__(self, switch: Switch) -> None:
        self.switch = switch
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._over: asyncio.Event
        self._thread = threading.Thread(target=self._run, name="switch")

    def __enter__(self) -> Machine:
        self._thread.start()
        assert self._up.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.do(self._over.set)
        self._thread.join()

    def do(self, act: Callable[..., object], *said: Any) -> None:
        self._loop.call_soon_threadsafe(act, *said)

    def say(self, *packets: Headers) -> None:
        self.do(self.switch.say, *packets)

    def _run(self) -> None:
        async def on() -> None:
            self._over = asyncio.Event()
            async with switched_on(self.switch):
                self._up.set()
                await self._over.wait()

        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(on())


@pytest.fixture
def secret(tmp_path: Path) -> str:
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n", encoding="utf-8")
    file.chmod(0o600)
    return str(file)


def arguments(port: int, secret: str, *more: str) -> list[str]:
    return [
        "bridge",
        "asterisk",
        f"127.0.0.1:{port}",
        "--user",
        "kim",
        "--secret-file",
        secret,
        "--serve",
        "0",
        *more,
    ]


def bridging(port: int, secret: str, *more: str) -> AbstractContextManager[tuple[subprocess.Popen[str], str]]:
    """The program, bridging."""
    return listening(*arguments(port, secret, *more))


def console(url: str, act: Callable[[Any, Callable[[str], Any]], Any]) -> Any:
    """What *act* gives with a connection that has subscribed, and what waits for an object of a type."""

    async def scene() -> Any:
        heard: list[JSON] = []
        async with (
            asyncio.timeout(20),
            connect(url, subprotocols=[SUBPROTOCOL], max_size=2**22, proxy=None) as connection,
        ):
            await connection.send('{"type":"subscribe","protocol":1}')

            async def wait_for(kind: str) -> JSON:
                while not (found := [event for event in heard if event["type"] == kind]):
                    frame = json.loads(await connection.recv())
                    heard.extend(frame if isinstance(frame, list) else [frame])
                heard.remove(found[0])
                return found[0]

            return await act(connection, wait_for)

    return asyncio.run(scene())


def refused(asked: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What the program says when it refuses: one line."""
    assert main(asked) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = [line for line in said.err.splitlines() if line.startswith("floorlight: ")]
    return line


# Serving -------------------------------------------------------------------------------------------


def test_that_consoles_see_the_switch_command_it_and_a_recording_holds_it(
    tmp_path: Path, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    recording = tmp_path / "day.jsonl.gz"
    with Machine(Switch()) as machine:
        with bridging(machine.switch.port, secret, "--record", str(recording)) as (program, url):

            async def act(connection: Any, wait_for: Callable[[str], Any]) -> JSON:
                hello = await wait_for("hello")
                assert "set_state" in hello["grants"]
                snapshot = await wait_for("snapshot")
                names = {event.get("queue") for event in snapshot["events"]}
                assert "sales" in names
                machine.say(JOIN)
                queued = await wait_for("contact.queued")
                agents = [event["agent"] for event in snapshot["events"] if event["type"] == "agent.state"]
                command = {"id": "7", "verb": "set_state", "agent": agents[0], "state": "not_ready"}
                await connection.send(json.dumps({"type": "command", **command}))
                result = await wait_for("command_result")
                assert (result["id"], result["ok"]) == ("7", True)
                return dict(queued)

            queued = console(url, act)
            program.send_signal(signal.SIGINT)
            assert program.wait(10) == 130
            said = program.communicate()[1]
        assert machine.switch.names() == ["QueuePause"]
        assert machine.switch.asked[-1]["Action"] == "Logoff"
    assert (queued["queue"], queued["at"]) == ("sales", "2026-11-22T01:36:45.250Z")
    assert "connected to 127.0.0.1:" in said
    assert SECRET not in said
    assert main(["check", str(recording)]) == 0
    assert "contact.queued" in capsys.readouterr().out


def test_that_a_recording_is_gone_on_with_after_a_restart_of_the_bridge(tmp_path: Path, secret: str) -> None:
    recording = tmp_path / "day.jsonl"
    with Machine(Switch()) as machine:
        for _ in range(2):
            with bridging(machine.switch.port, secret, "--record", str(recording)) as (program, url):

                async def act(connection: Any, wait_for: Callable[[str], Any]) -> None:
                    await wait_for("snapshot")

                console(url, act)
                program.send_signal(signal.SIGTERM)
                assert program.wait(10) == 0
    reported = [json.loads(line)["type"] for line in recording.read_text(encoding="utf-8").splitlines()]
    assert (reported.count("hello"), reported.count("snapshot")) == (2, 2)


def test_that_consoles_are_kept_through_a_loss_of_the_switch(secret: str) -> None:
    with Machine(Switch()) as machine, bridging(machine.switch.port, secret) as (program, url):

        async def act(connection: Any, wait_for: Callable[[str], Any]) -> None:
            await wait_for("snapshot")
            machine.do(machine.switch.drop)
            await wait_for("snapshot")
            machine.say(JOIN)
            await wait_for("contact.queued")

        console(url, act)
        program.send_signal(signal.SIGINT)
        said = program.communicate(timeout=10)[1]
    assert "lost: 127.0.0.1:" in said
    assert "reconnected to 127.0.0.1:" in said
    assert " after 0:0" in said


# Refusals ------------------------------------------------------------------------------------------


def test_that_a_wrong_secret_ends_it_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("guess", encoding="utf-8")
    wrong.chmod(0o600)
    with Machine(Switch()) as machine:
        line = refused(arguments(machine.switch.port, str(wrong)), capsys)
    assert "Authentication failed" in line
    assert "guess" not in line


def test_that_a_port_where_no_switch_is_ends_it_in_one_line(
    secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "nothing listens" in refused(arguments(port, secret), capsys)
    with Machine(Switch(banner=b"HTTP/1.1 400 Bad Request\r\n")) as machine:
        line = refused(arguments(machine.switch.port, secret), capsys)
    assert "is not an Asterisk manager interface: it begins with 'HTTP/1.1 400" in line


def test_that_a_port_that_is_taken_ends_it_and_leaves_no_file(
    tmp_path: Path, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Machine(Switch()) as machine, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        asked = arguments(machine.switch.port, secret)
        asked[asked.index("--serve") + 1] = str(taken.getsockname()[1])
        assert "cannot be listened on" in refused(asked, capsys)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--listen", "0.0.0.0"], "needs a token (--token-file or --tokens) and TLS"),
        (["--serve", "70000"], "--serve '70000': a number from 0 to 65535"),
        (["--heartbeat", "no"], "--heartbeat 'no'"),
        (["--ca-file", "x.pem"], "--ca-file is for TLS"),
        (["--settings", "missing.toml"], "missing.toml cannot be read"),
        (["--record", "."], "is a directory"),
        (["--secret-file", "missing"], "the secret file missing cannot be read"),
    ],
)
def test_that_a_bad_option_is_reported_before_anything_is_connected(
    secret: str, more: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in refused([*arguments(9, secret), *more], capsys)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[supervision]\ndevice = ['x']", "supervision.device: no such setting; allowed are devices"),
        ("[requeue]\ncontext = 7", "requeue.context = 7"),
        ("[message]\nto = 'pjsip:{host}'", "only {device}, {agent} may be used in braces"),
        ("colour = 1", "no such setting"),
    ],
)
def test_that_a_wrong_setting_is_reported_with_file_key_and_what_is_allowed(
    tmp_path: Path, secret: str, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "switch.toml"
    file.write_text(text, encoding="utf-8")
    line = refused([*arguments(9, secret), "--settings", str(file)], capsys)
    assert str(file) in line
    assert words in line


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_that_a_secret_others_can_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET, encoding="utf-8")
    file.chmod(0o644)
    with Machine(Switch(banner=b"no switch\r\n")) as machine:
        assert main(arguments(machine.switch.port, str(file))) == 2
    reported = capsys.readouterr().err
    assert f"{file} can be read or changed by other users" in reported
    assert f"chmod 600 {file}" in reported
    assert SECRET not in reported


def test_that_a_platform_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "asterisk" in refused(["bridge", "nortel", "pbx", "--user", "kim"], capsys)
    assert "names no account" in refused(["bridge", "asterisk", "pbx", "--user", ""], capsys)


# The other commands --------------------------------------------------------------------------------


def test_that_record_follows_a_switch_by_its_address(tmp_path: Path, secret: str) -> None:
    recording = tmp_path / "day.jsonl"
    with Machine(Switch()) as machine:
        url = f"asterisk://kim@127.0.0.1:{machine.switch.port}"
        asked = ["record", url, "--secret-file", secret, "-o", str(recording), "--duration", "0.5"]
        assert main(asked) == 0
    reported = [json.loads(line)["type"] for line in recording.read_text(encoding="utf-8").splitlines()]
    assert [kind for kind in reported if kind != "received"][:2] == ["hello", "snapshot"]


def test_that_what_belongs_to_another_kind_of_source_is_refused(
    secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    switch, server = "asterisk://kim@127.0.0.1:9", "ws://127.0.0.1:9"
    assert "--token-file is for ws:// and wss://" in refused(["tail", switch, "--token-file", secret], capsys)
    assert "--secret-file is for asterisk://" in refused(["tail", server, "--secret-file", secret], capsys)
    assert "no secret" in refused(["tail", "asterisk://kim:hunter2@pbx"], capsys)


def test_that_a_bridge_has_a_desk_that_outlasts_a_kill(secret: str, tmp_path: Path) -> None:
    async def claim(connection: Any, wait_for: Callable[[str], Any]) -> JSON:
        hello = await wait_for("hello")
        assert {"claim", "add_note", "hand_over"} <= set(hello["grants"])
        await connection.send('{"type":"command","id":"7","verb":"claim","flag":"f1"}')
        return dict(await wait_for("command_result"))

    async def again(connection: Any, wait_for: Callable[[str], Any]) -> JSON:
        await wait_for("snapshot")
        await connection.send('{"type":"command","id":"8","verb":"claim","flag":"f1"}')
        return dict(await wait_for("command_result"))

    desk = str(tmp_path / "desk.jsonl")
    with Machine(Switch()) as machine:
        with bridging(machine.switch.port, secret, "--desk", desk) as (process, url):
            assert console(url, claim)["ok"]
            process.kill()
            process.wait()
        with bridging(machine.switch.port, secret, "--desk", desk) as (_, url):
            assert " it since " in console(url, again)["error"]
