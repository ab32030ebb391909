"""Versions: of the program and of what it runs on, and nothing about the machine's owner."""

from __future__ import annotations

import platform
import tomllib
from pathlib import Path

import pytest

from console.cli import main
from console.diagnostics.versions import own_version, versions, versions_text

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]


def test_that_its_own_is_the_projects() -> None:
    assert own_version() == PROJECT["version"]


def test_that_python_and_each_library_is_named() -> None:
    found = versions()
    assert found["python"] == platform.python_version()
    assert {"numpy", "pydantic", "pyside6-essentials", "websockets"} <= set(found)
    assert "pytest" not in found
    assert platform.node() not in versions_text().split()


def test_that_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"floorlight {PROJECT['version']}\n"
