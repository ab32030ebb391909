"""The desk's file: private, locked, whole after a kill, and rewritten as a whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from feeds.shared_desk import desk_file
from feeds.shared_desk.desk_file import DeskError, DeskFile, DeskInUseError

KILLED = """
import os, signal, sys
from pathlib import Path
from feeds.shared_desk.desk_file import DeskFile
file = DeskFile(Path(sys.argv[1]))
file.open()
file.append(b"one")
file.append(b"two")
os.kill(os.getpid(), signal.SIGKILL)
"""


def opened(path: Path) -> tuple[DeskFile, list[bytes]]:
    file = DeskFile(path)
    return file, file.open()


def test_that_what_was_appended_is_there_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "desks" / "desk.jsonl"
    subprocess.run([sys.executable, "-c", KILLED, path], check=False)
    file, lines = opened(path)
    assert lines == [b"one", b"two"]
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    file.close()


def test_that_a_line_cut_short_is_dropped_and_the_next_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "desk.jsonl"
    path.write_bytes(b"one\ntw")
    file, lines = opened(path)
    assert lines == [b"one"]
    file.append(b"three")
    file.close()
    assert path.read_bytes() == b"one\nthree\n"


def test_that_a_second_server_is_refused_with_the_way_out(tmp_path: Path) -> None:
    file, _ = opened(tmp_path / "desk.jsonl")
    with pytest.raises(DeskInUseError, match=r"used by another server; --desk PATH"):
        opened(tmp_path / "desk.jsonl")
    file.close()
    opened(tmp_path / "desk.jsonl")[0].close()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_that_a_file_others_may_read_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.jsonl"
    path.touch(0o600)
    path.chmod(0o644)
    with pytest.raises(DeskError, match=r"`chmod 600 .*desk.jsonl` fixes it"):
        opened(path)


def test_that_a_folder_in_place_of_the_file_and_a_huge_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DeskError, match="cannot be opened"):
        opened(tmp_path)
    (tmp_path / "desk.jsonl").write_bytes(b"x\n" * 10)
    monkeypatch.setattr(desk_file, "_READ_MOST", 10)
    with pytest.raises(DeskError, match="is no desk"):
        opened(tmp_path / "desk.jsonl")


def test_that_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    file, _ = opened(tmp_path / "desk.jsonl")
    file.append(b"one")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeskError, match="No space left on device"):
        file.append(b"two")
    with pytest.raises(DeskError, match="cannot be rewritten"):
        file.rewrite([b"three"])
    monkeypatch.undo()
    file.append(b"four")
    file.close()
    assert (tmp_path / "desk.jsonl").read_bytes() == b"one\nfour\n"
    with pytest.raises(DeskError, match="closed"):
        file.append(b"five")


def test_that_a_rewritten_file_goes_on(tmp_path: Path) -> None:
    file, _ = opened(tmp_path / "desk.jsonl")
    for number in range(3_000):
        file.lines += 1
        if number % 1_000 == 0:
            file.append(b"%d" % number)
    assert file.is_worth_rewriting(live=1)
    file.rewrite([b"kept"])
    assert not file.is_worth_rewriting(live=1)
    file.append(b"more")
    file.close()
    assert (tmp_path / "desk.jsonl").read_bytes() == b"kept\nmore\n"
    assert (tmp_path / "desk.jsonl").stat().st_mode & 0o077 == 0
