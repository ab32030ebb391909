"""Days that are being recorded are made ready by a process, at the right times."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.history.archive import Archive
from console.history.recording.day_preparation import FIRST_SECONDS, DayPreparation
from tests.builders import archived, days_of_events

HOUR = 3_600.0
# Writes its arguments beside the archive, line by line.
NOTING = "import sys; print(sys.argv[2:], file=open(sys.argv[4] + '.said', 'a'))"
WAITING = "import time; time.sleep(60)"


class Recorder:
    """Who records lisbon into an archive, with a clock that a test moves."""

    def __init__(self, archive: Archive, program: list[str]) -> None:
        self.now, self.archive = 0.0, archive
        self.ready = DayPreparation(program, archive, lambda: "lisbon", lambda: self.now)

    def at(self, seconds: float) -> int:
        """The number of processes that were started up to then."""
        self.now = seconds
        self.ready.run()
        self.finish()
        said = self.archive.path.with_name("archive.said")
        return len(said.read_text().splitlines()) if said.exists() else 0

    def finish(self) -> None:
        process = self.ready._process
        if process is not None:
            process.wait(30)


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    made = Recorder(archived(tmp_path, *days_of_events(1)), [sys.executable, "-c", NOTING])
    yield made
    made.ready.close()


def test_that_days_are_made_ready_once_there_is_something_then_every_hour(recorder: Recorder) -> None:
    assert recorder.at(FIRST_SECONDS - 1) == 0
    assert recorder.at(FIRST_SECONDS) == 1
    assert recorder.at(FIRST_SECONDS + HOUR - 1) == 1
    assert recorder.at(FIRST_SECONDS + 2 * HOUR) == 2
    said = recorder.archive.path.with_name("archive.said").read_text().splitlines()
    assert said[0] == str(["prepare", "--archive", str(recorder.archive.path), "--source", "lisbon"])


def test_that_a_day_that_ended_is_made_ready_soon(recorder: Recorder) -> None:
    assert recorder.at(FIRST_SECONDS) == 1
    archived(recorder.archive.path.parent, *days_of_events(2))
    assert recorder.at(FIRST_SECONDS + 1) == 1
    assert recorder.at(2 * FIRST_SECONDS) == 2


def test_that_there_is_one_process_at_a_time_and_it_ends_with_its_owner(tmp_path: Path) -> None:
    recorder = Recorder(archived(tmp_path, *days_of_events(1)), [sys.executable, "-c", WAITING])
    recorder.now = HOUR
    recorder.ready.run()
    first = recorder.ready._process
    recorder.now = 3 * HOUR
    recorder.ready.run()
    assert recorder.ready._process is first
    assert recorder.ready.is_running
    recorder.ready.close()
    assert not recorder.ready.is_running


def test_that_a_program_that_cannot_start_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    recorder = Recorder(archived(tmp_path, *days_of_events(1)), ["/nowhere/at/all"])
    with caplog.at_level("WARNING"):
        assert recorder.at(HOUR) == 0
    assert "/nowhere/at/all cannot be started" in caplog.text
    caplog.clear()
    recorder.ready.close()
