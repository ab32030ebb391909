"""The tables of a day: made once, and brought up to date by migrations."""

from __future__ import annotations

import sqlite3

from console.history.days.database import VERSION
from console.history.days.schema import empty_day, migrate


def test_that_migrating_twice_changes_nothing() -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(empty_day())
    before = list(connection.iterdump())
    migrate(connection)
    assert list(connection.iterdump()) == before
    assert connection.execute("pragma user_version").fetchone() == (VERSION,)
    assert {"about", "streams", "blocks", "erasing"} <= {
        name for (name,) in connection.execute("select name from sqlite_master")
    }
    connection.close()


def test_that_a_database_without_the_newest_tables_gets_them() -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(empty_day())
    connection.execute("drop table erasing")
    connection.execute("delete from _sqlite_migrations where name = 'unfinished_erasures'")
    migrate(connection)
    assert connection.execute("select count(*) from erasing").fetchone() == (0,)
    connection.close()
