"""One day's file: what was committed is there, whatever happens to the file is noticed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from console.history.days.blocks import NO_INSTANT, StoredBlock
from console.history.days.day_file import AboutDay, DayFile, DayTotals, StreamPart
from console.history.days.errors import ArchiveError, DamageError

ABOUT = AboutDay("lisbon", "2026-06-16", "Europe/Lisbon", "06:30")


def block_of(*lines: bytes, first: int = 1, at: int = NO_INSTANT) -> StoredBlock:
    return StoredBlock.of(1, first, lines, 0, at, at)


def read_all(path: Path) -> None:
    with DayFile(path) as file:
        file.streams()
        file.totals()
        file.read(1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A day of one stream with two blocks."""
    found = tmp_path / "2026-06-16.db"
    with DayFile(found, ABOUT) as file:
        file.put(block_of(b"one", b"two", at=1_781_600_000_000))
        file.put(block_of(b"three", first=3, at=1_781_600_001_000))
        file.put_stream(StreamPart(1, "day", 1, 3, ""))
        file.commit()
    return found


def test_that_a_day_holds_what_was_committed(path: Path) -> None:
    with DayFile(path) as file:
        assert file.about == ABOUT
        assert file.streams() == {"day": StreamPart(1, "day", 1, 3, "")}
        assert [file.read(number)[1] for number in file.numbers(1)] == [b"one\ntwo\n", b"three\n"]
        assert file.totals() == DayTotals(3, 1_781_600_000_000, 1_781_600_001_000, 14)
        assert (file.size(1), file.size(2)) == (14, 0)
        assert (file.last_at(1), file.last_at(2)) == (1_781_600_001_000, None)
        assert file.problems() == []


def test_that_what_was_not_committed_is_undone(path: Path) -> None:
    with DayFile(path, ABOUT) as file:
        file.put(block_of(b"four", first=4))
    with DayFile(path) as file:
        assert len(file.numbers()) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("update blocks set first_line = 2 where id = 1", "block 1: its checksum"),
        ("update blocks set data = zeroblob(20) where id = 1", "block 1: its checksum"),
        ("update streams set name = 'night'", "the entry of stream 1"),
        ("update about set source = 'porto'", "the entry of its source"),
        ("update blocks set first_at = 'noon'", "do not fit"),
        ("update blocks set last_at = 9e15", "do not fit"),
    ],
)
def test_that_what_was_changed_by_others_is_named(path: Path, change: str, words: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(change)
    connection.commit()
    connection.close()
    with pytest.raises(DamageError, match=words):
        read_all(path)


def test_that_a_file_that_is_no_day_is_refused(tmp_path: Path) -> None:
    empty, text = tmp_path / "empty.db", tmp_path / "text.db"
    empty.write_bytes(b"")
    text.write_bytes(b"no database at all, but long enough to be read as one" * 20)
    for path in (empty, text):
        with pytest.raises(DamageError, match="is damaged"):
            DayFile(path)
    with pytest.raises(ArchiveError, match="does not exist"):
        DayFile(tmp_path / "none.db")


def test_that_a_deleted_file_is_put_back_whole(path: Path) -> None:
    with DayFile(path, ABOUT) as file:
        file.put(block_of(b"four", first=4))
        file.commit()
        path.unlink()
        assert not file.is_in_place
        file.put_back()
    with DayFile(path) as file:
        assert [file.read(number)[1] for number in file.numbers()] == [b"one\ntwo\n", b"three\n", b"four\n"]


def test_that_erasing_leaves_no_trace_of_the_old_text(path: Path) -> None:
    with DayFile(path, ABOUT) as file:
        _, two = file.read(1)
        old = block_of(b"one", b"two").data
        assert file.erase(lambda text: text.replace(b"two", b"2"), str) == (1, [])
        assert [file.read(number)[1] for number in file.numbers()] == [b"one\n2\n", b"three\n"]
        assert file.erase(lambda text: text, str) == (0, [])
        assert two == b"one\ntwo\n"
        kept = b"".join(found.read_bytes() for found in path.parent.iterdir())
    assert old not in kept


def test_that_an_interrupted_erasure_is_finished_by_the_next(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(database: object) -> None:
        raise KeyboardInterrupt

    old = block_of(b"one", b"two").data
    with monkeypatch.context() as patch, DayFile(path, ABOUT) as file:
        patch.setattr("console.history.days.database.DayDatabase.scrub", interrupted)
        with pytest.raises(KeyboardInterrupt):
            file.erase(lambda text: text.replace(b"two", b"2"), str)
    with DayFile(path, ABOUT) as file:
        assert file.erase(lambda text: text, str) == (0, [])
        kept = b"".join(found.read_bytes() for found in path.parent.iterdir())
    assert old not in kept


def test_that_erasing_waits_for_no_reader_for_ever_and_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.history.days.database._BUSY_SECONDS", 0.05)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("begin")
    connection.execute("select * from blocks").fetchone()
    with (
        DayFile(path, ABOUT) as file,
        pytest.raises(ArchiveError, match=r"read by another program|locked"),
    ):
        file.erase(lambda text: text.replace(b"two", b"2"), str)
    connection.close()
