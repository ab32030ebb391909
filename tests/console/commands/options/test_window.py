"""The commands with a window, as a user runs them where there is no display."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from console.cli import main
from console.commands.options.window import health_log

ROOT = Path(__file__).parents[4]
SAMPLE = str(ROOT / "resources" / "samples" / "morning.jsonl.gz")


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "FLOORLIGHT_SETTINGS": str(folder / "settings.toml")}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "console", *arguments],
        cwd=folder,
        env={**environment(folder), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


# Runs a command in this process, in a tenth of the time; its exit status, and what it says on stderr.
Here = Callable[..., tuple[int, str]]


@pytest.fixture
def here(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Here:
    monkeypatch.chdir(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)

    def run_here(*arguments: str) -> tuple[int, str]:
        status = main(arguments)
        return status, capsys.readouterr().err

    return run_here


def channels() -> dict[str, str]:
    """The channel of each queue of the sample."""
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as lines:
        profiles = [event for event in map(json.loads, lines) if event["type"] == "queue.profile"]
    return {profile["queue"]: profile.get("channel", "voice") for profile in profiles}


# What a report has no row for: the time in a state that goes on, and the flags.
_NOT_REPORTED = ("time_in_state_seconds", "flags.open", "flags.more")


def value_in(report: dict[str, Any], figure: dict[str, Any]) -> Any:
    """What *report* says for *figure*: its own number, or a count of its rows."""
    kind, _, name = figure["scope"].partition(":")
    counted, _, which = figure["metric"].partition(".")
    if counted == "state":
        states = [agent["state"] for agent in report["agents"].values()]
        if which == "staffed":
            return sum(state not in ("offline", "absent", None) for state in states)
        return sum(state == which or (which, state) == ("on_contact", "hold") for state in states)
    if counted == "queues":
        here = [row for queue, row in report["queues"].items() if channels()[queue] == name]
        return len(here) if which == "all" else sum(row["waiting"] > 0 for row in here)
    row = report["floor"] if kind == "floor" else report[f"{kind}s"][name]
    for key in figure["metric"].split("."):
        row = row[key]
    return row


def test_that_every_value_of_a_picture_is_the_reports_at_that_instant(tmp_path: Path) -> None:
    made = run(tmp_path, "picture", SAMPLE, "--at", "08:30", "-o", "p.png", "--values", "v.json")
    assert (made.returncode, made.stderr) == (0, "")
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")
    figures = json.loads((tmp_path / "v.json").read_text("utf-8"))
    report = json.loads(run(tmp_path, "report", SAMPLE, "--at", "08:30", "--format", "json").stdout)
    told = [figure for figure in figures if figure["metric"] not in _NOT_REPORTED]
    assert len(told) > 15
    assert {figure["at"] for figure in told} == {report["at"]}
    for figure in told:
        assert figure["value"] == value_in(report, figure), figure
        left, top, width, height = figure["rect"]
        assert 0 <= left < left + width <= 1600
        assert 0 <= top < top + height <= 1000


def test_that_the_demo_without_a_display_writes_a_picture_of_a_live_floor(tmp_path: Path) -> None:
    played = run(tmp_path, "demo", "--health-log", "h.jsonl")
    assert played.returncode == 0, played.stderr
    assert "no display" in played.stderr
    assert (tmp_path / "floorlight-demo.png").read_bytes().startswith(b"\x89PNG")
    lines = [json.loads(line) for line in (tmp_path / "h.jsonl").read_text("utf-8").splitlines()]
    assert lines[-1]["connection"] == "live"
    assert lines[-1]["applied"] > 1_000
    assert {"received", "behind", "dropped", "invalid", "late", "longest_block_ms", "tick_ms"} <= set(
        lines[-1]
    )
    assert lines[-1]["resident_bytes"] > 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["open", SAMPLE], "no display"),
        (["connect", "ws://127.0.0.1:9"], "no display"),
        ([], "no display"),
        (["picture", SAMPLE, "-o", "p.jpg"], "ends in .png"),
        (["picture", SAMPLE, "-o", "nowhere/p.png"], "cannot be written"),
        (["picture", SAMPLE, "-o", "p.png", "--size", "big"], "--size 'big'"),
        (["picture", SAMPLE, "-o", "p.png", "--at", "noon"], "--at 'noon'"),
        (["picture", "nothing.jsonl", "-o", "p.png"], "does not exist"),
        (["picture", "-o", "p.png"], "give one URL, recordings"),
        (["picture", "ws://127.0.0.1:9", "-o", "p.png"], "nothing listens"),
        (["picture", "ws://127.0.0.1:9", "-o", "p.png", "--at", "10:00"], "--at is for recordings"),
        (["open", SAMPLE, "--speed", "0"], "--speed 0"),
        (["open", SAMPLE, "--at", "noon"], "--at 'noon'"),
        (["wallboard", "--demo", "--speed", "4"], "--speed is for recordings"),
        (["wallboard", SAMPLE, "--layout", "nosuch"], "no layout is named 'nosuch'"),
        (["picture", SAMPLE, "-o", "p.png", "--layout", "queues"], "add --view wallboard"),
    ],
)
def test_that_what_cannot_be_done_is_one_line(arguments: list[str], told: str, here: Here) -> None:
    status, said = here(*arguments)
    assert status == 2
    assert told in said
    assert said.count("\n") == 1
    assert said.startswith("floorlight: ")


@pytest.mark.parametrize(
    ("end", "options", "told"),
    [
        ("nonsense\n", [], "1 line is not an event"),
        ('{"type":"agent.st', [], "is truncated: it ends in the middle of its last line"),
        ("", ["--at", "2030-01-01T00:00:00Z"], "2030-01-01T00:00:00.000Z is after the recording"),
    ],
)
def test_that_what_is_amiss_with_a_recording_is_told_beside_its_picture(
    end: str, options: list[str], told: str, here: Here, tmp_path: Path
) -> None:
    event = '{"type":"agent.state","at":"2026-11-22T09:00:00Z","agent":"ana","state":"available"}\n'
    (tmp_path / "log.jsonl").write_text(event + end, "utf-8")
    status, said = here("picture", "log.jsonl", "-o", "p.png", *options)
    assert status == 0
    assert told in said
    assert said.count("\n") == 1
    assert (tmp_path / "p.png").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here that is always full")
def test_that_a_full_disk_ends_the_health_log_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    with health_log("/dev/full") as write:
        assert write is not None
        write("{}")
        write("{}")
    assert capsys.readouterr().err.count("/dev/full can no longer be written: No space left on device") == 1


def test_that_a_health_log_is_added_to(tmp_path: Path) -> None:
    for line in ('{"at":1}', '{"at":2}'):
        with health_log(str(tmp_path / "h.jsonl")) as write:
            assert write is not None
            write(line)
    assert (tmp_path / "h.jsonl").read_text("utf-8") == '{"at":1}\n{"at":2}\n'


def test_that_a_broken_settings_file_is_told_before_anything_opens(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[appearance]\ntheme = "pink"\n', "utf-8")
    environ = {**environment(tmp_path), "PYTHONPATH": str(ROOT), "DISPLAY": ":9", "QT_QPA_PLATFORM": ""}
    done = subprocess.run(
        [sys.executable, "-m", "console"],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "appearance.theme = 'pink'" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal for a process")
def test_that_ctrl_c_ends_the_demo_and_its_server(tmp_path: Path) -> None:
    environ = {**environment(tmp_path), "PYTHONPATH": str(ROOT)}
    demo = subprocess.Popen(
        [sys.executable, "-m", "console", "demo", "--health-log", "h.jsonl"],
        cwd=tmp_path,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    log = tmp_path / "h.jsonl"
    while not (log.exists() and log.read_text("utf-8")):
        assert demo.poll() is None, demo.communicate()[1]
    demo.send_signal(signal.SIGINT)
    _, said = demo.communicate(timeout=60)
    assert demo.returncode == 130
    assert "Traceback" not in said
    assert not (tmp_path / "floorlight-demo.png").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
def test_that_a_health_log_is_its_owners_and_one_for_all_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "h.jsonl"
    before = os.umask(0)
    try:
        with health_log(str(path)):
            assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)
    assert capsys.readouterr().err == ""
    path.chmod(0o644)
    with health_log(str(path)):
        pass
    assert f"`chmod 600 {path}` fixes it" in capsys.readouterr().err
