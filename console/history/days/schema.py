"""The tables of an archived day, and the migrations that make them."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database, Migrations

from console.history.days.database import VERSION
from console.history.days.records import TABLES, columns_of

_migrations = Migrations("floorlight day")


@_migrations()
def lines_in_blocks(db: Database) -> None:
    """The source and day, the streams it came through, and their lines in compressed blocks."""
    db.table("about").create({"source": str, "day": str, "time_zone": str, "day_start": str, "checksum": int})
    db.table("streams").create(
        {"id": int, "name": str, "first_line": int, "last_line": int, "digest": str, "checksum": int}, pk="id"
    )
    db.table("blocks").create(
        {
            "id": int,
            "stream": int,
            "first_line": int,
            "lines": int,
            "repeated": int,
            "first_at": int,
            "last_at": int,
            "size": int,
            "checksum": int,
            "data": bytes,
        },
        pk="id",
        foreign_keys=[("stream", "streams", "id")],
    )


@_migrations()
def unfinished_erasures(db: Database) -> None:
    """A row while an erasure is unfinished: the old text may still be in the file."""
    db.table("erasing").create({"id": int}, pk="id")


@_migrations()
def records_beside_lines(db: Database) -> None:
    """What is kept beside the lines: sessions, connections, quarantine, gaps, flags and answers to them."""
    for name, kind in TABLES.items():
        db.table(name).create({"id": int, **columns_of(kind), "checksum": int}, pk="id")


def empty_day() -> bytes:
    """A database with the tables of a day, as the bytes of its file."""
    connection = sqlite3.connect(":memory:")
    try:
        migrate(connection)
        return connection.serialize()
    finally:
        connection.close()


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables of a day up to the present version."""
    _migrations.apply(Database(connection, execute_plugins=False))
    connection.execute(f"pragma user_version = {VERSION}")
    connection.commit()
