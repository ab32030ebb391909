"""The fuzz targets on what is kept for them, and on what a short search from a fixed seed finds."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.__main__ import NAMES, ROOT
from tests.fuzz.targets import CORPUS, TARGETS

# About 60 s in all on one free core; counted, so that the same inputs are tried wherever the gate runs.
RUNS = {
    "frames": 1700,
    "lines": 330,
    "session": 1000,
    "console_sessions": 4000,
    "toml": 1800,
    "queue_logs": 400,
    "calls": 1200,
    "schedules": 900,
}


def test_that_every_target_has_a_corpus_and_a_name_on_the_command_line() -> None:
    assert set(NAMES) == set(TARGETS) == set(RUNS) == {folder.name for folder in CORPUS.iterdir()}


@pytest.mark.parametrize(
    "kept", [pytest.param(path, id=f"{path.parent.name}-{path.name}") for path in sorted(CORPUS.glob("*/*"))]
)
def test_that_what_is_kept_breaks_no_target(kept: Path) -> None:
    TARGETS[kept.parent.name](kept.read_bytes())


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="there is no atheris for this system")
@pytest.mark.parametrize("name", NAMES)
def test_that_a_search_from_a_fixed_seed_finds_nothing(tmp_path: Path, name: str) -> None:
    command = [sys.executable, "-m", "tests.fuzz", name, "--seed", "1", "--runs", str(RUNS[name])]
    found = subprocess.run(
        [*command, "--found", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert found.returncode == 0, found.stdout[-2_000:] + found.stderr[-6_000:]
    assert f"stat::number_of_executed_units: {RUNS[name]}" in found.stderr, found.stderr[-2_000:]
