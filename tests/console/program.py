"""The program in a process of its own, as a user without any setting runs it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.feeds import JSON, log_of

ROOT = Path(__file__).parents[2]
Done = subprocess.CompletedProcess[str]


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a user who set nothing."""
    unset = ("PYTHONUNBUFFERED", "PYTHONIOENCODING", "COLUMNS", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return {**kept, "PYTHONUTF8": "1", **more}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "console", *map(str, arguments)]


@contextlib.contextmanager
def program(
    *arguments: str | Path, under: Sequence[str] = (), **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """The program in a process, started by the command *under*, if any; killed at the end if still there.

    It has no token, neither in the environment nor in a keyring.
    """
    kept = {name: value for name, value in os.environ.items() if name != "FLOORLIGHT_TOKEN"}
    own = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        [*under, *command(*arguments)],
        cwd=ROOT,
        env={**kept, **own, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


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
