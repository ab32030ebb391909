"""The archive on disk: a private folder a source, a file a day, one writer a source."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from console.history.archive import (
    Archive,
    default_path,
    folder_name,
    put_aside,
    remove_day,
)
from console.history.days.errors import ArchiveError
from tests.builders import DAY, archived, days_of_events


def test_that_days_are_listed_by_source_and_date_with_what_they_hold(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(2))
    porto = [{**event, "source": "porto"} for event in days_of_events(1)]
    archived(tmp_path, *porto, name="porto.jsonl")
    found = [
        (entry.day.source, entry.day.day, entry.totals and entry.totals.lines) for entry in archive.entries()
    ]
    assert found == [("lisbon", DAY, 13), ("lisbon", "2026-11-24", 12), ("porto", DAY, 13)]
    assert archive.sources() == ["lisbon", "porto"]
    assert [day.source for day in archive.days("porto")] == ["porto"]
    assert archive.days("nobody") == []
    assert all(entry.size > 4096 for entry in archive.entries())


def test_that_an_archive_that_is_not_there_is_empty_and_a_file_is_none(tmp_path: Path) -> None:
    assert Archive(tmp_path / "none").days() == []
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArchiveError, match="is not an archive"):
        Archive(tmp_path / "file")


def test_that_the_place_is_the_users_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORLIGHT_ARCHIVE", "/somewhere/else")
    assert default_path() == Path("/somewhere/else")
    monkeypatch.delenv("FLOORLIGHT_ARCHIVE")
    assert default_path().name == "archive"
    assert "floorlight" in default_path().parts


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_that_only_the_owner_may_enter_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        archive = archived(tmp_path, *days_of_events(1))
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in archive.path.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in (archive.path, *archive.path.iterdir())}
    assert (modes, folders) == ({0o600}, {0o700})


def test_that_any_source_name_has_a_folder_of_its_own() -> None:
    names = ["a", "A", "😀" * 128, "😁" * 128, "../..", "con", "x" * 128, "", "a/b", "a b", "a-b", "\0"]
    folders = {folder_name(name) for name in names}
    assert len(folders) == len(names)
    assert all(len(folder) < 60 and folder.isascii() and "/" not in folder for folder in folders)


def test_that_a_source_has_one_writer(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    held = archive.locked("lisbon")
    with pytest.raises(ArchiveError, match="another program is writing lisbon into the archive"):
        archive.locked("lisbon")
    archive.locked("porto").close()
    held.close()
    archive.locked("lisbon").close()


def test_that_a_place_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArchiveError, match="cannot be written"):
        Archive(tmp_path / "file" / "a").locked("lisbon")


def test_that_a_damaged_day_is_listed_as_such_and_the_rest_is_read(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(2))
    first, second = archive.days()
    first.path.write_bytes(b"damaged" * 1000)
    assert [(entry.day, entry.totals is None) for entry in archive.entries()] == [
        (first, True),
        (second, False),
    ]
    assert archive.source_of_stream("day.jsonl") == "lisbon"
    second.path.write_bytes(b"damaged" * 1000)
    assert archive.days() == []
    assert archive.files() == [first.path, second.path]
    assert archive.source_of_stream("day.jsonl") is None


def test_that_a_stream_belongs_to_the_source_that_came_last(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    archived(tmp_path, *[{**event, "source": "porto"} for event in days_of_events(2)])
    assert archive.source_of_stream("day.jsonl") == "porto"
    assert archive.source_of_stream("other") is None


def test_that_a_day_is_removed_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(2))
    first, second = archive.days()
    first.path.with_name(f"{first.path.name}-wal").write_bytes(b"rest")
    assert remove_day(first.path) > 4096
    assert archive.days() == [second]
    assert sorted(path.name for path in second.path.parent.iterdir()) == [second.path.name, "lock"]


def test_that_a_damaged_file_is_set_aside_under_a_free_name(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    (day,) = archive.days()
    for number in (1, 2):
        day.path.write_bytes(b"damaged")
        day.path.with_name(f"{day.path.name}-wal").write_bytes(b"rest")
        assert put_aside(day.path).name == f"{DAY}.damaged-{number}.db"
    assert archive.days() == []
    assert [path.name for path in archive.set_aside()] == [f"{DAY}.damaged-{number}.db" for number in (1, 2)]
    assert day.path.with_name(f"{DAY}.damaged-2.db-wal").read_bytes() == b"rest"
