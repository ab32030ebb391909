"""ArchiveLimits: old days of live sources go, and nothing else does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from console.history.adding import add_recording
from console.history.archive import Archive, put_aside
from console.history.recording.archive_recording import ArchiveRecording
from console.history.recording.retention import ArchiveLimits, ArchiveSize, ArchiveUpkeep, archive_size, prune
from feeds.events import instant
from tests.builders import days_of_events
from tests.feeds import encoded, log_of

DAYS = ["2026-11-23", "2026-11-24", "2026-11-25"]
TODAY = date(2026, 11, 25)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "archive")
    recording = ArchiveRecording(archive, "ws://lisbon.example", list[str]().append)
    for event in days_of_events(3):
        recording.write(encoded(event))
    recording.close()
    assert days(archive) == DAYS
    return archive


def days(archive: Archive) -> list[str]:
    return [day.day for day in archive.days()]


def test_that_without_limits_all_is_kept(archive: Archive) -> None:
    assert prune(archive, ArchiveLimits(), TODAY) == []


@pytest.mark.parametrize(("kept", "left"), [(1, DAYS[2:]), (2, DAYS[1:]), (3, DAYS), (10**9, DAYS)])
def test_that_the_last_days_are_kept(archive: Archive, kept: int, left: list[str]) -> None:
    gone = prune(archive, ArchiveLimits(days=kept), TODAY)
    assert days(archive) == left
    assert [path.stem for path in gone] == DAYS[: len(DAYS) - len(left)]


def test_that_a_clock_that_is_ahead_deletes_nothing_and_one_behind_no_more(archive: Archive) -> None:
    assert prune(archive, ArchiveLimits(days=3), date(2099, 1, 1)) == []
    assert prune(archive, ArchiveLimits(days=2), date(2026, 11, 24)) == []


def test_that_the_oldest_days_go_until_the_rest_fits_and_never_the_newest(archive: Archive) -> None:
    sizes = [path.stat().st_size for path in archive.files()]
    prune(archive, ArchiveLimits(most_bytes=sum(sizes)), TODAY)
    assert days(archive) == DAYS
    prune(archive, ArchiveLimits(most_bytes=sum(sizes) - 1), TODAY)
    assert days(archive) == DAYS[1:]
    prune(archive, ArchiveLimits(most_bytes=1), TODAY)
    assert days(archive) == DAYS[2:]


def test_that_days_to_which_a_recording_was_added_stay(archive: Archive, tmp_path: Path) -> None:
    recording = tmp_path / "lisbon.jsonl"
    recording.write_bytes(log_of(*days_of_events(1)))
    add_recording(archive, str(recording))
    prune(archive, ArchiveLimits(days=1, most_bytes=1), TODAY)
    assert days(archive) == [DAYS[0], DAYS[2]]


def test_that_a_day_being_written_stays_however_old(archive: Archive) -> None:
    lock = archive.locked("lisbon")
    other = ArchiveRecording(archive, "ws://porto.example", list[str]().append)
    for event in days_of_events(5):
        other.write(encoded(event).replace(b'"lisbon"', b'"porto"'))
    other.close()
    prune(archive, ArchiveLimits(days=1), date(2026, 11, 27))
    assert [(day.source, day.day) for day in archive.days()] == [
        ("lisbon", "2026-11-25"),
        ("porto", "2026-11-27"),
    ]
    lock.close()
    prune(archive, ArchiveLimits(days=1), date(2026, 11, 27))
    assert [day.source for day in archive.days()] == ["porto"]


def test_that_damaged_days_and_files_set_aside_go_too(archive: Archive) -> None:
    put_aside(archive.files()[0])
    archive.files()[0].write_bytes(b"damaged" * 1000)
    assert len(prune(archive, ArchiveLimits(days=1), TODAY)) == 2
    assert (days(archive), archive.set_aside()) == (DAYS[2:], [])


def test_that_a_damaged_newest_day_stays(archive: Archive) -> None:
    archive.files()[-1].write_bytes(b"damaged" * 1000)
    prune(archive, ArchiveLimits(days=1, most_bytes=1), date(2026, 11, 25))
    assert [path.stem for path in archive.files()] == DAYS[2:]


def test_that_upkeep_prunes_and_measures_every_ten_minutes(archive: Archive) -> None:
    passed, said = [0.0], list[str]()
    now = instant("2026-11-25T12:00:00Z")
    upkeep = ArchiveUpkeep(archive, ArchiveLimits(), lambda: now, lambda: passed[0], said.append)
    assert upkeep.size is None
    upkeep.run()
    assert upkeep.size == archive_size(archive)
    assert archive_size(archive).days == 3
    upkeep.limits = ArchiveLimits(days=1)
    upkeep.run()
    assert (days(archive), said) == (DAYS, [])
    passed[0] = 600.0
    upkeep.run()
    assert days(archive) == DAYS[2:]
    assert upkeep.size == ArchiveSize(archive.files()[0].stat().st_size, 1)
    assert len(said) == 2


def test_that_an_archive_that_is_not_there_is_empty(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none")
    assert prune(archive, ArchiveLimits(days=1, most_bytes=1), TODAY) == []
    assert archive_size(archive) == ArchiveSize(0, 0)
