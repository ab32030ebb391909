"""One row of a schedule: its span in its zone, what its state means, and why it is left out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from feeds.importers.calls.call_times import RowError
from feeds.importers.delimited import DelimitedTable
from feeds.importers.import_report import ImportReport
from feeds.importers.schedules.schedule_map import ScheduleMap
from feeds.importers.schedules.schedule_row import NAMED_STATES, Planned, ScheduleRows, States
from feeds.importers.source_file import SourceFile
from feeds.instants import instant_text
from tests.feeds.importers.schedules.test_importer import MAP

COLUMNS = {**MAP["columns"], "duration": "Time"}


def read(folder: Path, row: str, **tables: Any) -> tuple[Planned, list[str]]:
    """What the only row of a file plans, and what is odd about it."""
    path = folder / "plan.csv"
    path.write_text(f"Last;First;Team;Day;Plan;From;To;Zone;Time\n{row}\n", encoding="utf-8")
    found = ScheduleMap.model_validate({**MAP, "columns": COLUMNS, **tables})
    table = DelimitedTable(SourceFile(path), found.file, ImportReport())
    (only,) = table.rows()
    odd: list[str] = []
    return ScheduleRows(found, table, States(found)).read(only, odd), odd


def span(planned: Planned) -> tuple[str, str]:
    return instant_text(planned.start)[5:16], instant_text(planned.end)[5:16]


def test_that_a_row_is_an_activity_in_its_own_zone(tmp_path: Path) -> None:
    planned, odd = read(tmp_path, "Roy;Dev;South;01/07/2026;Phones;10:00;12:00;Asia/Kolkata;2:00")
    assert (planned.agent, planned.team, planned.zone) == ("Roy Dev", "South", "Asia/Kolkata")
    assert span(planned) == ("07-01T04:30", "07-01T06:30")
    assert planned.activity == "on_queue"
    assert odd == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("S;A;N;01/07/2026;Phones;22:00;02:00;UTC;", ("07-01T22:00", "07-02T02:00")),
        ("S;A;N;01/07/2026;Phones;08:00;08:00;UTC;24:00", ("07-01T08:00", "07-02T08:00")),
        ("S;A;N;01/07/2026;Holiday;all day;;UTC;", ("07-01T00:00", "07-02T00:00")),
    ],
    ids=["past midnight", "around the clock", "a full day"],
)
def test_that_a_span_may_pass_midnight_or_be_the_whole_day(
    tmp_path: Path, row: str, expected: tuple[str, str]
) -> None:
    assert span(read(tmp_path, row)[0]) == expected


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Sum;;N;01/07/2026;Phones;08:00;10:00;UTC;", "a sub-total"),
        (";;N;01/07/2026;Phones;08:00;10:00;UTC;", "no agent"),
        ("S;A;N;01/07/2026;;08:00;10:00;UTC;", "no state"),
        (f"{'S' * 129};;N;01/07/2026;Phones;08:00;10:00;UTC;", "agent is longer than 128"),
        ("S;A;N;01/07/2026;Phones;08:00;10:00;Mars/Olympus;", "zone "),
        ("S;A;N;01/07/2026;Phones;08:00;all day;UTC;", "a full day at one end only"),
        ("S;A;N;01/07/2026;Phones;08:00;08:00;UTC;", "it has no length"),
        ("S;A;N;01/07/2026;Phones;;08:00;UTC;", "no start"),
        ("S;A;N;01/07/2026;Phones;noon;08:00;UTC;", "start "),
        ("S;A;N;July;Phones;08:00;10:00;UTC;", "date "),
        ("S;A;N;;Phones;08:00;10:00;UTC;", "no date"),
        ("S;A;N;01/07/2026;Gardening;08:00;10:00;UTC;", "state 'Gardening' is not in the map"),
    ],
)
def test_that_a_row_that_cannot_be_used_has_its_reason(tmp_path: Path, row: str, reason: str) -> None:
    with pytest.raises(RowError) as refusal:
        read(tmp_path, row)
    assert str(refusal.value).startswith(reason)


@pytest.mark.parametrize(
    ("duration", "odd"),
    [
        ("2:00", []),
        ("1:00", ["its duration differs from end − start"]),
        ("long", ["its duration is invalid"]),
    ],
)
def test_that_a_duration_that_contradicts_is_odd(tmp_path: Path, duration: str, odd: list[str]) -> None:
    row = f"S;A;N;01/07/2026;Phones;08:00;10:00;UTC;{duration}"
    assert read(tmp_path, row)[1] == odd


def test_that_an_end_with_a_date_before_its_start_leaves_the_row_out(tmp_path: Path) -> None:
    times = {"zone": "UTC", "formats": ["%d/%m/%Y %H:%M", "%H:%M"], "date_formats": ["%d/%m/%Y"]}
    row = "S;A;N;01/07/2026;Phones;02/07/2026 08:00;01/07/2026 10:00;;"
    with pytest.raises(RowError, match="its end is before its start"):
        read(tmp_path, row, times=times)


def test_that_instants_need_no_day_of_their_own(tmp_path: Path) -> None:
    columns = {name: column for name, column in COLUMNS.items() if name not in ("date", "zone")}
    row = "S;A;N;;Phones;1782892800;1782900000;;"
    times = {"zone": "UTC", "formats": ["epoch"]}
    planned, _ = read(tmp_path, row, columns=columns, times=times)
    assert span(planned) == ("07-01T08:00", "07-01T10:00")


def test_that_states_are_named_up_to_a_number_and_counted() -> None:
    states = States(ScheduleMap.model_validate(MAP))
    for number in range(NAMED_STATES + 5):
        assert states.activity(f"State {number}") is None
    assert states.activity("State 0") is None
    assert len(states.unknown) == NAMED_STATES
    assert states.unknown["State 0"] == 2
    assert [states.activity("phones"), states.activity("Break 2"), states.activity("HOLIDAY")] == [
        "on_queue",
        "break",
        "off",
    ]
