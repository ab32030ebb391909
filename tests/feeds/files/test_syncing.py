"""Syncing: one fsync at a time, none that the file is closed under."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from feeds.files.syncing import Syncing


def test_that_a_slow_disk_is_asked_once_and_waited_for_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    ready = threading.Event()

    def fsync(file: int) -> None:
        asked.append(file)
        assert ready.wait(10)

    monkeypatch.setattr(os, "fsync", fsync)
    syncing = Syncing()
    with (tmp_path / "file").open("wb") as file:
        for _ in range(5):
            syncing.begin(file.fileno())
        ready.set()
        syncing.end()
        assert asked == [file.fileno()]
        syncing.end()
