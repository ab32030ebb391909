"""One writer a recording: a lock holds until its file is closed."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from feeds.recordings.file_lock import lock


def test_that_only_one_holds_a_file_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with path.open("ab") as first, path.open("ab") as second:
        assert lock(first.fileno())
        assert not lock(second.fileno())
        first.close()
        assert lock(second.fileno())


@pytest.mark.skipif(sys.platform == "win32", reason="other systems lock by flock")
def test_that_a_file_system_that_knows_no_locks_lets_everyone_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(file: int, how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", refused)
    with (tmp_path / "log.jsonl").open("ab") as file:
        assert lock(file.fileno())
