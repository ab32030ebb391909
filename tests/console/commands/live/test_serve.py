"""`floorlight serve`: its one line, its refusals, its end, and its restart."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from console.cli import main
from console.history.archive import Archive
from console.metrics.reading.windows import rolling
from console.metrics.report import report
from console.sources.loading import load
from feeds.events import as_datetime, instant
from feeds.transport.serving.server import SUBPROTOCOL
from tests.builders import JSON
from tests.certificates import made_certificate
from tests.console.commands.listening import listening
from tests.feeds import log_of
from tests.made_logs import made_log

LOG = made_log(5, contacts=25, agents=4)
ALL = {"since": "1970-01-01T00:00:00Z"}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "day.jsonl"
    path.write_bytes(log_of(*LOG))
    return path


def serving(*arguments: str | Path) -> AbstractContextManager[tuple[subprocess.Popen[str], str]]:
    """The program, serving at a free port."""
    return listening("serve", *arguments, "--port", "0")


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What the program says when it refuses: one line."""
    assert main(["serve", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert line.startswith("floorlight: ")
    return line


def listen(url: str, asked: JSON, until: int | None = None, **settings: Any) -> tuple[list[JSON], int]:
    """What a console is sent up to event *until*, or until the server closes, and the close code."""

    async def hear() -> tuple[list[JSON], int]:
        found: list[JSON] = []
        settings.setdefault("proxy", None)
        async with connect(url, subprotocols=[SUBPROTOCOL], max_size=2**22, **settings) as connection:
            await connection.send(json.dumps({"type": "subscribe", "protocol": 1, **asked}))
            try:
                while until is None or not any(
                    one.get("seq", 0) >= until
                    for one in found
                    if one["type"] not in ("heartbeat", "snapshot")
                ):
                    frame = json.loads(await connection.recv())
                    found += frame if isinstance(frame, list) else [frame]
            except ConnectionClosed as closing:
                return found, 0 if closing.rcvd is None else closing.rcvd.code
        return found, 1000

    return asyncio.run(hear())


def events(found: list[JSON]) -> list[JSON]:
    return [event for event in found if event["type"] not in ("hello", "heartbeat", "snapshot")]


def figures(path: Path) -> JSON:
    loaded = load([str(path)])
    found = report(loaded.floor, rolling(loaded.floor.latest, 4 * 3_600_000), loaded.intake)
    del found["counts"]["control"]
    return found


# Serving -------------------------------------------------------------------------------------------


def test_that_what_is_served_gives_the_figures_of_the_log(log: Path, tmp_path: Path) -> None:
    with serving(log, "--speed", "max", "--exit", "--wait") as (program, url):
        found, code = listen(url, ALL)
        assert program.wait(30) == 0
    assert code == 1001
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(log_of(*found))
    assert figures(copy) == figures(log)


def test_that_an_archived_day_is_served_like_its_log(log: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    assert main(["archive", "add", str(log), "--archive", str(archive)]) == 0
    (day,) = Archive(archive).days()
    with serving("--archive", archive, "--day", day.day, "--speed", "max", "--exit", "--wait") as (
        program,
        url,
    ):
        found, _ = listen(url, ALL)
        assert program.wait(30) == 0
    assert events(found) == LOG
    assert found[0]["source"] == log.name.partition(".")[0]


def test_that_a_server_killed_and_started_again_is_resumed_where_it_was(log: Path) -> None:
    """Also where it has not come so far again."""
    with serving(log, "--speed", "20000") as (program, url):
        first, _ = listen(url, ALL, until=60)
        program.kill()
    had = events(first)
    point = {"epoch": first[0]["epoch"], "seq": had[-1]["seq"]}
    with serving(log, "--speed", "20000") as (program, url):
        hello, *rest = listen(url, {"resume_after": point}, until=len(LOG))[0]
    assert (hello["resumed"], hello["epoch"]) == (True, first[0]["epoch"])
    assert [*had, *events(rest)] == LOG


def test_that_a_log_is_sent_in_one_numbering_without_what_is_no_event(tmp_path: Path) -> None:
    at = "2026-11-22T08:00:00Z"
    state = {"type": "agent.state", "at": at, "agent": "ana", "state": "available"}
    hello = {"type": "hello", "protocol": 1, "source": "lisbon", "epoch": "a", "at": at}
    strange = {"type": "weather", "at": at, "seq": 3, "sun": True}
    path = tmp_path / "messy.jsonl"
    lines = [hello, {**state, "seq": 1}, {**state, "seq": 1}, {"type": "received", "at": at}]
    lines += [{"type": "heartbeat", "at": at, "seq": 1}, {**state, "seq": 2, "state": "offline"}, strange]
    lines += [{**hello, "epoch": "b"}, {**state, "seq": 1, "agent": "rui"}]
    path.write_bytes(log_of(*lines) + b'{"type":"agent.state"}\nno event\n')
    with serving(path, "--speed", "max", "--wait", "--exit") as (program, url):
        found, _ = listen(url, ALL)
        assert program.wait(30) == 0
        assert program.stderr is not None
        said = program.stderr.read()
    assert found[0]["source"] == "lisbon"
    received = [(event["seq"], event.get("agent"), event.get("state")) for event in events(found)]
    assert received == [
        (1, "ana", "available"),
        (2, "ana", "offline"),
        (3, None, None),
        (4, "rui", "available"),
    ]
    assert events(found)[2] == strange
    assert "all played: 4 events, 1 duplicates skipped" in said
    assert "skipped 2 lines" in said


def test_that_a_loop_goes_on_in_a_new_epoch_and_later(log: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.jsonl"
    short.write_bytes(log_of(*LOG[:40]))
    with serving(short, "--speed", "100000", "--loop", "--wait") as (_, url):
        found: list[JSON] = []

        async def hear() -> None:
            async with connect(url, subprotocols=[SUBPROTOCOL], proxy=None) as connection:
                await connection.send(json.dumps({"type": "subscribe", "protocol": 1, **ALL}))
                while sum(one["type"] == "hello" for one in found) < 3:
                    frame = json.loads(await connection.recv())
                    found.extend(frame if isinstance(frame, list) else [frame])

        asyncio.run(hear())
    received = events(found)
    assert [event["seq"] for event in received[:80]] == [*range(1, 41), *range(1, 41)]
    assert max(event["at"] for event in received[:40]) < min(event["at"] for event in received[40:80])
    assert len({one["epoch"] for one in found if one["type"] == "hello"}) == 3


def test_that_an_imaginary_floor_is_hours_old_when_it_begins() -> None:
    asked = ("--simulate", "--agents", "12", "--queues", "2", "--clock", "10:30", "--speed", "600")
    with serving(*asked, "--heartbeat", "0.2") as (_, url):
        present = listen(url, {}, until=1)[0]
        past = listen(url, ALL, until=present[1]["seq"])[0]
    hello, snapshot = present[:2]
    lisbon = ZoneInfo("Europe/Lisbon")
    assert as_datetime(instant(hello["at"])).astimezone(lisbon).hour in (10, 11)
    assert (hello["speed"], snapshot["type"]) == (600.0, "snapshot")
    assert {"agent.profile", "queue.profile"} <= {event["type"] for event in snapshot["events"]}
    assert instant(events(past)[0]["at"]) < instant(hello["at"]) - 3_600_000
    after = events(present)
    assert after[0]["seq"] == snapshot["seq"] + 1
    # None of the hours before; at this speed a busy machine is minutes behind its clock.
    assert all(instant(event["at"]) > instant(snapshot["at"]) - 3_600_000 for event in after)


# Its end -------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_that_a_signal_ends_it_cleanly(log: Path, sent: int, status: int) -> None:
    with serving(log, "--speed", "max") as (program, url):

        async def scene() -> int:
            async with connect(url, subprotocols=[SUBPROTOCOL], proxy=None) as connection:
                await connection.send(json.dumps({"type": "subscribe", "protocol": 1}))
                await connection.recv()
                program.send_signal(sent)
                with contextlib.suppress(ConnectionClosed):
                    while True:
                        await connection.recv()
                return connection.close_code or 0

        assert asyncio.run(scene()) == 1001
        assert program.wait(30) == status
        assert program.stderr is not None
        said = program.stderr.read()
    assert "Traceback" not in said
    assert "console 1 connected" in said


# Refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name a LOG"),
        (["missing.jsonl"], "missing.jsonl does not exist"),
        (["LOG", "--simulate"], "not both"),
        (["LOG", "--speed", "0"], "--speed '0'"),
        (["LOG", "--speed", "quick"], "or max"),
        (["LOG", "--speed", "nan"], "--speed"),
        (["LOG", "--port", "70000"], "--port '70000'"),
        (["LOG", "--heartbeat", "0"], "--heartbeat"),
        (["LOG", "--heartbeat", "30.5"], "from 0.05 to 30"),
        (["LOG", "--host", "0.0.0.0"], "needs a token (--token-file or --tokens) and TLS"),
        (["LOG", "--host", "::", "--token-file", "TOKEN"], "needs TLS"),
        (["LOG", "--host", "no.such.host.invalid", "--token-file", "TOKEN"], "needs TLS"),
        (["LOG", "--token-file", "EMPTY"], "is empty"),
        (["LOG", "--token-file", "TWO"], "one word"),
        (["LOG", "--token-file", "UMLAUT"], "plain ASCII"),
        (["LOG", "--token-file", "missing"], "cannot be read"),
        (["LOG", "--certificate", "missing.pem"], "missing.pem does not exist"),
        (["LOG", "--certificate", "TOKEN"], "no certificate"),
        (["LOG", "--key", "TOKEN"], "goes with --certificate"),
        (["LOG", "--warm", "1h"], "--simulate"),
        (["LOG", "--faults"], "--faults is for --simulate"),
        (["--simulate", "--faults-seed", "2"], "--faults-seed goes with --faults"),
        (["LOG", "--loop", "--exit"], "not allowed with"),
        (["--simulate", "--loop"], "for LOGs"),
        (["--simulate", "--day", "2026-06-16"], "either --simulate or --day"),
        (["LOG", "--day", "2026-06-16"], "either LOGs or --day"),
        (["--simulate", "--clock", "noon"], "--clock 'noon'"),
        (["--simulate", "--warm", "9999h"], "--warm"),
        (["--simulate", "--agents", "0"], "agents"),
        (["NOEVENT"], "no event"),
    ],
)
def test_that_what_cannot_be_done_is_one_line(
    arguments: list[str], words: str, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "LOG": b"",
        "TOKEN": b"s3cret\n",
        "EMPTY": b" \n",
        "TWO": b"one two",
        "UMLAUT": "schl\xfcssel".encode(),
        "NOEVENT": b"nothing\n",
    }
    for name, content in files.items():
        if name != "LOG":
            path = log.parent / name
            path.write_bytes(content)
            path.chmod(0o600)
    named = [
        str(log) if one == "LOG" else str(log.parent / one) if one in files else one for one in arguments
    ]
    assert words in refused(named, capsys)


def test_that_a_port_in_use_is_one_line(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert "in use" in refused([str(log), "--port", str(port)], capsys)


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
def test_that_a_token_is_asked_for_and_never_shown(log: Path, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(" s3cret \n", encoding="utf-8")
    path.chmod(0o600)
    with serving(log, "--speed", "max", "--token-file", path) as (program, url):
        header = {"Authorization": "Bearer s3cret"}
        assert events(listen(url, ALL, until=5, additional_headers=header)[0])
        program.terminate()
        assert program.stderr is not None
        said = program.stderr.read()
    assert "s3cret" not in said


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_that_a_token_file_that_others_may_read_is_refused_with_what_mends_it(
    log: Path, tmp_path: Path, mode: int, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "the token"
    path.write_text("s3cret\n", encoding="utf-8")
    path.chmod(mode)
    said = refused([str(log), "--token-file", str(path)], capsys)
    assert f"`chmod 600 '{path}'` fixes it" in said
    assert "s3cret" not in said


def test_that_it_serves_over_tls(log: Path, tmp_path: Path) -> None:
    pair, key = made_certificate(tmp_path)
    context = ssl.create_default_context(cafile=str(pair))
    with serving(log, "--speed", "max", "--certificate", pair, "--key", key) as (_, url):
        assert url.startswith("wss://")
        assert events(listen(url, ALL, until=5, ssl=context)[0])


def test_that_it_stops_when_its_input_ends_if_asked(log: Path) -> None:
    command = [sys.executable, "-m", "console", "serve", str(log), "--port", "0", "--wait", "--stop-at-eof"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write("what it holds does not matter\n")
        program.stdin.flush()
        assert program.stdout.readline().startswith("listening on ")
        assert program.poll() is None
        program.stdin.close()
        assert program.wait(60) == 0
