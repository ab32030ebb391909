"""`floorlight record`, the real program against a scripted source."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import keyring
import pytest
from keyring.backends import null

from console.cli import main
from feeds.recordings.reader import Recording, RecordingError
from tests.builders import JSON
from tests.console.program import program
from tests.feeds import AT, FULL, log_of
from tests.feeds.transport.scripted_source import Line, Scene, source_of, state

Record = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def record(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Record:
    """The exit status of `record` for a user who keeps no token, and its lines on stderr."""
    monkeypatch.delenv("FLOORLIGHT_TOKEN", raising=False)
    before = keyring.get_keyring()
    monkeypatch.setattr("keyring.core._keyring_backend", before)
    keyring.set_keyring(null.Keyring())  # type: ignore[no-untyped-call]

    def run(*arguments: str | Path) -> tuple[int, list[str]]:
        capsys.readouterr()
        status = main(["record", *map(str, arguments)])
        found = capsys.readouterr()
        assert found.out == ""
        return status, found.err.splitlines()

    return run


def refusal(record: Record, *arguments: str | Path) -> str:
    status, lines = record(*arguments)
    assert (status, len(lines)) == (2, 1), lines
    return lines[0]


def objects(path: Path) -> list[JSON]:
    return [json.loads(line) for _, chunk in Recording(path).chunks() for line in chunk.splitlines()]


def numbers(path: Path) -> list[int]:
    return [
        found["seq"]
        for found in objects(path)
        if found["type"] not in ("heartbeat", "snapshot") and "seq" in found
    ]


async def honest(line: Line) -> None:
    """Ten events, from where the console is."""
    await line.hello()
    after = line.asked["resume_after"]
    await line.batch(*(state(seq) for seq in range(after["seq"] + 1 if after else 1, 11)))
    await line.stay()


def cut_after(*events: JSON) -> Scene:
    async def play(line: Line) -> None:
        await line.hello()
        await line.say(*events)
        await (await line.connection.ping())
        line.cut()

    return play


# What it writes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_that_what_comes_is_written_once_verbatim_and_with_its_time(
    record: Record, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"log{suffix}"
    odd = '{"type":"acme.odd",\n "seq":3,  "text":"é"}'
    bad = json.dumps(state(4, state="asleep"))

    async def first(line: Line) -> None:
        await line.hello()
        await line.batch(state(1), state(2))
        await line.raw(f"[{odd}, {bad}]")
        await line.raw("no object")
        await line.say(state(2))
        await (await line.connection.ping())
        line.cut()

    with source_of(first, honest) as source:
        status, reported = record(source.url, "-o", path, "--until-idle", "1s")
    assert status == 0
    assert source.closed[-1] == 1000
    lines = b"".join(chunk for _, chunk in Recording(path).chunks()).decode().splitlines()
    assert [json.loads(line).get("type") for line in lines[:3]] == ["hello", "received", "agent.state"]
    assert odd.replace("\n", " ") in lines
    assert bad in lines
    assert numbers(path) == list(range(1, 11))
    assert [asked["resume_after"] for asked in source.asked] == [None, {"epoch": "e1", "seq": 4}]
    assert [asked["since"] for asked in source.asked] == ["1970-01-01T00:00:00Z", None]
    assert reported[0] == f"connected to {source.url}"
    assert reported[1].startswith(f"connection lost: {source.url} dropped the connection")
    counted = "8 events · 1 reconnection · 1 repeat dropped · 2 invalid · 1 of unknown types"
    assert reported[-3] == f"recorded {counted} of lisbon in {path}"
    assert reported[-1] == "1 were not JSON objects and are not in the file"


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        (["--from-now"], {"since": None, "teams": None, "queues": None}),
        (
            ["--since", AT, "--teams", "north", "south"],
            {"since": AT, "teams": ["north", "south"], "queues": None},
        ),
        (["--queues", "billing"], {"since": "1970-01-01T00:00:00Z", "teams": None, "queues": ["billing"]}),
    ],
)
def test_that_it_asks_for_what_is_wanted(
    record: Record, tmp_path: Path, options: list[str], asked: JSON
) -> None:
    with source_of(honest) as source:
        status, _ = record(source.url, "-o", tmp_path / "log.jsonl", "--duration", "1", *options)
    assert status == 0
    assert {key: source.asked[0][key] for key in asked} == asked


def test_that_a_snapshot_stands_in_the_recording_as_it_came(record: Record, tmp_path: Path) -> None:
    async def present(line: Line) -> None:
        await line.hello()
        await line.say({**FULL["snapshot"], "seq": 12}, state(13))
        await line.stay()

    with source_of(present) as source:
        record(source.url, "-o", tmp_path / "log.jsonl", "--from-now", "--until-idle", "0.5s")
    found = [found for found in objects(tmp_path / "log.jsonl") if found["type"] != "received"]
    assert found[1:] == [{**FULL["snapshot"], "seq": 12}, state(13)]


# Going on ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_that_a_recording_whose_writer_was_killed_is_read_and_gone_on_with(
    record: Record, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"log{suffix}"

    async def seven(line: Line) -> None:
        await line.hello()
        await line.batch(*(state(seq) for seq in range(1, 8)))
        await line.stay()

    with source_of(seven, honest) as source:
        with program("record", source.url, "-o", path) as running:
            while not has_flushed(path, 7):
                time.sleep(0.02)
            running.kill()
        with path.open("ab") as file:
            file.write(b'{"type":"agent.sta' if suffix == ".jsonl" else b"")
        assert numbers(path) == list(range(1, 8))
        assert record(source.url, "-o", path, "--until-idle", "1s")[0] == 0
    assert source.asked[1]["resume_after"] == {"epoch": "e1", "seq": 7}
    assert numbers(path) == list(range(1, 11))
    assert main(["check", str(path)]) == 0


def has_flushed(path: Path, seq: int) -> bool:
    with contextlib.suppress(RecordingError):
        return path.exists() and seq in numbers(path)
    return False


def test_that_another_source_is_refused_and_the_file_left_alone(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(log_of({**FULL["hello"], "source": "porto"}, state(1)))
    before = path.read_bytes()
    with source_of(honest) as source:
        assert "it is the source 'lisbon', not 'porto'" in refusal(record, source.url, "-o", path)
    assert path.read_bytes() == before


def test_that_two_do_not_record_into_one_file(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with source_of(honest) as source, program("record", source.url, "-o", path) as first:
        assert first.stderr is not None
        assert first.stderr.readline().startswith("connected")
        assert "being written by another" in refusal(record, source.url, "-o", path)


# Its end -------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGHUP, 0)]
)
@pytest.mark.parametrize("is_lost", [False, True])
def test_that_a_signal_ends_it_with_all_on_disk(
    tmp_path: Path, number: signal.Signals, status: int, is_lost: bool
) -> None:
    path = tmp_path / "log.jsonl.gz"
    scenes: list[Scene | HTTPStatus] = [honest]
    if is_lost:
        scenes = [cut_after(state(1), state(2)), HTTPStatus.SERVICE_UNAVAILABLE]
    with source_of(*scenes) as source, program("record", source.url, "-o", path) as running:
        assert running.stderr is not None
        assert running.stderr.readline().startswith("connected")
        if is_lost:
            assert running.stderr.readline().startswith("connection lost")
        running.send_signal(number)
        reported = running.stderr.read()
        assert running.wait(10) == status
    assert "Traceback" not in reported
    assert reported.startswith("recorded ")
    recording = Recording(path)
    assert list(recording.batches())
    assert recording.cut is None
    if not is_lost:
        assert source.closed == [1000]


# Refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["http://127.0.0.1:9", "-o", "x"], "one looks like wss://"),
        (["ws://floor.example.org", "-o", "x"], "another machine needs wss://, or --insecure"),
        (["ws://me:s3cret@127.0.0.1", "-o", "x"], "may hold no name, password or token"),
        (["ws://127.0.0.1/?token=s3cret", "-o", "x"], "may hold no token"),
        (["ws://127.0.0.1:99999", "-o", "x"], "is not a URL"),
        (["ws://", "-o", "x"], "names no host"),
        (
            ["ws://127.0.0.1:9", "-o", "x", "--since", "yesterday"],
            "--since 'yesterday' is not an RFC 3339 instant",
        ),
        (["ws://127.0.0.1:9", "-o", "x", "--duration", "day"], "--duration 'day'"),
        (["ws://127.0.0.1:9", "-o", "x", "--until-idle", "soon"], "--until-idle"),
        (["ws://127.0.0.1:9", "-o", "x", "--teams", ""], "is not an id"),
        (["ws://127.0.0.1:9", "-o", "x", "--token-file", "absent"], "token file absent cannot be read"),
        (["ws://127.0.0.1:9"], "one of the arguments -o/--output --archive is required"),
        (["ws://127.0.0.1:9", "-o", "absent/x.jsonl"], "cannot be written: No such file"),
        (["ws://127.0.0.1:9", "-o", "."], "is a directory"),
    ],
)
def test_that_what_cannot_be_done_is_reported_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FLOORLIGHT_TOKEN", "any")
    assert main(["record", *arguments]) == 2
    reported = capsys.readouterr().err
    assert words in reported
    assert reported.count("\n") == 1
    assert "s3cret" not in reported
    assert list(tmp_path.iterdir()) == []


def test_that_a_source_that_is_not_there_is_reported_at_once_and_leaves_no_file(
    record: Record, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"ws://127.0.0.1:{taken.getsockname()[1]}"
        assert refusal(record, url, "-o", tmp_path / "log.jsonl").endswith("is the source running?")
    assert list(tmp_path.iterdir()) == []


def test_that_a_wrong_token_is_reported_and_none_is_asked_for(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("right\n", encoding="utf-8")
    path = tmp_path / "log.jsonl"
    with source_of(HTTPStatus.UNAUTHORIZED) as source:
        assert "requires a token (401)" in refusal(record, source.url, "-o", path)
        monkeypatch.setenv("FLOORLIGHT_TOKEN", "wrong")
        assert "refuses the token of FLOORLIGHT_TOKEN (401)" in refusal(record, source.url, "-o", path)
        reported = refusal(record, source.url, "-o", path, "--token-file", tmp_path / "key")
        assert f"refuses the token of {tmp_path / 'key'} (401)" in reported
    assert [sent.get("authorization") for sent in source.headers] == [None, "Bearer wrong", "Bearer right"]
    assert not path.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_that_a_full_disk_is_reported(record: Record, tmp_path: Path) -> None:
    with source_of(honest) as source:
        status, reported = record(source.url, "-o", "/dev/full")
    assert status == 2
    assert reported[-1] == f"floorlight: /dev/full cannot be written: {os.strerror(28)}"


# Its file -----------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize(
    ("suffix", "durability"), [(".jsonl", "second"), (".jsonl.gz", "event"), (".jsonl.zst", "none")]
)
def test_that_a_killed_recording_opens_and_is_gone_on_with(
    tmp_path: Path, suffix: str, durability: str
) -> None:
    path = tmp_path / f"log{suffix}"
    arguments = ("-o", path, "--durability", durability)
    for times in (1, 2):
        with source_of(honest) as source, program("record", source.url, *arguments) as running:
            assert running.stderr is not None
            assert running.stderr.readline().startswith("connected")
            while not (path.exists() and path.stat().st_size):
                assert running.poll() is None
            running.send_signal(signal.SIGKILL)
            running.wait(10)
        batches = list(Recording(path).batches())
        assert sum(event.type == "hello" for batch in batches for event in batch.events) <= times
        assert not any(batch.invalid for batch in batches)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="Windows deletes no open file")
def test_that_a_deleted_recording_is_put_back_and_said(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with source_of(honest) as source, program("record", source.url, "-o", path) as running:
        assert running.stderr is not None
        assert running.stderr.readline().startswith("connected")
        while not (path.exists() and path.stat().st_size):
            assert running.poll() is None
        path.unlink()
        assert "the file was deleted: all" in running.stderr.readline()
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
    assert any(batch.events for batch in Recording(path).batches())
