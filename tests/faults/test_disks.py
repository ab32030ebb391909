"""Disks that take no more, and folders that may not be written: one line says so, and nothing is lost."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from feeds.recordings.reader import Recording
from tests.faults.recordings import numbers, outcome, reported, served, without_privileges
from tests.feeds import log_of
from tests.made_logs import made_log

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits and modes")

MADE = made_log(13, contacts=60)


def _limited(blocks: int) -> tuple[str, ...]:
    """The command under which no file grows beyond so many blocks, each of 512 or 1,024 bytes."""
    return ("sh", "-c", f'ulimit -f {blocks} && exec "$@"', "sh")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "day.jsonl"
    path.write_bytes(log_of(*MADE))
    return path


@pytest.mark.parametrize(("suffix", "blocks"), [(".jsonl", 48), (".jsonl.zst", 8)])
def test_that_a_recording_on_a_disk_that_fills_up_is_whole_and_gone_on_with(
    log: Path, tmp_path: Path, suffix: str, blocks: int
) -> None:
    path = tmp_path / f"recorded{suffix}"
    with served(log, "--speed", "3600", "--wait") as port:
        arguments = ("record", f"ws://127.0.0.1:{port}", "-o", path, "--until-idle", "2s")
        status, messages = outcome(*arguments, under=_limited(blocks))
        assert (status, messages[-1]) == (
            2,
            f"floorlight: {path} cannot be written: {os.strerror(errno.EFBIG)}",
        )
        had = numbers(path)
        assert len(had) < len(MADE)
        assert had == list(range(1, len(had) + 1))
        assert not any(batch.invalid for batch in Recording(path).batches())
        assert outcome(*arguments)[0] == 0
    assert numbers(path) == list(range(1, len(MADE) + 1))
    assert reported(path) == reported(log)


def test_that_a_file_that_does_not_fit_on_the_disk_is_not_made_at_all(tmp_path: Path) -> None:
    path = tmp_path / "made.jsonl"
    status, messages = outcome("simulate", "--hours", "1", "-o", path, under=_limited(8))
    assert (status, len(messages)) == (2, 1)
    assert os.strerror(errno.EFBIG) in messages[0]
    assert list(tmp_path.iterdir()) == []


# Read-only -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("record", "URL", "-o", "FOLDER/new.jsonl"),
        ("record", "URL", "-o", "FOLDER/there.jsonl"),
        ("simulate", "--hours", "1", "-o", "FOLDER/new.jsonl.gz"),
        ("import", "asterisk-queue-log", "LOG", "-o", "FOLDER/new.jsonl.zst"),
    ],
)
def test_that_a_folder_and_a_file_that_are_read_only_are_reported_and_left_alone(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    under = without_privileges()
    folder, queue_log = tmp_path / "closed", tmp_path / "queue_log"
    queue_log.write_text("1400000002|1.1|sales|NONE|ENTERQUEUE||5551234|1\n", encoding="utf-8")
    folder.mkdir()
    there = folder / "there.jsonl"
    there.write_bytes(log_of(MADE[0]))
    there.chmod(0o400)
    folder.chmod(0o500)
    try:
        words = {"URL": "ws://127.0.0.1:9", "LOG": str(queue_log)}
        said = [words.get(word, word.replace("FOLDER", str(folder))) for word in arguments]
        status, messages = outcome(*said, under=under)
        assert (status, len(messages)) == (2, 1), messages
        assert str(folder) in messages[0]
        assert os.strerror(errno.EACCES) in messages[0]
        assert [path.name for path in folder.iterdir()] == ["there.jsonl"]
        assert there.read_bytes() == log_of(MADE[0])
    finally:
        folder.chmod(0o700)
