"""The cells of an account's rows, what they are sorted by, and what is marked on the time bar."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from console.views.explain.contact_timeline import contact_timeline
from console.views.explain.explained_rows import (
    AccountRow,
    Column,
    Effect,
    cell_text,
    marked_span,
    marked_span_of_events,
    sort_key,
)
from tests.widgets.explained import busy_queue, explained

LISBON = ZoneInfo("Europe/Lisbon")
LEG = AccountRow("k", 1_000, "c1", "a", "Ana", "Billing", 61.6, 61.6, "handled")
SPELL = AccountRow("s", None, "", "b", "Ben", "", None, 0, "available")


def test_that_every_cell_has_its_text() -> None:
    assert [cell_text(LEG, column, LISBON) for column in Column] == [
        "01:00:01",
        "c1",
        "Ana",
        "Billing",
        "1:02",
        "61.6",
        "handled",
    ]
    assert [cell_text(SPELL, column, LISBON) for column in Column] == [
        "",
        "Ben",
        "",
        "",
        "",
        "0",
        "available",
    ]
    waits = AccountRow("k", 1_000, "c1", "", "", "", 61.6, 0, "waiting", is_open=True)
    assert cell_text(waits, Column.LENGTH, LISBON) == "1:01"


def test_that_rows_without_a_value_come_last() -> None:
    for column in Column:
        assert sort_key(LEG, column) < sort_key(SPELL, column) or column in (
            Column.ADDS,
            Column.WHO,
            Column.WHY,
        )
    assert sort_key(SPELL, Column.WHY) < sort_key(LEG, Column.WHY)
    assert sort_key(SPELL, Column.WHO) < sort_key(LEG, Column.WHO)


def test_that_the_window_and_its_misses_are_marked() -> None:
    row = explained(busy_queue())
    span = marked_span(row)
    assert (span.start, span.end, len(span.points)) == (row.start, row.end, len(row.counted))
    assert sum(is_miss for _, is_miss in span.points) == sum(one.effect is Effect.MISS for one in row.counted)


def test_that_the_events_of_a_timeline_are_marked() -> None:
    scene = busy_queue()
    found = contact_timeline(scene.floor, "c-41000", scene.clock)
    assert found is not None
    assert [at for at, _ in marked_span_of_events(found).points] == [one.at for one in found.events]
