"""Whether a day is still as it was read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from console.history.adding import add_recording
from console.history.archive import Archive, ArchivedDay
from console.history.archived_log import day_logs
from console.history.checkpoints.day_marks import Compared, DayMark, DayReading, compare
from tests.builders import archived, days_of_events
from tests.feeds import log_of


def read(day: ArchivedDay) -> DayMark:
    """The mark of *day* after it was read."""
    reading, logs = DayReading(day), day_logs([day])
    for log in logs:
        for _ in log.batches():
            pass
    mark = reading.mark(logs)
    assert mark is not None
    return mark


def with_lines(folder: Path, count: int) -> Archive:
    path, archive = folder / "day.jsonl", Archive(folder / "archive")
    path.write_bytes(log_of(*days_of_events(1)[:count]))
    add_recording(archive, str(path))
    return archive


@pytest.mark.parametrize("block_lines", [3, 1_000])
def test_that_a_day_is_the_same_until_it_has_more_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block_lines: int
) -> None:
    monkeypatch.setattr("console.history.days.blocks.BLOCK_LINES", block_lines)
    (day,) = with_lines(tmp_path, 6).days()
    mark = read(day)
    assert compare(mark, day) is Compared.SAME
    os.utime(day.path, ns=(1, 1))  # copied elsewhere
    assert compare(mark, day) is Compared.SAME
    with_lines(tmp_path, 9)
    assert compare(mark, day) is Compared.GROWN
    assert compare(read(day), day) is Compared.SAME


def test_that_other_lines_are_another_day(tmp_path: Path) -> None:
    (day,) = with_lines(tmp_path, 6).days()
    mark = read(day)
    day.path.unlink()
    archived(tmp_path, *days_of_events(1, customer="someone")[:9])
    assert compare(mark, day) is Compared.OTHER


def test_that_a_second_stream_is_another_day(tmp_path: Path) -> None:
    (day,) = with_lines(tmp_path, 6).days()
    mark = read(day)
    archived(tmp_path, *days_of_events(1, customer="u2"), name="more.jsonl")
    assert compare(mark, day) is Compared.OTHER
    assert compare(read(day), day) is Compared.SAME


def test_that_two_streams_that_change_meanwhile_have_no_mark(tmp_path: Path) -> None:
    with_lines(tmp_path, 6)
    (day,) = archived(tmp_path, *days_of_events(1, customer="u2"), name="more.jsonl").days()
    reading, logs = DayReading(day), day_logs([day])
    with_lines(tmp_path, 9)
    assert reading.mark(logs) is None


def test_that_a_damaged_day_is_the_same_only_while_untouched(tmp_path: Path) -> None:
    (day,) = with_lines(tmp_path, 6).days()
    mark = read(day)
    damaged = DayMark(mark.source, mark.day, mark.stamp, mark.digest, mark.read_to, is_whole=False)
    assert compare(damaged, day) is Compared.SAME
    os.utime(day.path, ns=(1, 1))
    assert compare(damaged, day) is Compared.OTHER
    day.path.write_bytes(b"no database")
    assert compare(mark, day) is Compared.OTHER
