"""The command line, in a process of its own: what it answers, and how it fails."""

from __future__ import annotations

import gzip
import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from console import cli
from tests.console.program import answer, command, refusal, run, surroundings, written
from tests.feeds import JSON, PLAIN, log_of


def test_that_the_help_of_every_command_is_printed() -> None:
    assert "exit status:" in answer("--help")
    for name in ("report", "explain", "check", "schema"):
        assert answer(name, "--help").startswith(f"usage: floorlight {name}")
    assert all(metric in answer("explain", "--help").replace("\n", " ") for metric in ("occupancy", "csat.n"))


# What cannot be done -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "raw", "words"),
    [
        (".jsonl", None, "does not exist"),
        (".jsonl", b"", "is empty"),
        (".jsonl", b"\x7fELF\x00\x00", "binary data"),
        (".jsonl.gz", gzip.compress(b"x" * 1000, mtime=0)[:-9], "is damaged"),
        (".jsonl.gz", b"plain", "is damaged"),
        (".jsonl.zst", zstandard.ZstdCompressor().compress(b"x" * 1000)[:-3], "is damaged"),
    ],
    ids=["missing", "empty", "binary", "cut gz", "no gz", "cut zst"],
)
def test_that_a_log_that_cannot_be_read_is_reported_in_one_line(
    tmp_path: Path, suffix: str, raw: bytes | None, words: str
) -> None:
    path = tmp_path / ("log" + suffix)
    if raw is not None:
        path.write_bytes(raw)
    reported = refusal("report", path)
    assert str(path) in reported
    assert words in reported


def test_that_every_command_reports_a_log_that_is_missing(tmp_path: Path) -> None:
    for name, *more in (("report",), ("check",), ("explain", "answered")):
        assert "does not exist" in refusal(name, tmp_path / "absent.jsonl", *more)


def test_that_a_directory_is_no_log(tmp_path: Path) -> None:
    assert "is a directory" in refusal("report", tmp_path)


def test_that_one_bad_log_of_several_is_named(plain: Path, tmp_path: Path) -> None:
    assert str(tmp_path / "absent") in refusal("report", plain, tmp_path / "absent")


@pytest.mark.parametrize("raw", [b"nonsense\n{}\n", b"\n\n", b'{"type":"weather.changed"}\n', b"\xff\xfe\n"])
def test_that_a_log_without_one_event_has_no_report(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(raw)
    assert "floorlight check" in refusal("report", path)
    assert "floorlight check" in refusal("explain", path, "answered")


@pytest.mark.parametrize("at", ["noon", "25:00", "", "10:42Z", "2026-02-30T00:00:00Z"])
def test_that_an_instant_that_cannot_be_read_is_reported(plain: Path, at: str) -> None:
    assert repr(at) in refusal("report", plain, "--at", at)


@pytest.mark.parametrize("window", ["0", "-5", "", "1e3", "nan", "99999h"])
def test_that_a_window_that_is_none_is_reported(plain: Path, window: str) -> None:
    assert repr(window) in refusal("report", plain, f"--window={window}")


def test_that_a_negative_window_is_reported_however_it_is_written(plain: Path) -> None:
    for arguments in (["--window", "-5"], ["--window=-30m"], ["--window", "-30m"]):
        assert "window" in refusal("report", plain, *arguments)


def test_that_a_window_of_hundreds_of_digits_is_reported(plain: Path) -> None:
    assert "is not a window" in refusal("report", plain, "--window", "9" * 400)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["report"],
        ["explain", "log"],
        ["check"],
        ["report", "log", "--format", "xml"],
        ["check", "a", "b"],
    ],
)
def test_that_a_command_that_is_none_is_reported_in_one_line(arguments: list[str]) -> None:
    assert refusal(*arguments)


@pytest.mark.parametrize(
    "last",
    [
        {**PLAIN["agent.state"], "seq": 10**30},
        {**PLAIN["agent.state"], "at": "0001-01-01T00:00:00Z"},
        {**PLAIN["agent.state"], "at": "9999-12-31T23:59:59Z"},
        {**PLAIN["site.profile"], "at": "9999-12-31T23:59:59Z", "time_zone": "Asia/Tokyo"},
        {**PLAIN["agent.state"], "reason": "\u0000\u001b[2J"},
    ],
    ids=["seq", "first day", "last day", "last day in Tokyo", "control characters"],
)
def test_that_no_event_makes_a_command_fail_in_any_other_way(tmp_path: Path, last: JSON) -> None:
    path = written(tmp_path, "log.jsonl", PLAIN["agent.state"], PLAIN["contact.queued"], last)
    assert_no_command_breaks(path)


