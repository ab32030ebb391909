"""Durability: what a recording may be asked to survive."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from feeds.recordings.durability import DURABILITIES, Durability
from feeds.recordings.reader import Recording
from feeds.recordings.writer import RecordingWriter


def test_that_each_durability_can_be_chosen() -> None:
    assert get_args(Durability) == DURABILITIES


@pytest.mark.parametrize("durability", DURABILITIES)
def test_that_a_closed_recording_is_whole_by_each(durability: Durability, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    writer = RecordingWriter(str(path), durability)
    writer.write(b'{"type":"heartbeat"}')
    writer.close()
    assert [chunk for _, chunk in Recording(str(path)).chunks()] == [b'{"type":"heartbeat"}\n']
