"""The program in a process of its own, as a user without any setting runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.feeds import JSON, log_of

Done = subprocess.CompletedProcess[str]


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a user who set nothing."""
    unset = ("PYTHONUNBUFFERED", "PYTHONIOENCODING", "COLUMNS", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return {**kept, "PYTHONUTF8": "1", **more}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "console", *map(str, arguments)]


def run(*arguments: str | Path, **environment: str) -> Done:
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        encoding="utf-8",
        env=surroundings(**environment),
        stdin=subprocess.DEVNULL,
        check=False,
    )


def answer(*arguments: str | Path) -> str:
    """What a command that succeeds writes; on stderr it writes nothing."""
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def json_of(*arguments: str | Path) -> Any:
    return json.loads(answer(*arguments, "--format", "json"))


def refusal(*arguments: str | Path) -> str:
    """What a command that cannot be done says: one line on stderr."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("\n")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("floorlight")
    return done.stderr.rstrip("\n")


def written(folder: Path, name: str, *objects: JSON) -> Path:
    path = folder / name
    path.write_bytes(log_of(*objects))
    return path
