"""Rows beside the lines: what is written is read, what is changed otherwise is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.history.days.day_file import AboutDay, DayFile
from console.history.days.records import (
    TABLES,
    AnswerRecord,
    ConnectionRecord,
    FlagRecord,
    GapRecord,
    QuarantineRecord,
    Record,
    SessionRecord,
    record_fields,
)

RECORDS: list[Record] = [
    SessionRecord(1, "e1", 0, None, None, ""),
    ConnectionRecord(1, "live", ""),
    QuarantineRecord(2, 7, "it is none", "odd"),
    GapRecord("e1", 5, 9, 1, 2, 5, 6),
    FlagRecord("long-hold agent:ana 5", "long-hold", "agent:ana", "warning", 5, None),
    AnswerRecord(6, "long-hold agent:ana 5", "snoozed", 9, "bea"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "2026-06-16.db"


@pytest.fixture
def file(path: Path) -> Iterator[DayFile]:
    with DayFile(path, AboutDay("lisbon", "2026-06-16")) as file:
        yield file


def put(file: DayFile, *records: Record) -> None:
    for record in records:
        file.records.put(record)
    file.commit()


def test_that_every_kind_is_read_as_it_was_written(file: DayFile) -> None:
    put(file, *RECORDS)
    assert [record for name in TABLES for record in file.records.read(name)] == RECORDS
    assert file.records.counts() == dict.fromkeys(TABLES, 1)
    assert file.records.damages() == []
    assert record_fields(RECORDS[1]) == {"at": 1, "state": "live", "reason": ""}


def test_that_a_session_and_a_flag_are_replaced_once_they_have_ended(file: DayFile) -> None:
    session = SessionRecord(1, "e1", 0, 12, 9, "cut")
    flag = FlagRecord("long-hold agent:ana 5", "long-hold", "agent:ana", "warning", 5, 8)
    put(file, *RECORDS, session, flag, RECORDS[1])
    assert file.records.read("sessions") == [session]
    assert file.records.read("flags") == [flag]
    assert file.records.read("connections") == [RECORDS[1], RECORDS[1]]


def test_that_text_and_numbers_that_sqlite_refuses_are_written_as_near_as_they_can(file: DayFile) -> None:
    put(file, QuarantineRecord(1, 2**70, "half \ud800", "nul \0"))
    assert file.records.read("quarantine") == [QuarantineRecord(1, 2**63 - 1, "half \ufffd", "nul \0")]


@pytest.mark.parametrize("name", TABLES)
def test_that_a_row_changed_otherwise_is_named_and_left_out(path: Path, name: str) -> None:
    with DayFile(path, AboutDay("lisbon", "2026-06-16")) as file:
        put(file, *RECORDS)
    connection = sqlite3.connect(path)
    connection.execute(f"update {name} set {TABLES[name]._fields[0]} = 99")
    connection.commit()
    connection.close()
    with DayFile(path) as file:
        assert file.records.damages() == [f"{path} is damaged: row 1 of {name}"]
        assert file.records.read(name) == []


def test_that_texts_are_erased_and_damaged_rows_named(path: Path) -> None:
    with DayFile(path, AboutDay("lisbon", "2026-06-16")) as file:
        put(file, *RECORDS)
        file.records._database.write("update connections set state = 'odd'")
        file.commit()
        changed, damages = file.records.erase(lambda text: text.replace("ana", "x"))
        file.commit()
        assert (changed, damages) == (2, [f"{path} is damaged: row 1 of connections"])
        assert file.records.read("answers") == [AnswerRecord(6, "long-hold agent:x 5", "snoozed", 9, "bea")]


def test_that_a_day_of_an_older_version_has_none(path: Path) -> None:
    with DayFile(path, AboutDay("lisbon", "2026-06-16")):
        pass
    connection = sqlite3.connect(path)
    for name in TABLES:
        connection.execute(f"drop table {name}")
    connection.commit()
    connection.close()
    with DayFile(path) as file:
        assert file.records.read("flags") == []
        assert file.records.counts() == dict.fromkeys(TABLES, 0)
        assert file.records.damages() == []
