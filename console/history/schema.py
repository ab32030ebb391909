"""The tables of an archived day, and the migrations that make them."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

day_schema = Migrations("floorlight day")


@day_schema()
def events_in_blocks(db: Database) -> None:
    """The source and day, the streams it came through, and their lines in compressed blocks."""
    db.table("about").create(
        {"source": str, "day": str, "time_zone": str}, not_null={"source", "day", "time_zone"}
    )
    db.table("streams").create({"id": int, "name": str, "digest": str, "is_complete": int}, pk="id")
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


@day_schema()
def connections_and_quarantine(db: Database) -> None:
    """How the connection stood, and what came that is no event."""
    db.table("connections").create({"id": int, "at": int, "state": str, "reason": str}, pk="id")
    db.table("quarantine").create({"id": int, "at": int, "reason": str, "text": str}, pk="id")
