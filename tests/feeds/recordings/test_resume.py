"""Recordings that are continued: their end made whole, and the point to resume after that they give."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard

from feeds.recordings.reader import Recording, RecordingError
from feeds.recordings.resume import resume_from
from feeds.recordings.writer import RecordingWriter
from tests.feeds import FULL, encoded
from tests.feeds.recordings.test_writer import HELLO, LINES, SUFFIXES, lines_of, written
from tests.feeds.transport.scripted_source import state


def went_on(path: Path, *more: bytes) -> tuple[str, int] | None:
    """The point to resume after that *path* gives, when it is gone on with."""
    writer = RecordingWriter(path)
    try:
        found = resume_from(writer)
        for line in more:
            writer.write(line)
    finally:
        writer.close()
    return found.resume


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_that_a_recording_is_gone_on_with(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"log{suffix}"
    written(path, *LINES[:100])
    assert went_on(path, *LINES[100:]) == ("e1", 99)
    assert lines_of(path) == LINES
    assert went_on(path) == ("e1", 199)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("share", [0.5, 0.77, 0.999])
def test_that_wherever_a_file_is_cut_it_is_made_whole_and_gone_on_with(
    tmp_path: Path, suffix: str, share: float
) -> None:
    path = tmp_path / f"log{suffix}"
    writer = RecordingWriter(path)
    for line in LINES:
        writer.write(line)
        writer.flush()
    packed = path.read_bytes()
    writer.close()
    path.write_bytes(packed[: int(len(packed) * share)])
    recording = Recording(path)
    whole = b"".join(chunk for _, chunk in recording.chunks()).count(b"\n")
    assert recording.cut is not None
    assert 50 < whole <= 200
    assert went_on(path, *LINES[whole:]) == ("e1", whole - 1)
    healed = Recording(path)
    assert b"".join(chunk for _, chunk in healed.chunks()).splitlines() == LINES
    assert healed.cut is None
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_that_a_last_line_that_lacks_only_its_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\n".join(LINES[:10]))
    assert went_on(path, LINES[10]) == ("e1", 9)
    assert lines_of(path) == LINES[:11]


def test_that_the_bytes_of_a_file_say_how_to_go_on_with_it(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(b"\n".join(LINES[:10]) + b"\n"))
    assert went_on(path, LINES[10]) == ("e1", 9)
    assert gzip.decompress(path.read_bytes()).splitlines() == LINES[:11]


def test_that_the_point_to_resume_after_is_that_of_the_last_epoch(tmp_path: Path) -> None:
    other = encoded({**FULL["hello"], "source": "lisbon", "epoch": "e2"})
    snapshot = encoded({**FULL["snapshot"], "seq": 70})
    unknown = encoded({"type": "acme.odd", "seq": 72})
    path = tmp_path / "log.jsonl"
    written(path, *LINES[:10], other, snapshot)
    assert went_on(path, encoded(state(71)), unknown) == ("e2", 70)
    assert went_on(path) == ("e2", 72)
    written(path, HELLO)
    assert went_on(path) == ("e2", 72)


@pytest.mark.parametrize(
    "raw", [b"a text\nof no kind\n", encoded(state(1)) + b"\n", b"{\n"], ids=["text", "log", "bracket"]
)
def test_that_what_is_no_recording_of_a_source_is_refused_and_left_alone(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "notes.jsonl"
    path.write_bytes(raw)
    with pytest.raises(RecordingError, match="cannot be continued"):
        went_on(path, HELLO)
    assert path.read_bytes() == raw


def test_that_damage_in_the_middle_is_refused_and_left_alone(tmp_path: Path) -> None:
    packed = bytearray(zstandard.compress(b"\n".join(LINES)) + zstandard.compress(b"\n".join(LINES)))
    packed[len(packed) // 2 : len(packed) // 2 + 30] = b"\xff" * 30
    path = tmp_path / "log.jsonl.zst"
    path.write_bytes(packed)
    with pytest.raises(RecordingError, match="is damaged"):
        went_on(path, HELLO)
    assert path.read_bytes() == packed