def test_that_no_nest_makes_a_command_fail_in_any_other_way(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    nest = log_of(PLAIN["contact.signal"]).replace(b"0.75", b"[" * 5000 + b"]" * 5000)
    path.write_bytes(log_of(PLAIN["agent.state"]) + nest)
    assert_no_command_breaks(path)


def assert_no_command_breaks(log: Path) -> None:
    for name, *more in (("report", "--window", "day"), ("check",), ("explain", "occupancy")):
        done = run(name, log, *more)
        assert "Traceback" not in done.stderr
        assert done.returncode in (0, 1, 2)


# The terminal --------------------------------------------------------------------------------------

COMMANDS = [
    ["report"],
    ["report", "--format", "json"],
    ["report", "--format", "csv"],
    ["report", "--every", "15m"],
    ["check"],
    ["explain", "answered"],
    ["schema"],
    ["--help"],
]


def with_log(arguments: list[str], log: Path) -> list[str | Path]:
    """The command with its LOG, where it takes one."""
    if arguments[0] in ("schema", "--help"):
        return [*arguments]
    return [arguments[0], log, *arguments[1:]]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows reports a closed pipe otherwise")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_that_a_reader_who_leaves_at_once_is_no_failure(plain: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command(*with_log(arguments, plain)),
            stdout=writing,
            stderr=subprocess.PIPE,
            env=surroundings(),
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows reports a closed pipe otherwise")
@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_that_a_reader_who_leaves_after_the_first_line_is_no_failure(plain: Path, form: str) -> None:
    arguments = command("report", plain, "--every", "15m", "--format", form)
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full disk here")
@pytest.mark.parametrize(
    "arguments",
    [["report"], ["report", "--format", "json"], ["report", "--format", "csv"], ["check"]],
    ids=" ".join,
)
def test_that_a_full_disk_is_reported_in_one_line(plain: Path, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command(*with_log(arguments, plain)),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=surroundings(),
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("floorlight: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_that_a_stdout_of_another_encoding_is_no_failure(tmp_path: Path, arguments: list[str]) -> None:
    path = written(tmp_path, "log.jsonl", PLAIN["contact.queued"] | {"queue": "кухня"}, PLAIN["agent.state"])
    done = subprocess.run(
        command(*with_log(arguments, path)),
        capture_output=True,
        env=surroundings(PYTHONUTF8="0", PYTHONIOENCODING="cp1252"),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_that_a_log_from_a_pipe_is_read_or_refused_for_what_it_is(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, log_of(PLAIN["agent.state"]))
    os.close(writing)
    done = subprocess.run(
        command("check", "/dev/stdin"), stdin=reading, capture_output=True, encoding="utf-8", check=False
    )
    os.close(reading)
    assert "is empty" not in done.stderr
    assert "Traceback" not in done.stderr


def big_log(folder: Path) -> Path:
    """A small file that takes long to read: millions of lines of a type unknown, packed."""
    path = folder / "big.jsonl.zst"
    path.write_bytes(zstandard.ZstdCompressor().compress(b'{"type":"weather.changed"}\n' * 3_000_000))
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize("name", ["report", "check"])
def test_that_control_c_ends_reading_at_once_and_cleanly(tmp_path: Path, name: str) -> None:
    terminal, inner = os.openpty()
    arguments = command(name, big_log(tmp_path))
    environment = surroundings(TERM="xterm")
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=inner, env=environment) as process:
        os.close(inner)
        shown = b""
        while b"reading" not in shown:
            shown += os.read(terminal, 1024)
        process.send_signal(signal.SIGINT)
        shown += drained(terminal)  # first: a full terminal would hold the program up
        assert process.stdout is not None
        assert process.stdout.read() == b""
    os.close(terminal)
    assert process.returncode == 130
    assert b"Traceback" not in shown
    assert b"KeyboardInterrupt" not in shown


def drained(terminal: int) -> bytes:
    """All that was still written to *terminal*, whose other end is closed."""
    found = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:
            return found
        if not block:
            return found
        found += block


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_that_reading_shows_its_progress_on_a_terminal_and_wipes_it(plain: Path) -> None:
    terminal, inner = os.openpty()
    arguments = command("check", plain)
    environment = surroundings(TERM="xterm")
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=inner, env=environment) as process:
        os.close(inner)
        shown = drained(terminal)  # first: a full terminal would hold the program up
        assert process.stdout is not None
        out = process.stdout.read()
    os.close(terminal)
    assert process.returncode == 0
    assert b"reading" in shown
    assert shown.rstrip().endswith(b"\x1b[2K")
    assert b"\x1b" not in out


@pytest.mark.parametrize("is_interrupted", [True, False])
def test_that_what_breaks_because_of_control_c_is_control_c_and_nothing_else_is(
    monkeypatch: pytest.MonkeyPatch, is_interrupted: bool
) -> None:
    def broken(arguments: object) -> int:
        try:
            raise KeyboardInterrupt if is_interrupted else ValueError
        except BaseException:
            raise RuntimeError("cannot release a lock that is not held") from None

    monkeypatch.setattr(cli, "_run", broken)
    if is_interrupted:
        assert cli.main(["check"]) == 130
        return
    assert cli.main(["check"]) == 2


@pytest.mark.parametrize(
    ("arguments", "rest"),
    [
        ("--log-level debug report a.jsonl", ["report", "a.jsonl"]),
        ("report --log-level=debug a.jsonl", ["report", "a.jsonl"]),
        ("report a.jsonl --log-level debug", ["report", "a.jsonl"]),
        ("--log-level debug", []),
    ],
)
def test_that_the_logs_level_may_stand_anywhere(
    arguments: str, rest: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[list[str], int]] = []

    def run(left: list[str]) -> int:
        ran.append((left, logging.getLogger().level))
        return 0

    monkeypatch.setattr(cli, "_run", run)
    assert cli.main(arguments.split()) == 0
    assert ran == [(rest, logging.DEBUG)]


@pytest.mark.parametrize("arguments", ["--log-level", "--log-level loud", "check --log-level="])
def test_that_a_level_there_is_not_is_refused(arguments: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments.split()) == 2
    assert capsys.readouterr().err.endswith("debug, info, warning or error\n")


def test_that_an_error_nobody_foresaw_is_one_line_and_stands_in_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def run(left: list[str]) -> int:
        raise KeyError("of nobody's making")

    monkeypatch.setenv("FLOORLIGHT_LOG_FOLDER", str(tmp_path))
    monkeypatch.setattr(cli, "_run", run)
    assert cli.main(["schema"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == 'floorlight: Unexpected error: "of nobody\'s making" (KeyError)'
    assert "Traceback" not in "".join(said)
    (line,) = (tmp_path / "floorlight.log").read_text("utf-8").splitlines()
    assert json.loads(line)["errors"][0]["type"] == "KeyError"
