"""Verifying: any byte that changes is named, or changes nothing that is read."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from console.history.archive import Archive
from console.history.archived_log import archived_logs
from console.history.days.day_file import DayFile, StreamPart
from console.history.days.errors import ArchiveError
from console.history.verification import verified
from console.history.writer import ArchiveWriter
from feeds.protocol.decoding import Batch
from tests.builders import DAY, archived, archived_lines, days_of_events
from tests.faults import FLIPS
from tests.feeds import encoded
from tests.made_logs import made_log


def damages(archive: Archive) -> list[str]:
    return [words for day in verified(archive) for words in day.damages]


def test_that_a_whole_archive_has_no_damage_and_all_lines(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(3))
    assert [(day.lines, day.damages) for day in verified(archive)] == [(13, []), (12, []), (12, [])]


def test_that_a_day_that_grows_while_it_is_verified_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    lines = [encoded(event) for event in days_of_events(1)]
    writer = ArchiveWriter(archive, "lisbon")
    writer.begin("day.jsonl")
    streams = DayFile.streams
    grown: list[bytes] = []

    def grow(file: DayFile) -> dict[str, StreamPart]:
        found = streams(file)
        if not grown:
            grown.append(lines[-1])
            writer.write(lines[-1])
            writer.flush()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(DayFile, "streams", grow)
        assert [(day.lines, day.damages) for day in verified(archive)] == [(13, [])]
    writer.close()
    assert [(day.lines, day.damages) for day in verified(archive)] == [(14, [])]


def test_that_a_flipped_byte_anywhere_is_named_or_harmless_and_never_raises(tmp_path: Path) -> None:
    archive = archived(tmp_path, *made_log(3, contacts=60))
    (day, *_) = archive.days()
    whole, lines = day.path.read_bytes(), archived_lines(archive)
    chance, places = random.Random(7), [place for place, byte in enumerate(whole) if byte]
    named = 0
    for _ in range(FLIPS):
        place = chance.choice(places)
        flipped = bytes([whole[place] ^ chance.randrange(1, 256)])
        day.path.write_bytes(whole[:place] + flipped + whole[place + 1 :])
        for rest in day.path.parent.glob("*-*"):
            if rest.suffix != ".db":
                rest.unlink()
        found = damages(archive)
        named += bool(found)
        assert all(str(day.path) in words for words in found)
        assert found or archived_lines(archive) == lines, place
        assert list(archive.entries()) or found
        _read(archive, day.day)
    assert named > FLIPS // 4


def _read(archive: Archive, day: str) -> list[Batch]:
    """What a command reads of *day*: all, a part, or one error."""
    try:
        return [batch for log in archived_logs(archive, day, None) for batch in log.batches()]
    except ArchiveError:
        return []


def test_that_every_byte_of_a_block_counts(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    (day,) = archive.days()
    whole = day.path.read_bytes()
    with DayFile(day.path) as file:
        block, _ = file.read(1)
    start = whole.index(block.data)
    for place in range(start, start + len(block.data), 3):
        day.path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        assert any("block 1" in words for words in damages(archive)), place


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("delete from blocks where id = 2", "lines 6 to 10 of day.jsonl cannot be read"),
        ("delete from blocks where id = 1", "lines 1 to 5 of day.jsonl cannot be read"),
        ("delete from blocks where id = 3", "lines 11 to 13 of day.jsonl cannot be read"),
        ("update blocks set id = 9 where id = 1", "lines of day.jsonl"),
        ("update blocks set stream = 2 where id = 1", "block 1 is of no stream"),
        ("delete from streams", "is of no stream"),
        ("delete from about", "not a day of an archive"),
        ("drop table blocks", "no such table"),
        (
            "create temp table copied as select * from blocks where id = 3; update copied set id = 9;"
            "insert into blocks select * from copied",
            "are there twice",
        ),
    ],
)
def test_that_rows_that_are_gone_moved_or_copied_are_named(
    tmp_path: Path, change: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.history.days.blocks.BLOCK_LINES", 5)
    archive = archived(tmp_path, *days_of_events(1))
    connection = sqlite3.connect(archive.days()[0].path)
    connection.executescript(change)
    connection.close()
    assert any(words in found for found in damages(archive)), damages(archive)


def test_that_a_file_in_the_wrong_place_is_named(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    (day,) = archive.days()
    shutil.copy(day.path, day.path.with_name("2026-01-01.db"))
    (archive.path / "other").mkdir()
    shutil.copy(day.path, archive.path / "other" / f"{DAY}.db")
    assert len(damages(archive)) == 2
    assert all(f"holds {DAY} of lisbon, and is not in its place" in words for words in damages(archive))


def test_that_a_file_that_was_set_aside_stays_named_until_it_is_deleted(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    (day,) = archive.days()
    shutil.copy(day.path, aside := day.path.with_name(f"{DAY}.damaged-1.db"))
    assert damages(archive) == [f"{aside} was damaged and set aside"]
    aside.unlink()
    assert damages(archive) == []
