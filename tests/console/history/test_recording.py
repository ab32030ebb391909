"""Recording into an archive: continued where it ended, patient while the archive cannot be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.history.archive import Archive
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError
from console.history.recording import ArchiveRecording
from tests.builders import archived_lines, days_of_events
from tests.feeds import encoded

URL = "ws://127.0.0.1:8765"
LINES = [encoded(event) for event in days_of_events(3)]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def record(archive: Archive, *lines: bytes, stream: str = URL) -> None:
    recording = ArchiveRecording(archive, stream, list[str]().append)
    for line in lines:
        recording.write(line)
    recording.close()


def resume(archive: Archive, stream: str = URL) -> tuple[str, int] | None:
    recording = ArchiveRecording(archive, stream, list[str]().append)
    try:
        return recording.numbers().resume
    finally:
        recording.close()


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


def test_that_a_source_that_is_being_recorded_is_refused(archive: Archive) -> None:
    recording = ArchiveRecording(archive, URL, list[str]().append)
    recording.write(LINES[0])
    other = ArchiveRecording(archive, "ws://127.0.0.1:9999", list[str]().append)
    with pytest.raises(ArchiveError, match="another program is writing lisbon"):
        other.write(LINES[0])
    recording.close()


def test_that_it_waits_while_the_archive_cannot_be_written_and_says_so_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    recording = ArchiveRecording(archive, URL, said.append)
    with monkeypatch.context() as patch:
        patch.setattr(DayFile, "commit", _refuse)
        for line in LINES:
            recording.write(line)
            recording.flush()
    recording.check_file()
    recording.flush()
    recording.sync_soon()
    recording.close()
    assert archived_lines(archive) == {URL: LINES}
    assert len(said) == 2
    assert "disk is full; what comes waits in memory" in said[0]
    assert "can be written again, and has every line" in said[1]


def test_that_it_ends_once_too_much_waits(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.history.recording.WAITING_MOST", 5)
    recording = ArchiveRecording(archive, URL, list[str]().append)
    with monkeypatch.context() as patch:
        patch.setattr(DayFile, "commit", _refuse)
        for line in LINES[:8]:
            recording.write(line)
        with pytest.raises(ArchiveError, match="disk is full"):
            recording.flush()
    recording.close()
    assert archived_lines(archive) == {URL: LINES[:8]}


def _refuse(file: DayFile) -> None:
    raise ArchiveError(f"{file.path} cannot be used: database or disk is full")


@pytest.mark.parametrize("durability", ["second", "event", "none"])
def test_that_any_durability_writes_the_same(archive: Archive, durability: str) -> None:
    recording = ArchiveRecording(archive, URL, list[str]().append, durability)  # type: ignore[arg-type]
    assert recording.durability == durability
    for line in LINES:
        recording.write(line)
        recording.flush()
    recording.close()
    assert archived_lines(archive) == {URL: LINES}
