"""Copies parse back: every row, its instants and its sum."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence

from console.views.explain.agent_state import agent_state
from console.views.explain.contact_timeline import contact_timeline
from console.views.explain.copies import (
    COLUMNS,
    EVENT_COLUMNS,
    account_cells,
    as_json,
    as_text,
    event_cells,
    events_as_json,
    events_as_text,
)
from feeds.files.csv_cells import rows_text
from feeds.instants import instant
from tests.widgets.explained import busy_queue, explained


def parsed(columns: Sequence[str], rows: list[tuple[object, ...]]) -> list[dict[str, str]]:
    """The rows as a spreadsheet reads them from CSV."""
    return list(csv.DictReader(io.StringIO(rows_text(columns, rows))))


def test_that_csv_parses_back_row_by_row() -> None:
    row = explained(busy_queue(), "average_handle_time_seconds", "floor")
    level = explained(busy_queue())
    for account in (row, level):
        read = list(
            csv.DictReader(io.StringIO(rows_text(COLUMNS, account_cells(account.counted, account.left_out))))
        )
        assert tuple(read[0]) == COLUMNS
        counted = [one for one in read if one["counted"] == "yes"]
        assert len(read) == len(account.counted) + len(account.left_out)
        assert [instant(one["from"]) for one in counted] == [one.at for one in account.counted]
        assert [one["contact"] for one in counted] == [one.contact for one in account.counted]
        assert sum(float(one["adds"]) for one in counted) == account.numerator
        assert [one["why"] for one in counted] == [one.words for one in account.counted]


def test_that_json_parses_back_to_the_account() -> None:
    row = explained(busy_queue())
    read = json.loads(as_json(row, row.counted, row.left_out))
    assert (read["value"], read["numerator"], read["denominator"]) == (row.figure.value, 3, 12)
    assert sum(one["adds"] for one in read["counted"]) == read["numerator"]
    assert len(read["counted"]) == read["denominator"]
    assert read["variants"]["strict"] == dict(row.variants)["strict"].value
    assert instant(read["at"]) == row.now


def test_that_text_has_a_line_for_each_row() -> None:
    row = explained(busy_queue())
    lines = as_text(row, row.counted, row.left_out).splitlines()
    assert lines[0] == row.title
    assert f"Counted, {len(row.counted)}" in lines
    tabbed = [line.split("\t") for line in lines if "\t" in line]
    assert [cells[1] for cells in tabbed] == [one.contact for one in (*row.counted, *row.left_out)]
    assert tabbed[0][-1] == row.counted[0].words


def test_that_a_selection_is_copied_alone() -> None:
    row = explained(busy_queue())
    assert len(account_cells(row.counted[:2], ())) == 2


def test_that_a_timeline_parses_back() -> None:
    scene = busy_queue()
    found = contact_timeline(scene.floor, "c-41004", scene.clock)
    state = agent_state(scene.floor, "ana", scene.clock)
    assert found is not None
    assert state is not None
    read = parsed(EVENT_COLUMNS, event_cells(found))
    assert [one["event"] for one in read] == [one.words for one in found.events]
    assert {one["contact"] for one in read} == {"c-41004"}
    assert {one["agent"] for one in parsed(EVENT_COLUMNS, event_cells(state))} == {"ana"}
    data = json.loads(events_as_json(found))
    assert data["contact"] == "c-41004"
    assert [instant(one["at"]) for one in data["events"]] == [one.at for one in found.events]
    assert len(data["stretches"]) == len(found.stretches)
    assert events_as_text(found).splitlines()[0] == "Contact c-41004"
