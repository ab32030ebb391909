"""What the tests of faults share: the program at work, what a recording holds, and what is reported of it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from console.metrics.reading.windows import day
from console.metrics.report import report
from console.sources.loading import load
from feeds.recordings.reader import Recording, RecordingError

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def program(*arguments: str | Path, under: Sequence[str] = ()) -> Iterator[subprocess.Popen[str]]:
    """The program at work, started by the command *under*, if any; killed at the end if it is still there."""
    kept = {name: value for name, value in os.environ.items() if name != "FLOORLIGHT_TOKEN"}
    own = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        [*under, sys.executable, "-m", "console", *map(str, arguments)],
        cwd=ROOT,
        env={**kept, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def outcome(*arguments: str | Path, under: Sequence[str] = ()) -> tuple[int, list[str]]:
    """The exit status of the program, which ends by itself, and its lines on stderr."""
    with program(*arguments, under=under) as running:
        _, told = running.communicate()
    assert "Traceback" not in told, told
    return running.returncode, told.splitlines()


@contextlib.contextmanager
def served(*arguments: str | Path) -> Iterator[int]:
    """The port of a source: `serve` with *arguments*."""
    with program("serve", *arguments, "--port", "0") as running:
        assert running.stdout is not None
        url = running.stdout.readline()
        assert url.startswith("listening on "), running.communicate()
        yield int(url.rpartition(":")[2])


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def numbers(path: Path) -> list[int]:
    """The `seq` of the events in the recording *path*, in its order; none where it holds nothing yet."""
    with contextlib.suppress(RecordingError):
        chunks = [chunk for _, chunk in Recording(path).chunks()] if path.exists() else []
        return numbers_in(line for chunk in chunks for line in chunk.splitlines())
    return []


def numbers_in(lines: Iterable[bytes]) -> list[int]:
    """The `seq` of the events in *lines*, in their order."""
    found: list[int] = []
    for line in lines:
        told = json.loads(line)
        if told["type"] not in ("heartbeat", "snapshot") and "seq" in told:
            found.append(told["seq"])
    return found


def reported(path: Path) -> Any:
    """The day's report of the recording *path*, but for how many control objects it holds."""
    loaded = load([str(path)])
    floor = loaded.floor
    found = report(floor, day(floor.site.at(floor.latest), floor.latest), loaded.intake)
    del found["counts"]["control"]
    return found


def without_privileges() -> tuple[str, ...]:
    """The command under which modes of files hold; skips the test where there is none."""
    if os.geteuid():
        return ()
    under = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
    if shutil.which("setpriv") is None or subprocess.run([*under, "true"], check=False).returncode:
        pytest.skip("root may write in any folder here")
    return under
