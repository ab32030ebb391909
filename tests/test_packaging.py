"""The lock: it pins whatever is installed, for every Python and system that Floorlight runs on."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LINES = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
PINS = [Requirement(line) for line in LINES if not line.startswith("#")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
WANTED = [Requirement(line) for line in [*PROJECT["dependencies"], *EXTRAS["dev"], *EXTRAS["package"]]]
MACHINES = [
    {"python_version": minor, "python_full_version": f"{minor}.1", "sys_platform": system}
    for minor in ("3.11", "3.12", "3.13")
    for system in ("linux", "win32", "darwin")
]


def plain_name(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def holds(requirement: Requirement, machine: dict[str, str]) -> bool:
    return requirement.marker is None or requirement.marker.evaluate(machine)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: "-".join(machine.values()))
def test_that_each_dependency_has_one_version_that_it_allows(machine: dict[str, str]) -> None:
    pins: dict[str, str] = {}
    for pin in PINS:
        if holds(pin, machine):
            assert plain_name(pin.name) not in pins
            (only,) = pin.specifier
            assert only.operator == "=="
            pins[plain_name(pin.name)] = only.version
    for wanted in WANTED:
        if holds(wanted, machine):
            assert wanted.specifier.contains(pins[plain_name(wanted.name)]), wanted


def test_that_it_names_no_index_no_hash_and_no_path() -> None:
    assert all(re.fullmatch(r"#.*|[\w.-]+==[\w.]+( ; [\w\s.<>='!()]+)?", line) for line in LINES)


def test_that_set_up_and_packaging_install_by_it() -> None:
    for file in ("packaging/setup.sh", "Makefile"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert "--constraint packaging/constraints.txt" in text
