"""One call to its events: fixed days, parts of cells, holds, and waits that nobody knows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from console.floor.floor import Floor
from console.metrics.reading.windows import rolling
from console.metrics.report import report
from feeds.importers import column_maps
from feeds.importers.calls import importer as calls_csv
from feeds.importers.calls.call_map import CallMap
from feeds.importers.import_report import ImportReport
from feeds.importers.ordering import in_order
from feeds.importers.source_file import SourceFile
from feeds.protocol.decoding import decode_chunk

JSON = dict[str, Any]
# One row a call, as many a small centre keeps them: day and time apart, yes and no, a rating.
MAP: JSON = {
    "columns": {
        "id": "Call",
        "entry": ["Date", "Time"],
        "queue_time": "Waited",
        "service_time": "Talked",
        "hold_time": "Held",
        "outcome": "Answered",
        "agent": {"column": "Agent", "pattern": r"^(\w+)"},
        "type": "Topic",
        "satisfaction": "Rating",
        "resolved": "Solved",
        "transferred": "Passed on",
    },
    "times": {"zone": "Europe/Lisbon", "formats": ["%Y-%m-%d %H:%M:%S"]},
    "outcomes": {"answered": ["Y"], "abandoned": ["N"]},
    "queues": {"threshold_seconds": 20.0},
}
HEAD = "Call,Date,Time,Waited,Talked,Held,Answered,Agent,Topic,Rating,Solved,Passed on"


def imported(folder: Path, call_map: JSON, text: str) -> tuple[list[JSON], ImportReport, Floor]:
    path = folder / "calls.csv"
    path.write_text(text, encoding="utf-8")
    findings = ImportReport()
    made = calls_csv.read([SourceFile(path)], findings, CallMap.model_validate(call_map), None)
    lines = [event for _, event in in_order(made)]
    floor = Floor(None, horizon_ms=None)
    batch = decode_chunk(b"".join(line + b"\n" for line in lines), 1)
    assert not batch.invalid
    floor.apply_all(batch.events, batch.instants, batch.lines, "import")
    assert not floor.books.anomaly_counts
    return [msgspec.json.decode(line) for line in lines], findings, floor


def floor_row(floor: Floor) -> JSON:
    row: JSON = report(floor, rolling(floor.latest, 10**10))["floor"]
    return row


def story(events: list[JSON]) -> list[str]:
    return [
        f"{event['at'][11:19]} {event['type'].removeprefix('contact.')}"
        for event in events
        if not event["type"].endswith(".profile")
    ]


def test_that_a_call_is_imported_with_all_its_row_says(tmp_path: Path) -> None:
    events, _, floor = imported(
        tmp_path, MAP, f"{HEAD}\n1,2026-03-02,09:00:00,10,0:01:30,30,Y,Kim (north),sales,5,Y,Yes\n"
    )
    assert story(events) == [
        "09:00:00 queued",
        "09:00:10 answered",
        "09:01:10 held",
        "09:01:40 transferred",
        "09:01:40 released",
        "09:01:40 ended",
        "09:01:40 survey.answered",
    ]
    row = floor_row(floor)
    assert (row["average_talk_seconds"], row["average_hold_seconds"], row["transfer_rate"]) == (60, 30, 1)
    assert row["csat"] == {"share": 1, "mean": 5, "n": 1}
    assert row["first_contact_resolution"] == {"share": 1, "n": 1, "provisional": 0}
    assert next(e["agent"] for e in events if e["type"] == "contact.answered") == "Kim"


def test_that_a_hold_may_come_on_top_of_the_service(tmp_path: Path) -> None:
    apart = {**MAP, "times": {**MAP["times"], "hold_in_service": False}}
    text = f"{HEAD}\n1,2026-03-02,09:00:00,10,90,30,Y,Kim,sales,,,\n"
    row = floor_row(imported(tmp_path, apart, text)[2])
    assert (row["average_talk_seconds"], row["average_hold_seconds"]) == (90, 30)


def test_that_a_hold_longer_than_its_service_is_reported(tmp_path: Path) -> None:
    text = f"{HEAD}\n1,2026-03-02,09:00:00,10,20,30,Y,Kim,sales,,,\n"
    _, findings, floor = imported(tmp_path, MAP, text)
    assert floor_row(floor)["average_hold_seconds"] == 20
    assert list(findings.contradictory.reasons) == [
        "the hold is longer than the service: shortened to the service"
    ]


def test_that_an_unanswered_call_without_a_wait_counts_and_waits_nothing(tmp_path: Path) -> None:
    _, findings, floor = imported(
        tmp_path,
        MAP,
        f"{HEAD}\n1,2026-03-02,09:00:00,10,20,,Y,Kim,sales,,,\n"
        "2,2026-03-02,09:01:00,,,,N,,sales,,,\n3,2026-03-02,09:02:00,40,,,N,,sales,,,\n",
    )
    row = floor_row(floor)
    assert (row["offered"], row["abandoned"], row["abandoned_in_threshold"]) == (3, 2, 0)
    assert row["average_time_to_abandon_seconds"] == row["maximum_wait_seconds"] == 40
    assert row["abandon_rate"] == pytest.approx(2 / 3)
    assert any(
        note.startswith("1 calls were not answered, and their rows do not give the wait")
        for note in findings.notes
    )


TIMES_ONLY: JSON = {
    "columns": {"entry": "Time", "queue_time": "Waited", "service_time": "Talked", "agent": "Agent"},
    "times": {"zone": "Europe/Lisbon", "formats": ["%H:%M:%S"]},
    "queues": {"fixed": "main"},
}


@pytest.mark.parametrize("day", ["2026-06-16", "map"])
def test_that_a_file_of_times_alone_takes_the_day_said(tmp_path: Path, day: str) -> None:
    path = tmp_path / "map.toml"
    said = "date = 2026-06-16\n" if day == "map" else ""
    path.write_text(
        '[columns]\nentry = "Time"\nqueue_time = "Waited"\nservice_time = "Talked"\nagent = "Agent"\n'
        f'[times]\nzone = "Europe/Lisbon"\nformats = ["%H:%M:%S"]\n{said}[queues]\nfixed = "main"\n',
        encoding="utf-8",
    )
    call_map = calls_csv.read_map(path, None if day == "map" else day)
    assert call_map.times.date == "2026-06-16"
    text = "Time,Waited,Talked,Agent\n09:00:00,5,60,Kim\n"
    events, _, _ = imported(tmp_path, call_map.model_dump(), text)
    assert [e["at"] for e in events if e["type"] == "contact.queued"] == ["2026-06-16T08:00:00.000Z"]


@pytest.mark.parametrize(
    ("times", "columns", "message"),
    [
        ({}, {}, "set times.date"),
        ({"date": "16.06.2026"}, {}, "a day is written as 2026-06-16"),
        ({"date": "2026-02-30"}, {}, "a day is written as 2026-06-16"),
        ({"date": "2026-06-16", "date_formats": ["%d"]}, {"date": "Day"}, "year, month and day"),
        ({"date": "2026-06-16", "date_formats": ["%d.%m.%Y"]}, {"date": "Day"}, "both give the date"),
        ({"date": "2026-06-16"}, {"agent": {"column": "a", "pattern": "(x"}}, "invalid pattern"),
        ({"date": "2026-06-16"}, {"agent": {"column": "a", "pattern": r"(x)\1"}}, "not supported"),
        ({"date": "2026-06-16"}, {"agent": {"column": "a"}}, "pattern"),
    ],
)
def test_that_a_wrong_map_says_what_is_wrong(
    tmp_path: Path, times: JSON, columns: JSON, message: str
) -> None:
    wrong = {
        **TIMES_ONLY,
        "times": {**TIMES_ONLY["times"], **times},
        "columns": {**TIMES_ONLY["columns"], **columns},
    }
    with pytest.raises(ValueError, match=message):
        CallMap.model_validate(wrong)


def test_that_a_map_error_names_the_pattern_and_its_place(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(
        '[columns]\nentry = "Time"\nagent = { column = "Who", pattern = "(" }\n'
        '[times]\nzone = "UTC"\nformats = ["iso"]\n[queues]\nfixed = "main"\n',
        encoding="utf-8",
    )
    with pytest.raises(column_maps.MapError, match=r"columns\.agent\.pattern = '\(': invalid pattern"):
        calls_csv.read_map(path)


def test_that_parts_of_a_cell_make_several_columns(tmp_path: Path) -> None:
    packed = {
        **TIMES_ONLY,
        "columns": {
            "entry": {"column": "Call", "pattern": r"(\d\d:\d\d:\d\d)"},
            "queue_time": {"column": "Call", "pattern": r"waited (\d+)"},
            "service_time": {"column": "Call", "pattern": r"talked (\d+)"},
            "agent": {"column": "Call", "pattern": r"(\w+) (\w+)$"},
        },
        "times": {**TIMES_ONLY["times"], "date": "2026-06-16"},
    }
    events, findings, _ = imported(
        tmp_path, packed, 'Call\n09:00:00 waited 5 talked 60 Kim Novak\n"' + "x" * 5000 + '"\n'
    )
    assert story(events) == ["08:00:00 queued", "08:00:05 answered", "08:01:05 released", "08:01:05 ended"]
    assert next(e["agent"] for e in events if e["type"] == "contact.answered") == "Kim Novak"
    assert findings.left_out.total == 1
    assert sum("do not match its pattern: 1" in note for note in findings.notes) == 4


# Whole files ---------------------------------------------------------------------------------------

rows = some.lists(
    some.fixed_dictionaries(
        {
            "second": some.integers(0, 86_399),
            "waited": some.none() | some.integers(0, 300),
            "talked": some.integers(1, 900),
            "held": some.integers(0, 60),
            "answered": some.booleans(),
            "agent": some.sampled_from(("Kim", "Ben", "Cho")),
            "topic": some.sampled_from(("sales", "help")),
            "rating": some.none() | some.integers(1, 5),
            "solved": some.sampled_from(("Y", "N", "")),
            "passed": some.sampled_from(("yes", "no", "")),
        }
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(rows=rows)
def test_that_totals_are_those_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, rows: list[JSON]
) -> None:
    lines = [HEAD]
    for number, row in enumerate(rows):
        clock = f"{row['second'] // 3600:02}:{row['second'] // 60 % 60:02}:{row['second'] % 60:02}"
        waited = row["waited"] if row["waited"] is not None else 0 if row["answered"] else ""
        own = (row["talked"], row["held"], "Y", row["agent"]) if row["answered"] else ("", "", "N", "")
        rest = (row["rating"] or "", row["solved"], row["passed"]) if row["answered"] else ("", "", "")
        cells = (number, "2026-03-02", clock, waited, *own, row["topic"], *rest)
        lines.append(",".join(map(str, cells)))
    folder = tmp_path_factory.mktemp("calls")
    events, findings, floor = imported(folder, MAP, "\n".join(lines) + "\n")
    assert findings.used == len(rows)
    assert floor.late == 0
    answered = [row for row in rows if row["answered"]]
    lost = [row for row in rows if not row["answered"]]
    known = [row["waited"] for row in lost if row["waited"] is not None]
    found = floor_row(floor)
    assert (found["answered"], found["abandoned"], found["handled"]) == (
        len(answered),
        len(lost),
        len(answered),
    )
    assert found["average_time_to_abandon_seconds"] == (
        pytest.approx(sum(known) / len(known)) if known else None
    )
    waits = [row["waited"] or 0 for row in answered]
    assert found["average_speed_of_answer_seconds"] == (
        pytest.approx(sum(waits) / len(waits)) if waits else None
    )
    if answered:
        held = [min(row["held"], row["talked"]) for row in answered]
        assert found["average_hold_seconds"] == pytest.approx(sum(held) / len(held))
        assert found["average_handle_time_seconds"] == pytest.approx(
            sum(row["talked"] for row in answered) / len(answered)
        )
        assert found["transfer_rate"] == pytest.approx(
            sum(row["passed"] == "yes" for row in answered) / len(answered)
        )
    ratings = [row["rating"] for row in answered if row["rating"]]
    assert found["csat"]["n"] == len(ratings)
    assert found["csat"]["mean"] == (pytest.approx(sum(ratings) / len(ratings)) if ratings else None)
    assert found["first_contact_resolution"]["n"] == sum(row["solved"] != "" for row in answered)
    by_queue = Counter(row["topic"] for row in rows)
    queued = Counter(event["queue"] for event in events if event["type"] == "contact.queued")
    assert queued == by_queue


@settings(max_examples=120, deadline=None)
@given(
    content=some.binary(max_size=300)
    | some.text(alphabet='0123456789:,;"\n -YNKim', max_size=300).map(str.encode)
)
def test_that_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "calls.csv"
    path.write_bytes(HEAD.encode() + b"\n" + content.replace(b"\0", b""))
    findings = ImportReport()
    made = calls_csv.read([SourceFile(path)], findings, CallMap.model_validate(MAP), None)
    batch = decode_chunk(b"".join(event + b"\n" for _, event in in_order(made)), 1)
    assert not batch.invalid
    floor = Floor(None, horizon_ms=None)
    floor.apply_all(batch.events, batch.instants, batch.lines, "import")
    assert not floor.books.anomaly_counts
