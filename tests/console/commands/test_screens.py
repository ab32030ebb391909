"""The commands with a window, as a user runs them where there is no display."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
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


def value_in(report: dict[str, Any], figure: dict[str, Any]) -> Any:
    kind, _, name = figure["scope"].partition(":")
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
    told = [figure for figure in figures if figure["metric"] != "time_in_state_seconds"]
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
        (["picture", "-o", "p.png"], "name one URL, or recordings"),
        (["picture", "ws://127.0.0.1:9", "-o", "p.png"], "nothing listens"),
        (["picture", "ws://127.0.0.1:9", "-o", "p.png", "--at", "10:00"], "--at is for recordings"),
        (["open", SAMPLE, "--speed", "0"], "--speed 0"),
    ],
)
def test_that_what_cannot_be_done_is_one_line(arguments: list[str], told: str, tmp_path: Path) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("floorlight: ")


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
