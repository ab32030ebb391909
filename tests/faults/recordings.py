"""What the tests of faults share: the program at work, what a recording holds, and what is reported of it."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from console.metrics.reading.windows import day
from console.metrics.report import report
from console.sources.loading import load
from feeds.recordings.reader import Recording, RecordingError
from tests.console.program import program


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
    found: list[int] = []
    with contextlib.suppress(RecordingError):
        for _, chunk in Recording(path).chunks() if path.exists() else ():
            for line in chunk.splitlines():
                messages = json.loads(line)
                if messages["type"] not in ("heartbeat", "snapshot") and "seq" in messages:
                    found.append(messages["seq"])
    return found


def reported(path: Path) -> Any:
    """The day's report of the recording *path*, but for how many control objects it holds."""
    loaded = load([str(path)])
    floor = loaded.floor
    found = report(floor, day(floor.site.at(floor.latest), floor.latest), loaded.intake)
    del found["counts"]["control"]
    return found
