"""Recording into an archive: of the source that says hello, and continued where it ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.history.archive import Archive
from console.history.days.day_file import DayFile
from console.history.days.errors import InUseError
from console.history.days.records import ConnectionRecord
from console.history.recording.archive_recording import ArchiveRecording, stream_numbers
from feeds.recordings.durability import Durability
from tests.builders import archived_lines, days_of_events
from tests.feeds import encoded

URL = "ws://127.0.0.1:8765"
LINES = [encoded(event) for event in days_of_events(3)]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def opened(archive: Archive, stream: str = URL) -> ArchiveRecording:
    recording = ArchiveRecording(archive, stream, list[str]().append)
    recording.open()
    return recording


def record(archive: Archive, *lines: bytes, stream: str = URL) -> None:
    recording = opened(archive, stream)
    for line in lines:
        recording.write(line)
    recording.close()


def resume(archive: Archive, stream: str = URL) -> tuple[str, int] | None:
    return stream_numbers(archive, stream).resume


def test_that_a_recording_is_of_the_source_that_says_hello_and_is_continued(archive: Archive) -> None:
    assert resume(archive) is None
    record(archive, *LINES[:17])
    assert resume(archive) == ("e1", 16)
    assert resume(archive, "ws://127.0.0.1:9999") is None
    record(archive, *LINES[17:])
    assert resume(archive) == ("e1", 36)
    assert archived_lines(archive, "lisbon") == {URL: LINES}


def test_that_a_day_that_has_no_numbers_yet_does_not_begin_it_anew(archive: Archive) -> None:
    received = encoded({"type": "received", "at": "2026-11-24T00:00:01Z"})
    record(archive, *LINES[:13], received)
    assert len(archive.days()) == 2
    assert resume(archive) == ("e1", 12)


def test_that_a_damaged_newest_day_is_resumed_from_the_one_before(archive: Archive) -> None:
    record(archive, *LINES)
    archive.days()[-1].path.write_bytes(b"damaged" * 1000)
    assert resume(archive) == ("e1", 24)


def test_that_a_source_that_is_being_recorded_is_refused_and_what_was_taken_is_kept(archive: Archive) -> None:
    recording = opened(archive)
    recording.write(LINES[0])
    recording.flush()
    other = opened(archive, "ws://127.0.0.1:9999")
    other.write(LINES[0])
    with pytest.raises(InUseError, match="another program is writing lisbon"):
        other.flush()
    assert other.waiting == 1
    recording.close()
    other.close()
    assert other.waiting == 0


def test_that_an_address_where_another_source_answers_begins_the_days_of_that_one(archive: Archive) -> None:
    porto = [line.replace(b'"lisbon"', b'"porto"') for line in LINES]
    record(archive, *LINES[:14])
    record(archive, LINES[0], LINES[14], *porto[:5], *LINES[:3])
    assert archived_lines(archive, "lisbon") == {URL: [*LINES[:14], LINES[0], LINES[14], *LINES[:3]]}
    assert archived_lines(archive, "porto") == {URL: porto[:5]}


def test_that_records_are_kept_beside_the_lines_of_their_day(archive: Archive) -> None:
    first, second = ConnectionRecord(1, "live", ""), ConnectionRecord(2, "lost", "cut")
    recording = opened(archive)
    recording.note(first)
    assert recording.waiting == 1
    for line in LINES[:14]:
        recording.write(line)
    recording.flush()
    recording.note(second)
    recording.flush()
    recording.close()
    kept = {}
    for day in archive.days():
        with DayFile(day.path) as file:
            kept[day.day] = file.records.read("connections")
    assert list(kept.values()) == [[], [first, second]]


@pytest.mark.parametrize("durability", ["second", "event", "none"])
def test_that_any_durability_writes_the_same(archive: Archive, durability: Durability) -> None:
    recording = ArchiveRecording(archive, URL, list[str]().append, durability)
    assert recording.durability == durability
    for line in LINES:
        recording.write(line)
        recording.flush()
    recording.check_file()
    recording.close()
    assert archived_lines(archive) == {URL: LINES}
