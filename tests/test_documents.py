"""The documents tell the truth: what they name exists, what exists is named, and their examples run."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from console.cli import OK, main
from console.preferences import Preferences
from console.settings import SiteFile

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\$ floorlight (.+)$", README, re.MULTILINE)
# Those in a `console` block run as they stand; the others want a server, or files of one's own.
RUN = [
    line
    for block in re.findall(r"^```console\n(.+?)^```", README, re.MULTILINE | re.DOTALL)
    for line in re.findall(r"^\$ floorlight (.+)$", block, re.MULTILINE)
]
COMMANDS = [
    "demo",
    "open",
    "connect",
    "wallboard",
    "picture",
    "report",
    "explain",
    "check",
    "simulate",
    "serve",
    "bridge",
    "record",
    "tail",
    "import",
    "schema",
    "support",
]


@pytest.mark.parametrize("example", RUN)
def test_that_each_example_runs_and_prints(
    example: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(example.split()) == OK
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) > 5
    assert printed.err == ""


def test_that_every_command_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == OK
    manual = capsys.readouterr().out
    commands = re.findall(r"^    (\w+) +\S", manual, re.MULTILINE)
    assert set(commands) == set(COMMANDS)
    for command in commands:
        assert any(example.split()[0] == command for example in EXAMPLES), command


@pytest.mark.parametrize("command", COMMANDS)
def test_that_every_option_stands_in_the_readme(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == OK
    options = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", capsys.readouterr().out)) - {"--help"}
    assert all(option in README for option in options)


def test_that_every_site_setting_stands_in_the_example_file() -> None:
    (example,) = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    found = tomllib.loads(example)
    assert set(found) == set(SiteFile.model_fields)
    assert SiteFile.model_validate(found).time_zone == "Europe/Lisbon"


def test_that_every_setting_stands_in_the_example_file() -> None:
    (example,) = re.findall(r"```ini\n(\[appearance\].+?)```", README, re.DOTALL)
    assert Preferences.model_validate(tomllib.loads(example)) == Preferences()
    written = {(table, key) for table, keys in tomllib.loads(example).items() for key in keys}
    assert written == {(table, key) for table, keys in Preferences().model_dump().items() for key in keys}


def test_that_every_make_target_is_told() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE):
        assert target in README or target == "help"


def test_that_the_module_runs_as_the_command_does() -> None:
    run = [sys.executable, "-m", "console", "schema"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    assert '"$schema"' in done.stdout
