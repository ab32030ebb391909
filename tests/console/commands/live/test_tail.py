"""`floorlight tail`: what happened, for a person, from a log and from a source."""

from __future__ import annotations

import gzip
import json
import signal
import sys
from pathlib import Path

import pytest

from console.cli import main
from tests.builders import JSON
from tests.console.commands.live.test_record import honest
from tests.console.program import program
from tests.feeds import AT, FULL, LATER, log_of
from tests.feeds.transport.scripted_source import Line, source_of, state

HEAD: list[JSON] = [
    {"type": "site.profile", "at": AT, "name": "Lisbon", "time_zone": "Europe/Paris"},
    {"type": "queue.profile", "at": AT, "queue": "q1", "name": "Billing"},
    {"type": "agent.profile", "at": AT, "agent": "a1", "name": "Ana Silva"},
]
LOG: list[JSON] = [
    *HEAD,
    {"type": "contact.queued", "at": AT, "contact": "c1", "queue": "q1", "channel": "voice"},
    {"type": "contact.queued", "at": AT, "contact": "c2", "queue": "q2"},
    {"type": "contact.answered", "at": LATER, "contact": "c1", "agent": "a1"},
    {"type": "contact.answered", "at": LATER, "contact": "c2", "agent": "a2"},
    {"type": "contact.released", "at": LATER, "contact": "c1", "agent": "a1"},
    {"type": "agent.state", "at": LATER, "agent": "a2", "state": "not_ready", "reason": "lunch"},
    {"type": "acme.odd", "at": LATER, "what": 7},
    {"type": "agent.state", "at": LATER, "agent": "a2", "state": "asleep"},
    FULL["heartbeat"],
]


def reported(
    capsys: pytest.CaptureFixture[str], folder: Path, *options: str, raw: bytes | None = None
) -> list[str]:
    path = folder / "log.jsonl"
    path.write_bytes(log_of(*LOG) if raw is None else raw)
    assert main(["tail", str(path), *options]) == 0
    return capsys.readouterr().out.splitlines()


def test_that_a_log_is_printed_in_words_names_and_local_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reported(capsys, tmp_path)[:2] == [
        "— Sunday 22 November 2026, Europe/Paris —",
        "10:15:02.250  site.profile         the site is Lisbon, its clock Europe/Paris",
    ]
    assert reported(capsys, tmp_path)[4:] == [
        "10:15:02.250  contact.queued       c1 is waiting in Billing (voice)",
        "10:15:02.250  contact.queued       c2 is waiting in q2",
        "11:15:02.250  contact.answered     Ana Silva answers c1",
        "11:15:02.250  contact.answered     a2 answers c2",
        "11:15:02.250  contact.released     Ana Silva ends the talk with c1, wrap-up begins",
        "11:15:02.250  agent.state          a2 is not ready: lunch",
        f"              unknown              {json.dumps(LOG[-3])}",
        *[line for line in reported(capsys, tmp_path) if "  invalid  " in line],
    ]
    assert sum("asleep" in line for line in reported(capsys, tmp_path)) == 1


@pytest.mark.parametrize(
    ("options", "types"),
    [
        (["--queue", "q1"], ["queue.profile", "contact.queued", "contact.answered", "contact.released"]),
        (
            ["--queue", "Billing", "--type", "contact.*"],
            ["contact.queued", "contact.answered", "contact.released"],
        ),
        (["--agent", "Ana Silva"], ["agent.profile", "contact.answered", "contact.released"]),
        (["--agent", "a2"], ["contact.answered", "agent.state", "agent.state"]),
        (["--contact", "c2"], ["contact.queued", "contact.answered"]),
        (["--contact", "c1", "--contact", "c2", "--agent", "a1"], ["contact.answered", "contact.released"]),
        (["--type", "heartbeat"], ["heartbeat"]),
        (["--type", "acme.odd"], ["acme.odd"]),
        (["--type", "site.*", "--control"], ["site.profile"]),
        (["--contact", "none"], []),
    ],
)
def test_that_filters_let_pass_what_fits_all_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], types: list[str]
) -> None:
    lines = reported(capsys, tmp_path, "--json", *options)
    assert [json.loads(line)["type"] for line in lines] == types


def test_that_json_is_the_lines_themselves_and_control_only_when_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = log_of(*LOG)
    assert reported(capsys, tmp_path, "--json", "--control") == raw.decode().splitlines()
    assert reported(capsys, tmp_path, "--json") == raw.decode().splitlines()[:-1]
    assert reported(capsys, tmp_path, "--control")[-1].endswith("heartbeat            last sent 12")


