"""What an archived day keeps beside its lines: rows of small tables, each with a checksum."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar, get_type_hints

from console.history.days.database import DayDatabase
from feeds.unicode_text import writable


class SessionRecord(NamedTuple):
    """A connection to the source, from its hello to its end. Instants are ms, by the source's clock.

    `resumed` is 1 if it continued the one before. `last_seq` is the number of the newest event received in
    this epoch. `ended_at` is None while it lasts, and if the program was killed.
    """

    began_at: int
    epoch: str
    resumed: int
    last_seq: int | None
    ended_at: int | None
    reason: str


class ConnectionRecord(NamedTuple):
    """A change of the connection: its state from `at` (ms) on, and why."""

    at: int
    state: str
    reason: str


class QuarantineRecord(NamedTuple):
    """What was received at `at` (ms) and is no valid event: the number of its frame, why, and its text."""

    at: int
    frame: int
    reason: str
    text: str


class GapRecord(NamedTuple):
    """Lines that were received and could not be kept: `lines` of them, of which `events` are numbered.

    `first_seq` and `last_seq` are the numbers of the first and the last event in the epoch, `first_at` and
    `last_at` their instants (ms).
    """

    epoch: str
    first_seq: int | None
    last_seq: int | None
    first_at: int | None
    last_at: int | None
    events: int
    lines: int


class FlagRecord(NamedTuple):
    """A flag that was shown: its id, rule and scope, when it rose and was cleared (ms; None: it is up)."""

    flag: str
    rule: str
    scope: str
    severity: str
    raised_at: int
    cleared_at: int | None


class AnswerRecord(NamedTuple):
    """What a person did with a flag at `at` (ms): `acknowledged` or `snoozed`, until when, and who."""

    at: int
    flag: str
    answer: str
    until: int | None
    by: str


Record = SessionRecord | ConnectionRecord | QuarantineRecord | GapRecord | FlagRecord | AnswerRecord
Kind = TypeVar("Kind", bound=Record)
TABLES: dict[str, type[Record]] = {
    "sessions": SessionRecord,
    "connections": ConnectionRecord,
    "quarantine": QuarantineRecord,
    "gaps": GapRecord,
    "flags": FlagRecord,
    "answers": AnswerRecord,
}
# A row of these tables replaces an earlier one with the same value here.
KEYS = {"sessions": ("began_at", "epoch"), "flags": ("flag",)}
_MOST = 2**63 - 1
_NAMES = {kind: name for name, kind in TABLES.items()}


def columns_of(kind: type[Record]) -> dict[str, type]:
    """The columns of the table of *kind*, and their types.

    >>> columns_of(ConnectionRecord)
    {'at': <class 'int'>, 'state': <class 'str'>, 'reason': <class 'str'>}
    """
    hints = get_type_hints(kind)
    return {name: str if hints[name] is str else int for name in kind._fields}


class DayRecords:
    """The small tables of a day's database. A day of an older version may have none."""

    def __init__(self, database: DayDatabase) -> None:
        self._database = database

    def put(self, record: Record) -> None:
        """Write *record*, in the present transaction; it replaces one of the same key."""
        record = _storable(record)
        name = _NAMES[type(record)]
        marks = ", ".join("?" * (len(record) + 1))
        fields = ", ".join((*record._fields, "checksum"))
        found = self._number(name, record)
        key, given = ("", ()) if found is None else ("id, ", (found,))
        asked = f"insert or replace into {name} ({key}{fields}) values ({'?, ' if given else ''}{marks})"
        self._database.write(asked, *given, *record, _sum(record))

    def read(self, name: str) -> list[Record]:
        """The rows of the table called *name*, in order, without those that are damaged."""
        return [record for _, record in self._rows(name) if record is not None]

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The rows of the table of *kind*, in order, without those that are damaged."""
        name = next(name for name, table in TABLES.items() if table is kind)
        return [record for record in self.read(name) if isinstance(record, kind)]

    def damages(self) -> list[str]:
        """The rows that are not what was written, in words."""
        return [
            f"{self._database.path} is damaged: row {number} of {name}"
            for name in TABLES
            for number, record in self._rows(name)
            if record is None
        ]

    def counts(self) -> dict[str, int]:
        """The number of rows of each table."""
        return {name: self._count(name) for name in TABLES}

    def erase(self, change: Callable[[str], str]) -> tuple[int, list[str]]:
        """Rewrite every text with *change*; returns the number of rows changed, and what cannot be read."""
        changed = 0
        for name, kind in TABLES.items():
            for number, record in self._rows(name):
                if record is None:
                    continue
                after = _of(kind, (change(value) if isinstance(value, str) else value for value in record))
                if after != record:
                    names = ", ".join(f"{field} = ?" for field in (*record._fields, "checksum"))
                    self._database.write(
                        f"update {name} set {names} where id = ?", *after, _sum(after), number
                    )
                    changed += 1
        return changed, self.damages()

    def _rows(self, name: str) -> Iterator[tuple[int, Record | None]]:
        """(number, record) of each row; None for a damaged one."""
        if not self._exists(name):
            return
        kind = TABLES[name]
        fields = ", ".join(kind._fields)
        for number, *values, checksum in self._database.rows(
            f"select id, {fields}, checksum from {name} order by id"
        ):
            record = _of(kind, values)
            yield number, record if checksum == _sum(record) else None

    def _number(self, name: str, record: Record) -> int | None:
        """The number of the row that *record* replaces."""
        if name not in KEYS:
            return None
        where = " and ".join(f"{key} = ?" for key in KEYS[name])
        given = [getattr(record, key) for key in KEYS[name]]
        found = self._database.one(f"select id from {name} where {where}", *given)
        return None if found is None else int(found[0])

    def _count(self, name: str) -> int:
        found = self._database.one(f"select count(*) from {name}") if self._exists(name) else None
        return 0 if found is None else int(found[0])

    def _exists(self, name: str) -> bool:
        asked = "select 1 from sqlite_master where type = 'table' and name = ?"
        return self._database.one(asked, name) is not None


def record_fields(record: Record) -> dict[str, Any]:
    """*record* as plain data."""
    return dict(zip(record._fields, record, strict=True))


def _of(kind: type[Record], values: Iterable[Any]) -> Record:
    return kind._make(values)


def _storable(record: Record) -> Record:
    """*record* as SQLite takes it: texts in UTF-8, and numbers of 64 bits."""
    values = (
        writable(value) if isinstance(value, str) else value if value is None else min(value, _MOST)
        for value in record
    )
    return _of(type(record), values)


def _sum(record: Record) -> int:
    """The checksum of a row."""
    return zlib.crc32(repr(tuple(record)).encode("utf-8", "backslashreplace"))
