"""Records: a line and back again, and what is no record."""

from __future__ import annotations

import pytest

from feeds.events import ADAPTER
from feeds.shared_desk.records import AuditHead, DeskRecord, read_records, record_of
from tests.feeds import PLAIN, encoded


def test_that_an_event_is_read_as_it_was_written_without_its_number() -> None:
    record = record_of(ADAPTER.validate_json(encoded(PLAIN["note.added"])))
    ((number, again),) = read_records([record.line()])
    assert (number, again) == (1, record)
    assert b"seq" not in record.line()


def test_that_a_move_has_who_was_in_which_queue_before() -> None:
    event = ADAPTER.validate_json(encoded(PLAIN["move.started"]))
    record = record_of(event, {"ana": {"billing": False}}, {"ana": ["help", "sales"]})
    ((_, again),) = read_records([record.line()])
    assert again == record


def test_that_an_audit_head_is_read_again() -> None:
    record = DeskRecord(head=AuditHead("rui", "9f2c", 12, "2026-11-22T10:00:00.000Z"))
    ((_, again),) = read_records([record.line()])
    assert again == record


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b"[]",
        b"no json",
        b'{"event":{"type":"flag.claimed"}}',
        b'{"event":{"type":"contact.ended","at":"2026-11-22T10:00:00Z","contact":"c1"}}',
        b'{"event":{"type":"unheard.of","at":"2026-11-22T10:00:00Z"}}',
        b'{"event":7}',
        b'{"audit_head":{"user":"rui"}}',
        b"\xff\xfe",
        b"[" * 5_000,
    ],
)
def test_that_what_is_no_record_is_none(line: bytes) -> None:
    assert list(read_records([b"", line])) == [(2, None)]
