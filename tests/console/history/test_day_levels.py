"""Kept service levels: there while their day is as it was, and never in the way."""

from __future__ import annotations

import os
from pathlib import Path

from console.history.archive import folder_name
from console.history.day_levels import DayLevel, keep_level, kept_levels
from tests.builders import archived, days_of_events

LEVEL = DayLevel(0.75, 0.8, "voice", 4)


def test_that_a_level_is_kept_until_its_day_changes(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(2))
    first, second = archive.days("lisbon")
    keep_level(archive, "lisbon", first.day, LEVEL)
    keep_level(archive, "lisbon", second.day, LEVEL)
    assert kept_levels(archive, "lisbon") == {first.day: LEVEL, second.day: LEVEL}
    os.utime(first.path, ns=(1, 1))
    assert kept_levels(archive, "lisbon") == {second.day: LEVEL}
    second.path.unlink()
    keep_level(archive, "lisbon", first.day, LEVEL)
    assert kept_levels(archive, "lisbon") == {first.day: LEVEL}
    keep_level(archive, "lisbon", "1999-01-01", LEVEL)
    assert kept_levels(archive, "lisbon") == {first.day: LEVEL}


def test_that_damaged_or_missing_levels_are_none(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    (day,) = archive.days("lisbon")
    path = archive.path / folder_name("lisbon") / "levels.json"
    assert kept_levels(archive, "lisbon") == {}
    for damaged in (b"", b"[]", b'{"version":0,"days":{}}', b"\xff"):
        path.write_bytes(damaged)
        assert kept_levels(archive, "lisbon") == {}
    keep_level(archive, "lisbon", day.day, LEVEL)
    assert kept_levels(archive, "lisbon") == {day.day: LEVEL}
    assert path.stat().st_mode & 0o077 == 0


def test_that_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    (day,) = archive.days("lisbon")
    (archive.path / folder_name("lisbon") / "levels.json").mkdir()
    keep_level(archive, "lisbon", day.day, LEVEL)
    assert kept_levels(archive, "lisbon") == {}
