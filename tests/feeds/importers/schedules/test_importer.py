"""Planned activities under other column names become published schedules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.importers.import_report import ImportReport
from feeds.importers.schedules import importer as schedule_csv
from feeds.importers.schedules.schedule_map import ScheduleMap
from feeds.importers.source_file import SourceFile
from feeds.protocol.decoding import decode

EXPORT = Path(__file__).parents[5] / "shared" / "data" / "schedules" / "wfm-schedule.csv"

MAP: dict[str, Any] = {
    "file": {"delimiter": "semicolon"},
    "columns": {
        "agent": ["Last", "First"],
        "team": "Team",
        "date": "Day",
        "state": "Plan",
        "start": "From",
        "end": "To",
        "zone": "Zone",
    },
    "times": {
        "zone": "Europe/Lisbon",
        "formats": ["%H:%M"],
        "date_formats": ["%d/%m/%Y", "%Y-%m-%d"],
        "full_day": ["all day"],
    },
    "sub_totals": ["Sum"],
    "states": [
        {"state": "Phones", "activity": "on_queue"},
        {"prefix": "Break", "activity": "break"},
        {"pattern": "^(hol|sick)", "activity": "off"},
    ],
}
HEADER = "Last;First;Team;Day;Plan;From;To;Zone\n"


def _imported(tmp_path: Path, rows: str, **changes: Any) -> tuple[list[dict[str, Any]], ImportReport]:
    path = tmp_path / "plan.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    findings = ImportReport()
    made = schedule_csv.read([SourceFile(path)], findings, ScheduleMap.model_validate({**MAP, **changes}))
    return [json.loads(event) for _, event in made], findings


def _activities(events: list[dict[str, Any]]) -> list[str]:
    return [
        f"{event['agent']} {activity['activity']} {activity['start'][5:16]} {activity['end'][5:16]}"
        for event in events
        if event["type"] == "schedule.published"
        for activity in event["activities"]
    ]


def test_that_a_plan_is_written_by_agent_and_day(tmp_path: Path) -> None:
    rows = (
        "Silva;Ana;North;01/07/2026;Phones;08:00;10:00;\n"
        "Silva;Ana;North;01/07/2026;BREAK short;10:00;10:15;\n"
        "Silva;Ana;North;2026-07-02;Holiday;all day;all day;\n"
        "Roy;Dev;South;01/07/2026;Phones;22:00;02:00;Asia/Kolkata\n"
    )
    events, findings = _imported(tmp_path, rows)
    assert _activities(events) == [
        "Silva Ana on_queue 07-01T07:00 07-01T09:00",
        "Silva Ana break 07-01T09:00 07-01T09:15",
        "Silva Ana off 07-01T23:00 07-02T23:00",
        "Roy Dev on_queue 07-01T16:30 07-01T20:30",
    ]
    assert {event["at"] for event in events} == {"2026-07-01T07:00:00.000Z"}
    assert [event["type"] for event in events[:3]] == ["site.profile", "team.profile", "team.profile"]
    assert events[0]["time_zone"] == "Europe/Lisbon"
    teams = {event["agent"]: event["team"] for event in events if event["type"] == "agent.profile"}
    assert teams == {"Silva Ana": "North", "Roy Dev": "South"}
    assert (findings.used, findings.rows) == (4, 4)


def test_that_bad_rows_are_left_out_with_line_and_reason(tmp_path: Path) -> None:
    rows = (
        "Silva;Ana;;01/07/2026;Phones;08:00;10:00;\n"
        "Silva;Ana;;01/07/2026;Phones;8 am;10:00;\n"
        "Silva;Ana;;31/06/2026;Phones;08:00;10:00;\n"
        "Silva;Ana;;01/07/2026;Phones;08:00;10:00;Moon/Base\n"
        "Silva;Ana;;01/07/2026;Yoga;11:00;12:00;\n"
        "Sum of Ana;;;;;;;\n"
        ";;;01/07/2026;Phones;11:00;12:00;\n"
        "Silva;Ana;;01/07/2026;Phones;11:00;11:00;\n"
        "Silva;Ana;;01/07/2026;Phones;all day;11:00;\n"
    )
    _, findings = _imported(tmp_path, rows)
    made = {remark.line: remark.reason for remark in findings.left_out.kept}
    assert made == {
        3: "start '8 am' matches none of the map's formats",
        4: "date '31/06/2026' matches none of the map's formats",
        5: "zone 'Moon/Base' is not an IANA time zone such as Europe/Lisbon",
        6: "state 'Yoga' is not in the map",
        7: "a sub-total",
        8: "no agent",
        9: "it has no length",
        10: "a full day at one end only",
    }
    assert any("left out: Yoga (1)" in note for note in findings.notes)


def test_that_unmapped_states_may_be_written_as_other(tmp_path: Path) -> None:
    events, findings = _imported(tmp_path, "Silva;Ana;;01/07/2026;Yoga;11:00;12:00;\n", unmapped="other")
    assert _activities(events) == ["Silva Ana other 07-01T10:00 07-01T11:00"]
    assert [remark.line for remark in findings.contradictory.kept] == [2]
    assert any("imported as other: Yoga (1)" in note for note in findings.notes)


def test_that_a_pattern_ignores_case_and_takes_no_time_that_multiplies(tmp_path: Path) -> None:
    states = [{"pattern": "(a+)+b", "activity": "off"}, {"pattern": "^HOL|sick", "activity": "off"}]
    rows = "".join(
        f"Silva;Ana;;01/07/2026;{state};{hour}:00;{hour}:30;\n"
        for hour, state in (("08", "a" * 400), ("09", "Holiday"), ("10", "called in SICK"))
    )
    events, findings = _imported(tmp_path, rows, states=states)
    assert [line.split()[3] for line in _activities(events)] == ["07-01T08:00", "07-01T09:00"]
    assert [remark.line for remark in findings.left_out.kept] == [2]


def test_that_overlaps_are_reported_and_a_full_day_gives_way(tmp_path: Path) -> None:
    rows = (
        "Silva;Ana;;01/07/2026;Phones;20:00;02:00;\n"
        "Silva;Ana;;02/07/2026;Break;10:00;10:30;\n"
        "Silva;Ana;;02/07/2026;Sick;all day;all day;\n"
    )
    events, findings = _imported(tmp_path, rows)
    assert _activities(events) == [
        "Silva Ana on_queue 07-01T19:00 07-02T01:00",
        "Silva Ana off 07-02T01:00 07-02T23:00",
        "Silva Ana break 07-02T09:00 07-02T09:30",
    ]
    assert sorted(remark.line for remark in findings.contradictory.kept) == [3, 4]


def test_that_a_full_day_has_the_hours_its_day_has(tmp_path: Path) -> None:
    events, _ = _imported(tmp_path, "Silva;Ana;;25/10/2026;Sick;all day;all day;\n")
    assert _activities(events) == ["Silva Ana off 10-24T23:00 10-26T00:00"]


GOOD = ("Silva", "Ana", "North", "01/07/2026", "Phones", "08:00", "10:00", "")
BAD = ("", "25/10/2026", "01:30", "02:30", "all day", "Break", "UTC", "America", '"', "x" * 200, "\0", "Sum")
CELLS = st.one_of(st.text(max_size=10), st.sampled_from(BAD))
ROWS = st.lists(st.dictionaries(st.integers(0, 8), CELLS, max_size=3), max_size=6)


@given(rows=ROWS)
def test_that_no_rows_whatever_raise(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[int, str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "plan.csv"
    text = "".join(";".join(row.get(i, cell) for i, cell in enumerate((*GOOD, ""))) + "\n" for row in rows)
    path.write_bytes((HEADER + text).encode("utf-8", "replace"))
    findings = ImportReport()
    made = schedule_csv.read([SourceFile(path)], findings, ScheduleMap.model_validate(MAP))
    for _, event in made:
        assert decode(event) is not None
        for activity in json.loads(event).get("activities", ()):
            assert activity["start"] < activity["end"]
    assert findings.rows <= text.count("\n")


def test_that_the_real_export_is_imported_row_by_row() -> None:
    if not EXPORT.exists():
        pytest.skip("the WFM export is not beside the checkout (../shared/data/schedules)")
    findings = ImportReport()
    made = schedule_csv.read([SourceFile(EXPORT)], findings, schedule_csv.read_map("wfm-schedule-states"))
    events = [json.loads(event) for _, event in made]
    assert (findings.used, findings.rows) == (13, 19)
    assert dict(findings.left_out.reasons) == {"a sub-total": 5, "state 'SBS' is not in the map": 1}
    # 4:07 to 6:00 PM is said to be 53 minutes, and twice 5:30 to 8:00 PM four and a half hours.
    assert [remark.line for remark in findings.contradictory.kept] == [5, 13, 20]
    assert _activities(events) == [
        "Agent 01 other 11-17T21:00 11-17T21:07",
        "Agent 01 on_queue 11-17T21:07 11-17T23:00",
        "Agent 02 off 11-17T05:00 11-18T05:00",
        "Agent 03 other 11-17T18:30 11-17T18:37",
        "Agent 03 on_queue 11-17T18:37 11-17T20:30",
        "Agent 03 break 11-17T20:30 11-17T20:45",
        "Agent 03 on_queue 11-17T20:45 11-17T22:30",
        "Agent 03 off 11-17T22:30 11-18T01:00",
        "Agent 04 other 11-17T08:00 11-17T08:07",
        "Agent 04 on_queue 11-17T08:07 11-17T10:00",
        "Agent 04 break 11-17T10:00 11-17T10:15",
        "Agent 04 on_queue 11-17T10:15 11-17T12:00",
        "Agent 04 off 11-17T12:00 11-17T14:30",
    ]
