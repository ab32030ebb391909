"""Adding recordings: each line once, however often, in how many parts, and in what packing."""

from __future__ import annotations

import gzip
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from console.history.adding import AddedRecording, add_recording
from console.history.archive import Archive
from console.history.archived_log import archived_logs
from console.history.days.day_file import DayFile
from console.history.erasure import erase_person
from console.history.verification import verified
from feeds.recordings.reader import RecordingError
from tests.builders import DAY, archived_lines, days_of_events
from tests.feeds import encoded

LINES = [encoded(event) for event in days_of_events(3)]
TEXT = b"".join(line + b"\n" for line in LINES)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def add(archive: Archive, text: bytes, name: str = "day.jsonl", source: str | None = None) -> AddedRecording:
    path = archive.path.parent / name
    path.write_bytes(text)
    return add_recording(archive, str(path), source)


def test_that_a_recording_added_twice_is_there_once(archive: Archive) -> None:
    assert add(archive, TEXT) == AddedRecording("lisbon", len(LINES), 0, None)
    assert add(archive, TEXT) == AddedRecording("lisbon", 0, len(LINES), None)
    assert add(archive, TEXT, "renamed.jsonl") == AddedRecording("lisbon", 0, len(LINES), None)
    assert archived_lines(archive) == {"day.jsonl": LINES}


def test_that_a_recording_that_has_grown_is_continued(archive: Archive) -> None:
    for count in (2, 5, 14, len(LINES)):
        add(archive, b"".join(line + b"\n" for line in LINES[:count]))
        assert archived_lines(archive) == {"day.jsonl": LINES[:count]}


@pytest.mark.parametrize("text", [LINES[0], b"\n\n", b"hello\n", b'{"type":"acme"}\n', b"x" * 5_000_000])
def test_that_a_file_without_an_event_is_not_added(archive: Archive, text: bytes) -> None:
    with pytest.raises(RecordingError, match="holds no event that could be read, and was not added"):
        add(archive, text)
    assert archive.sources() == []


def test_that_an_interrupted_recording_is_continued_where_it_was(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.history.adding._LINES", 4)
    commit, left = DayFile.commit, [3]

    def interrupted(file: DayFile) -> None:
        commit(file)
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt

    monkeypatch.setattr(DayFile, "commit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        add(archive, TEXT)
    assert 0 < add(archive, TEXT).known < len(LINES)
    assert archived_lines(archive) == {"day.jsonl": LINES}


def test_that_other_recordings_of_a_source_stand_beside_it(archive: Archive) -> None:
    other = TEXT.replace(b"ana", b"bob")
    add(archive, TEXT)
    add(archive, other)
    add(archive, other)
    assert archived_lines(archive) == {"day.jsonl": LINES, "day.jsonl (2)": other.split(b"\n")[:-1]}


@pytest.mark.parametrize("name", ["day.jsonl", "day.jsonl.gz", "day.jsonl.zst"])
def test_that_a_packing_does_not_matter_and_a_cut_is_said(archive: Archive, name: str) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstandard.compress}
    pack = packers.get(Path(name).suffix, bytes)
    chance = random.Random(1)
    odd = [encoded({"type": "acme.odd", "text": chance.randbytes(60).hex()}) for _ in range(5_000)]
    packed = pack(b"".join(line + b"\n" for line in [*LINES, *odd]))
    found = add(archive, packed[: len(packed) * 3 // 4 - 7], name)
    assert found.cut is not None
    assert "is truncated" in found.cut
    assert 0 < found.written < len(LINES) + 5_000
    more = len(LINES) + 5_000 - found.written
    assert add(archive, packed, name) == AddedRecording("lisbon", more, found.written, None)
    assert archived_lines(archive) == {name: [*LINES, *odd]}


def test_that_a_recording_without_a_hello_is_of_a_source_named_by_its_file_or_the_user(
    archive: Archive,
) -> None:
    text = b"".join(line + b"\n" for line in LINES[1:])
    assert add(archive, text, "porto.jsonl").source == "porto"
    assert add(archive, text, "porto.jsonl", "elsewhere").source == "elsewhere"
    assert add(archive, text, "😀" * 60 + ".jsonl", "😀" * 128).source == "😀" * 128
    assert archive.sources() == ["elsewhere", "porto", "😀" * 128]


def test_that_several_hellos_are_kept_and_each_day_begins_with_the_last(archive: Archive) -> None:
    second = LINES[0].replace(b'"e1"', b'"e2"')
    lines = [*LINES[:6], second, *LINES[6:9], second, *LINES[9:]]
    add(archive, b"".join(line + b"\n" for line in lines))
    assert archived_lines(archive) == {"day.jsonl": lines}
    (log,) = archived_logs(archive, "2026-11-25", None)
    assert next(log.chunks())[1].split(b"\n")[0] == second


def test_that_blank_and_oversized_lines_keep_their_places(archive: Archive) -> None:
    huge = [b'{"type":"acme"}' + b" " * 5_000_000, b" " * 5_000_000, b"x" * 5_000_000]
    lines = [b"", *LINES[:3], b"  ", *huge, b"", *LINES[3:]]
    add(archive, b"".join(line + b"\n" for line in lines))
    (found,) = archived_lines(archive).values()
    assert len(found) == len(lines)
    assert [line for line in found if b"(cut:" not in line] == [line for line in lines if len(line) < 10_000]
    assert sum(b"(cut: more than 4,194,304 bytes)" in line for line in found) == 3


def test_that_forgetting_is_not_undone_by_adding_again(archive: Archive) -> None:
    add(archive, TEXT)
    erase_person(archive, "u1")
    assert add(archive, TEXT).written == 0
    assert b'"u1"' not in b"".join(archived_lines(archive)["day.jsonl"])


def test_that_a_pruned_recording_is_continued_after_what_it_had(archive: Archive) -> None:
    add(archive, TEXT)
    archive.days()[0].path.unlink()
    assert add(archive, TEXT + LINES[-1] + b"\n").written == 1
    assert archived_lines(archive)["day.jsonl"] == [LINES[0], *LINES[13:], LINES[-1]]
    assert not any(day.damages for day in verified(archive))


def test_that_what_is_no_recording_is_one_error_and_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    for text, words in ((b"", "is empty"), (b"\0\0\0\0", "binary data")):
        with pytest.raises(RecordingError, match=words):
            add(archive, text)
    with pytest.raises(RecordingError, match="does not exist"):
        add_recording(archive, str(tmp_path / "none.jsonl"))
    assert archive.days() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_that_what_can_be_read_only_once_is_refused(archive: Archive, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RecordingError, match="cannot be read twice"):
        add_recording(archive, str(tmp_path / "pipe"))


def test_that_the_caller_sees_the_progress(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.history.adding._LINES", 10)
    path = archive.path.parent / "day.jsonl"
    path.write_bytes(TEXT)
    found: list[tuple[int, int]] = []
    add_recording(archive, str(path), progress=lambda done, size: found.append((done, size)))
    assert len(found) == 3
    assert all(0 < done <= size == len(TEXT) for done, size in found)
    assert archive.days()[0].day == DAY
