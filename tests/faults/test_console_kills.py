"""A window killed at random instants while it keeps a live source: the archive becomes the source's day."""

from __future__ import annotations

import math
import random
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from console.history.archive import Archive
from feeds.events import instant
from tests.builders import archived_lines
from tests.faults import CONSOLE_KILLS
from tests.faults.recordings import moved, numbers_in, reported, served
from tests.faults.test_archives import archived_numbers, archived_report, until
from tests.faults.window_process import WindowProcess, window_of
from tests.feeds import log_of
from tests.made_logs import made_log

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")

# A console asks for the last 26 hours, so the day is one of them.
MADE = moved(made_log(14, contacts=60), to=round(time.time()) * 1000 - 4 * 3_600_000)
_SECONDS_EACH = 5  # of the source's playing for each kill


def test_that_a_window_that_is_killed_again_and_again_keeps_the_day(tmp_path: Path) -> None:
    log, archive = tmp_path / "day.jsonl", Archive(tmp_path / "archive")
    log.write_bytes(log_of(*MADE))
    chance, speed = random.Random(CONSOLE_KILLS), 5_400 / (_SECONDS_EACH * (CONSOLE_KILLS + 1))
    with served(log, "--speed", str(speed), "--wait", "--heartbeat", "0.2") as port:
        url, had = f"ws://127.0.0.1:{port}", 0
        for _ in range(CONSOLE_KILLS):
            before = len(_kept(archive))
            with window_of(url, tmp_path, archive.path) as window:
                until(partial(_has_more_than, archive, had), window.process)
                until(partial(_received, window, math.inf), window.process)
                time.sleep(chance.uniform(0.5, 2.5))
                killed_at = time.time() * 1000
                window.kill()
                kept = archived_numbers(archive)
                assert kept == list(range(1, len(kept) + 1))
                assert len(_kept(archive)) - before >= _received(window, killed_at - 1_000)
            had = len(kept)
        with window_of(url, tmp_path, archive.path) as window:
            until(lambda: archived_numbers(archive)[-1:] == [len(MADE)], window.process)
    assert archived_numbers(archive) == list(range(1, len(MADE) + 1))
    assert archived_report(archive) == reported(log)


def _has_more_than(archive: Archive, known: int) -> bool:
    return sum(len(numbers_in(lines)) for lines in archived_lines(archive).values()) > known


def _kept(archive: Archive) -> list[bytes]:
    """The lines that the source sent, among those kept."""
    lines = [line for stream in archived_lines(archive).values() for line in stream]
    return [line for line in lines if b'"received"' not in line]


def _received(window: WindowProcess, by: float) -> int:
    """How many objects *window* had received by an instant (ms), as far as its health says."""
    return max((found["received"] for found in window.samples() if instant(found["at"]) <= by), default=0)
