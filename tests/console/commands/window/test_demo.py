"""`floorlight demo`: a picture where there is no display, and an end by Ctrl+C."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.commands.without_display import ROOT, environment, run


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
