"""The newest number found from the end is the one found by reading everything."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.history.archive import Archive
from console.history.recording.archive_recording import ArchiveRecording, stream_numbers
from console.history.recording.newest_number import newest_number
from tests.builders import days_of_events
from tests.feeds import FULL, encoded

URL = "ws://127.0.0.1:8765"
HELLO, *EVENTS = days_of_events(3)
STEPS = st.lists(
    st.sampled_from(["event", "hello", "odd", "snapshot", "part", "received", "late"]), max_size=25
)


def lines_of(steps: list[str]) -> list[bytes]:
    made, seq, epoch = [encoded(HELLO)], 0, 1
    for step in steps:
        if step == "hello":
            seq, epoch = 0, epoch + 1
            made.append(encoded({**HELLO, "epoch": f"e{epoch}"}))
        elif step == "received":
            made.append(encoded({"type": "received", "at": EVENTS[seq]["at"]}))
        elif step == "odd":
            seq += 1
            made += [b'{"type":"acme.odd","seq":%d}' % seq, b"no object"]
        elif step in ("snapshot", "part"):
            seq += 2
            parts = {"part": 1, "parts": 2} if step == "part" else {}
            made.append(encoded({**FULL["snapshot"], "seq": seq, "part": None, "parts": None, **parts}))
        else:
            seq += 1 if step == "event" else 3
            made.append(encoded({**EVENTS[seq % len(EVENTS)], "seq": seq}))
    return made


@settings(max_examples=60)
@given(STEPS)
def test_that_the_end_says_what_everything_says(steps: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("console.history.days.blocks.BLOCK_LINES", 3)
        archive = Archive(Path(folder) / "a")
        recording = ArchiveRecording(archive, URL, list[str]().append, "none")
        for line in lines_of(steps):
            recording.write(line)
        recording.close()
        found = newest_number(archive, URL)
        assert found.resume == stream_numbers(archive, URL).resume
        assert (found.source is None) == (found.resume is None)


def test_that_a_stream_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert newest_number(Archive(tmp_path / "none"), URL).resume is None
