"""The database of a day: whole or absent, private, readable where nothing can be written."""

from __future__ import annotations

import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from console.history.days.database import VERSION, DayDatabase, explained, write_whole
from console.history.days.errors import ArchiveError, DamageError
from console.history.days.schema import empty_day
from tests.builders import archived, days_of_events
from tests.faults.recordings import outcome, without_privileges


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "2026-06-16.db"
    write_whole(found, empty_day())
    return found


def test_that_what_is_not_committed_is_not_there(path: Path) -> None:
    database = DayDatabase(path, is_writable=True)
    database.write("insert into erasing values (1)")
    database.commit()
    database.write("insert into erasing values (2)")
    database.close()
    reading = DayDatabase(path)
    assert reading.rows("select id from erasing") == [(1,)]
    reading.close()
    assert [found.name for found in path.parent.iterdir()] == [path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_that_only_the_owner_may_read_any_of_its_files(path: Path) -> None:
    database = DayDatabase(path, is_writable=True)
    database.write("insert into erasing values (1)")
    database.commit()
    modes = {found.name: stat.S_IMODE(found.stat().st_mode) for found in path.parent.iterdir()}
    database.close()
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_that_a_reader_writes_nothing_and_leaves_nothing(path: Path) -> None:
    reading = DayDatabase(path)
    with pytest.raises(ArchiveError, match="readonly"):
        reading.write("insert into erasing values (1)")
    reading.close()
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_that_a_file_is_made_at_once_and_never_over_another(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="exists"):
        write_whole(path, b"other")
    assert path.read_bytes() == before


def test_that_a_link_is_not_written_through(path: Path) -> None:
    link = path.with_name("2026-06-17.db")
    link.symlink_to(path)
    with pytest.raises(ArchiveError, match="is a link"):
        DayDatabase(link, is_writable=True)


def test_that_a_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"pragma user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(ArchiveError, match="newer version"):
        DayDatabase(path, is_writable=True)


def test_that_a_file_of_an_older_version_is_brought_up_to_date(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(
        "drop table erasing; delete from _sqlite_migrations where name = 'unfinished_erasures';"
        "pragma user_version = 1"
    )
    connection.close()
    database = DayDatabase(path, is_writable=True)
    assert database.rows("select * from erasing") == []
    database.close()


def test_that_what_the_system_refuses_is_not_called_damage(tmp_path: Path) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    with pytest.raises(ArchiveError, match="disk is full") as refused, explained(tmp_path):
        raise full
    assert not isinstance(refused.value, DamageError)
    with pytest.raises(DamageError, match="is damaged"), explained(tmp_path):
        raise sqlite3.DatabaseError("malformed")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("was_killed", [False, True])
def test_that_a_read_only_archive_is_read_if_its_writer_closed_it(tmp_path: Path, was_killed: bool) -> None:
    """If it did not, one line says what helps."""
    under = without_privileges()
    archived(tmp_path, *days_of_events(1))
    (day,) = (tmp_path / "archive").glob("*/*.db")
    if was_killed:
        day.with_name(f"{day.name}-wal").write_bytes(b"some of the day")
        day.with_name(f"{day.name}-wal").chmod(0o400)
    day.chmod(0o400)
    day.parent.chmod(0o500)
    try:
        status, said = outcome("report", "--archive", tmp_path / "archive", "--day", day.stem, under=under)
    finally:
        day.parent.chmod(0o700)
    assert status == (2 if was_killed else 0), said
    assert len(said) == was_killed
    assert not was_killed or "copy both it and" in said[0]
