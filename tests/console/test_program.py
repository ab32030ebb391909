"""The command that runs this program again."""

from __future__ import annotations

import subprocess
import sys

import pytest

from console.program import program


def test_that_it_runs_this_program() -> None:
    done = subprocess.run([*program(), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("floorlight ")


def test_that_a_frozen_program_is_its_own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert program() == [sys.executable]
