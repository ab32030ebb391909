"""`record` killed at any instant: what is on disk is whole, and becomes the source's day at last."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from feeds.recordings.reader import Recording
from tests.console.program import program
from tests.faults import KILLS
from tests.faults.recordings import numbers, outcome, reported, served
from tests.feeds import log_of
from tests.made_logs import made_log

_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_that_a_recording_that_is_killed_again_and_again_reports_the_same(
    tmp_path: Path, suffix: str
) -> None:
    kills = KILLS // len(_SUFFIXES)
    log, path = tmp_path / "day.jsonl", tmp_path / f"recorded{suffix}"
    made = made_log(12, contacts=60)
    log.write_bytes(log_of(*made))
    chance = random.Random(f"{suffix} {kills}")
    # The log's three hours, played in some two seconds for each kill.
    with served(log, "--speed", str(5_400 / (kills + 1)), "--wait", "--heartbeat", "0.1") as port:
        url = f"ws://127.0.0.1:{port}"
        for _ in range(kills):
            with program("record", url, "-o", path) as running:
                _is_writing(running, path)
                time.sleep(chance.uniform(0, 1.2))
                running.send_signal(signal.SIGKILL)
                running.wait(10)
            found = numbers(path)
            assert found == list(range(1, len(found) + 1))
            assert not any(batch.invalid for batch in Recording(path).batches())
        status, messages = outcome("record", url, "-o", path, "--until-idle", "3s")
        assert status == 0, messages
    assert numbers(path) == list(range(1, len(made) + 1))
    assert reported(path) == reported(log)


def _is_writing(running: subprocess.Popen[str], path: Path) -> None:
    """Come back once the recording grows."""
    before = path.stat().st_size if path.exists() else 0
    while not path.exists() or path.stat().st_size <= before:
        assert running.poll() is None, running.communicate()
        time.sleep(0.01)
