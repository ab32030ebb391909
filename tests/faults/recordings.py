"""What the tests of faults share: the program at work, what a recording holds, and what is reported of it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from console.metrics.reading.windows import day
from console.metrics.report import report
from console.sources.loading import load
from feeds.instants import instant, instant_text
from feeds.recordings.reader import Recording, RecordingError
from tests.console.program import program
from tests.feeds import JSON


def outcome(*arguments: str | Path, under: Sequence[str] = ()) -> tuple[int, list[str]]:
    """The exit status of the program, which ends by itself, and its lines on stderr."""
    with program(*arguments, under=under) as running:
        _, messages = running.communicate()
    assert "Traceback" not in messages, messages
    return running.returncode, messages.splitlines()


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
        message = json.loads(line)
        if message["type"] not in ("heartbeat", "snapshot") and "seq" in message:
            found.append(message["seq"])
    return found


def reported(path: Path) -> Any:
    """The day's report of the recording *path*, but for how many control objects it holds."""
    loaded = load([str(path)])
    floor = loaded.floor
    found = report(floor, day(floor.site.at(floor.latest), floor.latest), loaded.intake)
    del found["counts"]["control"]
    return found


def moved(events: Sequence[JSON], to: int) -> list[JSON]:
    """*events* with every instant in them moved, so that the first happens at *to* (ms)."""
    by = to - min(instant(event["at"]) for event in events if "at" in event)

    def shifted(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shifted(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [shifted(inner) for inner in value]
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                return instant_text(instant(value) + by)
        return value

    return [shifted(event) for event in events]


def without_privileges() -> tuple[str, ...]:
    """The command under which modes of files hold; skips the test where there is none."""
    if os.geteuid():
        return ()
    under = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
    if shutil.which("setpriv") is None or subprocess.run([*under, "true"], check=False).returncode:
        pytest.skip("root may write in any folder here")
    return under