def test_that_a_type_there_is_not_is_remarked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log.jsonl").write_bytes(log_of(*LOG))
    assert main(["tail", str(tmp_path / "log.jsonl"), "--type", "contact.quued"]) == 0
    assert "the protocol has no such type" in capsys.readouterr().err


def test_that_a_cut_log_is_printed_to_its_last_whole_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = log_of(*LOG)
    (tmp_path / "log.jsonl").write_bytes(raw + b'{"type":"agent')
    assert main(["tail", str(tmp_path / "log.jsonl"), "--json", "--control"]) == 0
    found = capsys.readouterr()
    assert found.out.encode() == raw
    assert found.err.endswith("it ends in the middle of its last line; all complete lines were read\n")


def test_that_escapes_of_a_source_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = {"type": "agent.state", "at": AT, "agent": "\x1b[31m", "state": "available"}
    lines = reported(capsys, tmp_path, raw=log_of(evil, {"type": "odd\x1b", "x": "\x1b[2J"}) + b"\x1b[2J\n")
    assert not any("\x1b" in line for line in lines)
    assert len(lines) == 4


def test_that_a_packed_log_and_a_missing_one_are_read_as_by_all_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reported(capsys, tmp_path, raw=gzip.compress(log_of(*LOG))) == reported(capsys, tmp_path)
    assert main(["tail", str(tmp_path / "absent.jsonl")]) == 2
    assert "does not exist" in capsys.readouterr().err
    assert main(["tail", "ftp://floor"]) == 2
    assert "one looks like wss://" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_that_a_source_is_printed_from_now_on_with_the_names_of_its_snapshot() -> None:
    async def present(line: Line) -> None:
        await line.hello()
        await line.say({"type": "snapshot", "at": AT, "seq": 12, "events": HEAD})
        await line.say(state(13, agent="a1"))
        await (await line.connection.ping())
        line.cut()

    async def later(line: Line) -> None:
        await line.hello()
        await line.say(state(14, agent="a1", state="offline"))
        await line.stay()

    with source_of(present, later) as source, program("tail", source.url) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        lines = [running.stdout.readline().rstrip() for _ in range(3)]
        remarks = [running.stderr.readline().rstrip() for _ in range(4)]
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 130
    assert lines == [
        "— Sunday 22 November 2026, Europe/Paris —",
        "10:15:02.250  agent.state          Ana Silva is available",
        "10:15:02.250  agent.state          Ana Silva is offline",
    ]
    assert sorted(line.split()[0] for line in remarks) == ["connected", "connected", "connection", "the"]
    assert "the current state, from a snapshot of 3 events" in remarks
    assert (source.asked[0]["since"], source.asked[0]["resume_after"]) == (None, None)
    assert source.asked[1]["resume_after"] == {"epoch": "e1", "seq": 13}


def test_that_nobody_reading_ends_it_quietly() -> None:
    async def talks(line: Line) -> None:
        await line.hello()
        seq = 0
        while True:
            seq += 1
            await line.say(state(seq))

    with source_of(talks) as source, program("tail", source.url) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.wait(20) == 0
        assert "Traceback" not in running.stderr.read()


def test_that_a_source_that_is_not_there_is_reported() -> None:
    with source_of(honest) as source:
        url = source.url
    with program("tail", url) as running:
        assert running.wait(20) == 2
        assert running.stderr is not None
        assert running.stderr.read().count("\n") == 1


def test_that_only_the_time_asked_for_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    later = reported(capsys, tmp_path, "--from", "11:00")
    assert [line[14:].split()[0] for line in later[1:]] == [
        *["contact.answered"] * 2,
        "contact.released",
        "agent.state",
    ]
    earlier = reported(capsys, tmp_path, "--to", "2026-11-22T10:20:00+01:00", "--type", "contact.*")
    assert [line[14:].split()[0] for line in earlier[1:]] == ["contact.queued"] * 2
    assert reported(capsys, tmp_path, "--from", "10:16", "--to", "11:15") == []


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_that_what_is_no_instant_is_refused(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.jsonl").write_bytes(log_of(*LOG))
    assert main(["tail", str(tmp_path / "log.jsonl"), option, "soon"]) == 2
    assert capsys.readouterr().err.startswith(f"floorlight: {option} ")
