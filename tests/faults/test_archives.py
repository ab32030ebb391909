"""`record --archive` killed, on a full disk, its folder deleted: the archive becomes the source's day."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from console.history.archive import Archive
from console.history.checkpoints.opening import open_day
from console.history.verification import verified
from console.metrics.reading.windows import day
from console.metrics.report import report
from console.sources.loading import load
from tests.builders import archived_lines
from tests.console.program import program
from tests.faults import KILLS
from tests.faults.recordings import numbers_in, outcome, reported, served
from tests.feeds import log_of
from tests.made_logs import made_log

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals and limits")

MADE = made_log(14, contacts=60)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "day.jsonl"
    path.write_bytes(log_of(*MADE))
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def archived_numbers(archive: Archive) -> list[int]:
    """The `seq` of the events in *archive*, in order; it is whole."""
    assert not [words for found in verified(archive) for words in found.damages]
    streams = archived_lines(archive)
    assert len(streams) <= 1
    return [number for lines in streams.values() for number in numbers_in(lines)]


def archived_report(archive: Archive) -> Any:
    """The report of the newest day in *archive*, but for how many control objects it holds."""
    loaded = load(open_day(archive, archive.days()[-1].day))
    floor = loaded.floor
    found = report(floor, day(floor.site.at(floor.latest), floor.latest), loaded.intake)
    del found["counts"]["control"]
    return found


def until(is_so: Callable[[], object], running: subprocess.Popen[str]) -> None:
    while not is_so():
        assert running.poll() is None, running.communicate()
        time.sleep(0.01)


def test_that_a_recording_that_is_killed_again_and_again_is_the_day(log: Path, archive: Archive) -> None:
    chance = random.Random(KILLS)
    with served(log, "--speed", str(5_400 / (KILLS + 1)), "--wait", "--heartbeat", "0.1") as port:
        url, had = f"ws://127.0.0.1:{port}", list[int]()
        for _ in range(KILLS):
            with program("record", url, "--archive", archive.path) as running:
                # Once the whole day is recorded, nothing more comes: a slow machine gets there early.
                until(partial(_has_more_than, archive, min(len(had), len(MADE) - 1)), running)
                time.sleep(chance.uniform(0, 1.2))
                running.send_signal(signal.SIGKILL)
                running.wait(10)
            had = archived_numbers(archive)
            assert had == list(range(1, len(had) + 1))
        status, said = outcome("record", url, "--archive", archive.path, "--until-idle", "3s")
        assert status == 0, said
    assert archived_numbers(archive) == list(range(1, len(MADE) + 1))
    assert archived_report(archive) == reported(log)


def _has_more_than(archive: Archive, known: int) -> bool:
    return _count(archive) > known


def _count(archive: Archive) -> int:
    return sum(len(numbers_in(lines)) for lines in archived_lines(archive).values())


def test_that_a_recording_on_a_disk_that_fills_up_is_whole_and_continued(log: Path, archive: Archive) -> None:
    limit = ("sh", "-c", 'ulimit -f 64 && exec "$@"', "sh")
    made = made_log(14, contacts=300)
    log.write_bytes(log_of(*made))
    with served(log, "--speed", "3600", "--wait") as port:
        arguments = ("record", f"ws://127.0.0.1:{port}", "--archive", archive.path, "--until-idle", "2s")
        status, said = outcome(*arguments, under=limit)
        assert status == 2
        assert any("what comes waits in memory, up to 200,000 lines" in line for line in said), said
        assert "cannot be used: " in said[-1]
        had = archived_numbers(archive)
        assert len(had) < len(made)
        assert had == list(range(1, len(had) + 1))
        assert outcome(*arguments)[0] == 0
    assert archived_numbers(archive) == list(range(1, len(made) + 1))
    assert archived_report(archive) == reported(log)


def test_that_an_archive_deleted_while_it_is_recorded_is_written_again(log: Path, archive: Archive) -> None:
    with served(log, "--speed", "3600", "--wait") as port:
        arguments = ("record", f"ws://127.0.0.1:{port}", "--archive", archive.path, "--until-idle", "3s")
        with program(*arguments) as running:
            until(lambda: _count(archive) > 0, running)
            shutil.rmtree(archive.path)
            _, said = running.communicate()
    assert running.returncode == 0, said
    assert "was deleted: all of it is written again" in said
    assert archived_numbers(archive) == list(range(1, len(MADE) + 1))


def test_that_a_second_recorder_of_a_source_is_refused(log: Path, archive: Archive) -> None:
    with served(log, "--speed", "60", "--wait") as port:
        arguments = ("record", f"ws://127.0.0.1:{port}", "--archive", archive.path)
        with program(*arguments) as running:
            until(lambda: _count(archive), running)
            # However the address is written, it is the same stream.
            for url in (f"ws://127.0.0.1:{port}", f"WS://127.0.0.1:{port}/"):
                status, said = outcome("record", url, "--archive", archive.path)
                assert (status, len(said)) == (2, 1), said
                assert "another program is writing day into the archive" in said[0]
