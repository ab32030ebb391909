"""Recordings that are written: readable whenever the writer dies, gone on with, and never by two at once."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import wait
from pathlib import Path

import pytest

from feeds.recordings.durability import Durability
from feeds.recordings.reader import Recording
from feeds.recordings.writer import RecordingWriter, WritingError
from tests.feeds import FULL, encoded
from tests.feeds.transport.scripted_source import state

SUFFIXES = [".jsonl", ".jsonl.gz", ".jsonl.zst"]
HELLO = encoded({**FULL["hello"], "source": "lisbon", "epoch": "e1"})
LINES = [HELLO, *(encoded(state(seq)) for seq in range(1, 200))]


def written(path: Path, *lines: bytes) -> None:
    writer = RecordingWriter(path)
    for line in lines:
        writer.write(line)
    writer.close()


def lines_of(path: Path) -> list[bytes]:
    return b"".join(chunk for _, chunk in Recording(path).chunks()).splitlines()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_that_what_is_flushed_is_read_though_the_writer_never_ends(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"log{suffix}"
    writer = RecordingWriter(path)
    for number, line in enumerate(LINES, 1):
        writer.write(line)
        if number % 40 == 0:
            writer.flush()
            (tmp_path / f"seen{suffix}").write_bytes(path.read_bytes())
            assert lines_of(tmp_path / f"seen{suffix}") == LINES[:number]
    writer.close()
    assert lines_of(path) == LINES


def test_that_a_second_writer_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    first = RecordingWriter(path)
    first.write(HELLO)
    with pytest.raises(WritingError, match="being written by another"):
        RecordingWriter(path)
    first.close()
    RecordingWriter(path).close()


def test_that_a_file_never_written_is_taken_away_and_one_that_was_there_is_not(tmp_path: Path) -> None:
    RecordingWriter(tmp_path / "new.jsonl").close()
    (tmp_path / "old.jsonl").touch()
    RecordingWriter(tmp_path / "old.jsonl").close()
    assert [found.name for found in tmp_path.iterdir()] == ["old.jsonl"]


def test_that_a_place_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(WritingError, match="is a directory"):
        RecordingWriter(tmp_path)
    with pytest.raises(WritingError, match="cannot be written: No such file"):
        RecordingWriter(tmp_path / "absent" / "log.jsonl")


FULL_DISK = """
import resource, sys
from feeds.recordings.durability import Durability
from feeds.recordings.writer import RecordingWriter, WritingError
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
writer = RecordingWriter(sys.argv[1])
try:
    for number in range(100_000):
        writer.write(sys.argv[2].encode() + b" " * (number % 50))
        writer.flush()
except WritingError as error:
    print(number, error)
writer.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to the size of files")
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_that_a_full_disk_leaves_all_that_was_written(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"log{suffix}"
    command = [sys.executable, "-c", FULL_DISK, str(path), HELLO.decode()]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)
    number, _, reported = done.stdout.partition(" ")
    assert reported.strip() == f"{path} cannot be written: {os.strerror(27)}"
    assert len(lines_of(path)) == int(number) > 50


# What happens to the file meanwhile ---------------------------------------------------------------


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.mark.skipif(os.name != "posix", reason="modes as POSIX has them")
def test_that_a_new_recording_is_its_owners_and_an_open_one_is_reported_when_it_is_written(
    tmp_path: Path, said: list[str]
) -> None:
    path = tmp_path / "log.jsonl"
    before = os.umask(0)
    try:
        writer = RecordingWriter(path, say=said.append)
        writer.write(LINES[0])
        writer.close()
    finally:
        os.umask(before)
    assert (path.stat().st_mode & 0o777, said) == (0o600, [])
    path.chmod(0o644)
    writer = RecordingWriter(path, say=said.append)
    writer.close()
    assert said == []
    writer = RecordingWriter(path, say=said.append)
    for line in LINES[1:3]:
        writer.write(line)
        writer.flush()
    writer.close()
    assert said == [f"{path} can be read by other users of this machine; `chmod 600 {path}` fixes it"]
    assert path.stat().st_mode & 0o777 == 0o644


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be moved elsewhere")
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("durability", ["second", "event", "none"])
@pytest.mark.parametrize("fate", ["deleted", "moved", "replaced", "replaced by a link"])
def test_that_nothing_is_lost_when_the_file_is_taken_away(
    tmp_path: Path, said: list[str], suffix: str, durability: Durability, fate: str
) -> None:
    path, moved, other = tmp_path / f"log{suffix}", tmp_path / f"moved{suffix}", tmp_path / "other"
    writer = RecordingWriter(path, durability, said.append)
    for number, line in enumerate(LINES):
        writer.write(line)
        if number % 20 == 0:
            writer.flush()
            writer.check_file()
            writer.sync_soon()
        if number == 90:
            if fate == "moved":
                path.rename(moved)
            else:
                path.unlink()
            if fate == "replaced":
                path.write_bytes(b"of somebody else\n")
            elif fate == "replaced by a link":
                path.symlink_to(other)
    writer.close()
    assert len(said) == 1
    whole = {"deleted": path, "moved": moved}.get(fate, tmp_path / f"log-2{suffix}")
    assert lines_of(whole) == LINES
    assert whole.stat().st_mode & 0o777 == 0o600
    assert not other.exists()
    if fate == "replaced":
        assert path.read_bytes() == b"of somebody else\n"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_that_a_file_cut_by_somebody_goes_on_after_what_is_left(
    tmp_path: Path, said: list[str], suffix: str
) -> None:
    path = tmp_path / f"log{suffix}"
    writer = RecordingWriter(path, say=said.append)
    writer.write(LINES[0])
    writer.flush()
    os.truncate(path, 0)
    writer.check_file()
    for line in LINES[1:]:
        writer.write(line)
    writer.close()
    assert lines_of(path) == LINES[1:]
    assert len(said) == 1
    assert "was truncated" in said[0]


@pytest.mark.parametrize(
    ("durability", "at_flushes", "in_all"), [("event", 3, 4), ("second", 0, 3), ("none", 0, 0)]
)
def test_that_a_durability_says_when_the_disk_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durability: Durability, at_flushes: int, in_all: int
) -> None:
    synced: list[bool] = []
    real = os.fsync

    def fsync(file: int) -> None:
        if stat.S_ISREG(os.fstat(file).st_mode):
            synced.append(True)
        real(file)

    monkeypatch.setattr(os, "fsync", fsync)
    writer = RecordingWriter(tmp_path / "log.jsonl", durability)
    for line in LINES[:3]:
        writer.write(line)
        writer.flush()
    assert len(synced) == at_flushes
    for _ in range(2):
        writer.sync_soon()
        writer._syncing.end()
    writer.close()
    assert len(synced) == in_all


def test_that_a_disk_that_fails_in_the_background_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fsync(file: int) -> None:
        raise OSError(5, "Input/output error")

    writer = RecordingWriter(tmp_path / "log.jsonl")
    writer.write(LINES[0])
    writer.flush()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        writer.sync_soon()
        assert writer._syncing._running is not None
        wait([writer._syncing._running])
        with pytest.raises(WritingError, match="Input/output error"):
            writer.sync_soon()
    writer.close()
