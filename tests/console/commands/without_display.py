"""The commands with a window, run where there is no display."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

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


Here = Callable[..., tuple[int, str]]


def assert_one_line(done: tuple[int, str], words: str) -> None:
    """That a command refused in one line, which says *words*."""
    status, said = done
    assert status == 2
    assert words in said
    assert said.count("\n") == 1
    assert said.startswith("floorlight: ")
