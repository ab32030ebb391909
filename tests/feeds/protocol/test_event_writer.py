"""Tests of the event writer: events in the order written, and none while the present is not known."""

from __future__ import annotations

import pytest

from feeds.events import Snapshot
from feeds.protocol.event_writer import ID_LIMIT, EventWriter, as_object, id_of
from tests.feeds.platforms.asterisk.scripted_floor import START


def _teller() -> EventWriter:
    writer = EventWriter()
    writer.is_muted = False
    return writer


def test_that_nothing_is_written_while_muted_but_the_present() -> None:
    writer = EventWriter()
    writer.write(START, "contact.ended", contact="c1")
    writer.write_present(START, START - 5, [as_object(START - 9, "contact.ended", contact="c0")])
    (snapshot,) = writer.take()
    assert isinstance(snapshot, Snapshot)
    assert snapshot.complete_since == "2026-11-22T01:36:39.995Z"
    assert snapshot.events == ({"type": "contact.ended", "at": "2026-11-22T01:36:39.991Z", "contact": "c0"},)


def test_that_what_was_written_is_taken_once_in_its_order() -> None:
    writer = _teller()
    for contact in ("c1", "c2"):
        writer.write(START, "contact.ended", contact=contact)
    assert [event.model_dump()["contact"] for event in writer.take()] == ["c1", "c2"]
    assert writer.take() == []


def test_that_a_field_not_known_is_left_out() -> None:
    writer = _teller()
    writer.write(START, "contact.answered", contact="c1", agent="Kim Novak", queue=None)
    (event,) = writer.take()
    assert event.model_dump(exclude_unset=True) == {
        "at": "2026-11-22T01:36:40.000Z",
        "contact": "c1",
        "agent": "Kim Novak",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [("  a b ", "a b"), ("", ""), ("NONE", ""), ("none", "none"), ("x" * 999, "x" * ID_LIMIT)],
)
def test_that_an_id_is_plain_and_no_longer_than_ids_may_be(text: str, found: str) -> None:
    assert id_of(text) == found
