"""Files of calls under other column names become the events that a live switch would send of them."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.floor.floor import LEAP, Floor
from feeds.errors import UserError
from feeds.importers.calls import importer as calls_csv
from feeds.importers.calls.call_map import CallMap
from feeds.importers.import_report import ImportReport
from feeds.importers.ordering import in_order
from feeds.importers.source_file import SourceFile
from feeds.instants import instant
from feeds.protocol.decoding import decode

BANK = Path(__file__).parents[5] / "shared" / "data" / "bank-1999" / "february1999.txt.gz"

# Another centre: semicolons, quotes, a preamble, German words, day and time apart, wrap-up in minutes.
OTHER: dict[str, Any] = {
    "site": "Köln",
    "file": {"delimiter": "auto", "header": 2, "encoding": "cp1252"},
    "columns": {
        "id": "Nr",
        "queue_start": ["Tag", "Beginn"],
        "queue_time": "Wartezeit",
        "service_time": "Gespräch",
        "wrap_up_time": "Nacharbeit",
        "outcome": "Ergebnis",
        "agent": "Mitarbeiter",
        "type": "Thema",
        "customer": "Anrufer",
    },
    "times": {"zone": "Europe/Berlin", "formats": ["%d.%m.%Y %H:%M:%S"], "two_part_durations": "m:s"},
    "outcomes": {
        "answered": ["angenommen"],
        "abandoned": ["aufgelegt"],
        "ignored": ["Test"],
        "deflected": {"callback": ["Rückruf"]},
    },
    "queues": {
        "threshold_seconds": 30.0,
        "values": {"Rechnung": {"id": "billing", "name": "Billing", "target": 0.9}},
    },
    "agents": {"none": ["-"]},
    "customers": {"unknown": ["anonym"]},
}
OTHER_FILE = """Auswertung "März"
Nr;Tag;Beginn;Wartezeit;Gespräch;Nacharbeit;Ergebnis;Mitarbeiter;Thema;Anrufer;Notiz
1;02.03.2026;09:00:00;10;2:30;0:20;angenommen;Jürgen;Rechnung;0221-1;"ruft; wieder
an"
2;02.03.2026;09:00:05;45;;;aufgelegt;-;Technik;anonym;
3;02.03.2026;09:01:00;0:30;;;Rückruf;-;rechnung;;
4;02.03.2026;09:02:00;1;1;1;Test;Jürgen;Technik;;
5;02.03.2026;25:00:00;1;1;1;angenommen;Jürgen;Technik;;
6;02.03.2026;09:03:00;5;60;;verloren;Jürgen;Technik;;
7;02.03.2026;09:04:00;5;60;;angenommen;-;Technik;;
1;02.03.2026;09:05:00;5;60;;angenommen;Änne;Technik;;
"""


def _imported(
    tmp_path: Path,
    call_map: dict[str, Any],
    text: str,
    presence: calls_csv.Presence | None = None,
) -> tuple[list[dict[str, Any]], ImportReport]:
    path = tmp_path / "calls.csv"
    path.write_bytes(text.encode(call_map.get("file", {}).get("encoding", "utf-8"), "replace"))
    findings = ImportReport()
    events = calls_csv.read([SourceFile(path)], findings, CallMap.model_validate(call_map), presence)
    return [msgspec.json.decode(event) for _, event in in_order(events)], findings


def _story(events: list[dict[str, Any]], contact: str) -> list[str]:
    of = [event for event in events if event.get("contact") == contact]
    return [f"{event['at'][11:19]} {event['type'].removeprefix('contact.')}" for event in of]


def _left_out(findings: ImportReport) -> dict[int, str]:
    return {remark.line: remark.reason for remark in findings.left_out.kept}


def _contradictory(findings: ImportReport) -> dict[int, str]:
    return {remark.line: remark.reason for remark in findings.contradictory.kept}


def test_that_a_file_of_another_centre_is_imported_in_full(tmp_path: Path) -> None:
    events, _ = _imported(tmp_path, OTHER, OTHER_FILE)
    assert _story(events, "1") == [
        "08:00:00 queued",
        "08:00:10 answered",
        "08:02:40 released",
        "08:02:40 ended",
        "08:03:00 wrapped",
    ]
    assert _story(events, "2") == ["08:00:05 queued", "08:00:50 abandoned", "08:00:50 ended"]
    assert _story(events, "3") == ["08:01:00 queued", "08:01:30 deflected", "08:01:30 ended"]
    by_type = {event["type"]: event for event in events}
    assert by_type["contact.deflected"]["to"] == "callback"
    assert by_type["contact.deflected"]["queue"] == "billing"
    assert (by_type["site.profile"]["name"], by_type["site.profile"]["time_zone"]) == (
        "Köln",
        "Europe/Berlin",
    )
    profiles = {event["queue"]: event for event in events if event["type"] == "queue.profile"}
    assert profiles["billing"]["service_level"] == {"threshold_seconds": 30.0, "target": 0.9}
    assert profiles["Technik"]["service_level"] == {"threshold_seconds": 30.0}
    assert [event.get("customer") for event in events if event["type"] == "contact.queued"][:2] == [
        "0221-1",
        None,
    ]


def test_that_each_row_is_used_or_left_out_with_its_line_and_reason(tmp_path: Path) -> None:
    events, findings = _imported(tmp_path, OTHER, OTHER_FILE)
    left_out = _left_out(findings)
    assert (findings.used, findings.rows) == (4, 8)
    assert left_out[7] == "outcome Test is set aside by the map"
    assert "25:00:00" not in left_out[8]
    assert left_out[8] == "queue_start (Tag Beginn) matches none of the map's formats"
    assert left_out[9] == "outcome 'verloren' is not in the map"
    assert left_out[10] == "answered, but by no agent"
    # Line 11 has the id of line 3.
    assert _contradictory(findings) == {11: "its id repeats an earlier row's: imported as a separate contact"}
    assert _story(events, "calls.csv:11")[0] == "08:05:00 queued"


def test_that_definitions_come_before_the_first_call(tmp_path: Path) -> None:
    events, _ = _imported(tmp_path, OTHER, OTHER_FILE)
    kinds = [event["type"] for event in events]
    assert kinds[:5] == ["site.profile", "queue.profile", "queue.profile", "agent.profile", "agent.profile"]
    assert {event["at"] for event in events[:6]} == {"2026-03-02T08:00:00.000Z"}


def test_that_presence_is_left_out_unless_asked_for(tmp_path: Path) -> None:
    events, findings = _imported(tmp_path, OTHER, OTHER_FILE)
    assert not [event for event in events if event["type"] == "agent.state"]
    assert any("presence is omitted" in note for note in findings.notes)
    events, _ = _imported(tmp_path, OTHER, OTHER_FILE, "first-to-last-call")
    states = [(e["agent"], e["state"], e["at"][11:19]) for e in events if e["type"] == "agent.state"]
    assert states == [
        ("Jürgen", "available", "08:00:10"),
        ("Jürgen", "offline", "08:03:00"),
        ("Änne", "available", "08:05:05"),
        ("Änne", "offline", "08:06:05"),
    ]


PLAIN: dict[str, Any] = {
    "file": {"delimiter": "comma", "header": 0},
    "columns": {
        "date": 1,
        "entry": 2,
        "queue_start": 3,
        "queue_exit": 4,
        "service_start": 5,
        "service_exit": 6,
        "agent": 7,
        "queue_time": 8,
    },
    "times": {
        "zone": "Europe/Berlin",
        "date_formats": ["%Y-%m-%d"],
        "formats": ["%H:%M:%S"],
        "never": ["0:00:00", "NULL"],
    },
    "queues": {"fixed": "main"},
}


def test_that_calls_go_on_past_midnight(tmp_path: Path) -> None:
    row = "2026-01-01,23:59:50,23:59:55,00:00:20,00:00:19,00:05:00,Ann,25\n"
    events, findings = _imported(tmp_path, PLAIN, row)
    made = [(event["type"], event["at"]) for event in events if "contact" in event]
    assert made == [
        ("contact.queued", "2026-01-01T22:59:55.000Z"),
        ("contact.answered", "2026-01-01T23:00:20.000Z"),
        ("contact.released", "2026-01-01T23:05:00.000Z"),
        ("contact.ended", "2026-01-01T23:05:00.000Z"),
    ]
    (reason,) = _contradictory(findings).values()
    assert "past midnight" in reason


def test_that_the_clock_change_repeats_and_skips_as_said(tmp_path: Path) -> None:
    rows = (
        "2026-10-25,2:30:00,2:30:00,2:40:00,2:40:00,2:20:00,Ann,600\n"  # ends in the second half past two
        "2026-03-29,2:30:00,2:30:00,3:31:00,3:31:00,3:40:00,Ann,60\n"  # half past two is no time that day
    )
    events, findings = _imported(tmp_path, PLAIN, rows)
    made = [event["at"][5:19] for event in events if event["type"] in ("contact.queued", "contact.released")]
    assert made == ["03-29T01:30:00", "03-29T01:40:00", "10-25T00:30:00", "10-25T01:20:00"]
    assert any("skips" in reason for reason in findings.contradictory.reasons)
    assert any("repeats" in reason for reason in findings.contradictory.reasons)


@pytest.mark.parametrize("meaning", ["zero-wait-entry", "no-entry"])
def test_that_an_answer_at_once_means_what_the_map_says(tmp_path: Path, meaning: str) -> None:
    row = "2026-01-01,10:00:00,0:00:00,null,10:00:09,10:05:00,Ann,0\n"
    call_map = {**PLAIN, "queues": {"fixed": "main", "answered_at_once": meaning}}
    events, findings = _imported(tmp_path, call_map, row)
    kinds = [event["type"] for event in events if "contact" in event]
    queued = ["contact.queued"] if meaning == "zero-wait-entry" else []
    assert kinds == [*queued, "contact.answered", "contact.released", "contact.ended"]
    assert {event["at"][11:19] for event in events if event["type"] != "contact.ended"} >= {"09:00:09"}
    assert any("0 calls waited in a queue; 1 were answered at once" in note for note in findings.notes)


def test_that_what_contradicts_is_reported_by_line(tmp_path: Path) -> None:
    rows = (
        "2026-01-01,10:00:00,10:00:00,10:00:10,10:00:10,10:05:00,Ann,10\n"
        "2026-01-01,10:01:00,10:01:00,10:01:10,10:01:10,10:02:00,Ann,10\n"  # Ann still talks
        "2026-01-01,10:06:00,10:06:00,10:06:10,10:06:10,10:07:00,Bob,99\n"  # ten seconds, not 99
        "2026-01-01,10:08:00,10:08:00,10:07:50,,,,\n"  # leaves before it comes
        "2026-01-01,10:09:00,10:09:00,10:09:30,,,Bob,30\n"  # answered, and no service
    )
    events, findings = _imported(tmp_path, PLAIN, rows)
    made = _contradictory(findings)
    assert "overlap" in made[2]
    assert made[3] == "queue_time (column 8) is not queue_exit (column 4) − queue_start (column 3)"
    assert made[4] == "queue_exit (column 4) is before queue_start (column 3)"
    assert "no length" in made[5]
    assert findings.used == 5
    assert _floor_of(events).books.anomaly_counts == {}


def _floor_of(events: list[dict[str, Any]]) -> Floor:
    floor = Floor()
    for line, event in enumerate(events, 1):
        found = decode(msgspec.json.encode(event))
        assert found is not None, event
        floor.apply(found, line)
    return floor


def test_that_epochs_and_offsets_need_no_zone(tmp_path: Path) -> None:
    call_map = {
        "columns": {"queue_start": "a", "queue_exit": "b", "agent": "c", "service_exit": "d"},
        "times": {"zone": "UTC", "formats": ["epoch", "iso", "%Y-%m-%d %H:%M:%S %z"]},
        "queues": {"fixed": "main"},
    }
    text = "a,b,c,d\n1767225600.250,2026-01-01T00:00:10Z,Ann,2026-01-01 01:01:00 +0100\n"
    events, _ = _imported(tmp_path, call_map, text)
    made = [event["at"][11:] for event in events if "contact" in event]
    assert made == ["00:00:00.250Z", "00:00:10.000Z", "00:01:00.000Z", "00:01:00.000Z"]


def test_that_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no column 'Tag' in line 2; its columns are A, B"):
        _imported(tmp_path, OTHER, "x\nA;B\n1;2\n")


def test_that_a_name_where_there_is_no_header_is_refused_with_the_file_and_cut(tmp_path: Path) -> None:
    call_map = {**OTHER, "file": {"header": 0}, "columns": {**OTHER["columns"], "id": "x" * 5_000}}
    with pytest.raises(UserError, match=r"calls.*no header.*give positions") as refusal:
        _imported(tmp_path, call_map, OTHER_FILE)
    assert len(str(refusal.value)) < 600


GOOD = ("2026-01-01", "10:00:00", "10:00:00", "10:00:10", "10:00:10", "10:05:00", "Ann", "10")
BAD = (
    *("2026-10-25", "2:30:00", "0:00:00", "24:61", "-5", "23:59:59", "9" * 400, '"', "1e400", "\0"),
    *("x" * 200, "", "é\ud800", "0000-01-01", "9999-12-31", "Ann"),
)
CELLS = st.one_of(st.text(max_size=12), st.sampled_from(BAD))
# Rows that are good but for some cells, so that the strange ones come to every step.
ROWS = st.lists(st.dictionaries(st.integers(0, 8), CELLS, max_size=3), max_size=6)


@given(rows=ROWS, presence=st.booleans())
def test_that_no_rows_whatever_raise(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[int, str]], presence: bool
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    text = "".join(",".join(row.get(i, cell) for i, cell in enumerate((*GOOD, ""))) + "\n" for row in rows)
    path.write_bytes(b"first line\n" + text.encode("utf-8", "replace"))
    findings = ImportReport()
    shown: calls_csv.Presence | None = "first-to-last-call" if presence else None
    call_map = CallMap.model_validate(PLAIN)
    made = list(in_order(calls_csv.read([SourceFile(path)], findings, call_map, shown)))
    events = [msgspec.json.decode(event) for _, event in made]
    assert _floor_of(events).books.anomaly_counts.keys() <= {LEAP}
    assert sum(event["type"] == "contact.ended" for event in events) == findings.used
    assert [remark.reason for remark in findings.left_out.kept if remark.line == 1]


# The bank's February ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def february() -> tuple[list[dict[str, Any]], ImportReport]:
    if not BANK.exists():
        pytest.skip("the bank's recording is not beside the checkout (../shared/data/bank-1999)")
    findings = ImportReport()
    events = calls_csv.read([SourceFile(BANK)], findings, calls_csv.read_map("bank-1999"), None)
    return [msgspec.json.decode(event) for _, event in in_order(events)], findings


def test_that_the_banks_february_is_used_to_the_last_row(february: tuple[Any, ImportReport]) -> None:
    _, findings = february
    assert (findings.used, findings.rows) == (31_125, 33_344)
    assert dict(findings.left_out.reasons) == {
        "outcome PHANTOM is set aside by the map": 278,
        "left before it was in a queue: it has no queue_start": 1_941,
    }
    assert findings.notes[0].startswith("18,058 calls waited in a queue; 13,067 were answered at once")


def test_that_the_banks_dirt_is_listed(february: tuple[Any, ImportReport]) -> None:
    reasons = february[1].contradictory.reasons
    assert reasons["entry_time (vru_time) is negative"] == 25
    assert reasons["answered, but by no agent (NO_SERVER): attributed to 'NO_SERVER'"] == 491
    assert sum(n for reason, n in reasons.items() if "overlap" in reason) == 446
    over = {reason.split(" ")[0]: n for reason, n in reasons.items() if "past midnight" in reason}
    assert over == {"queue_exit": 2, "service_exit": 16}


def test_that_the_banks_answers_abandons_and_waits_are_the_files_own(
    february: tuple[list[dict[str, Any]], ImportReport],
) -> None:
    with gzip.open(BANK, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    waited = [row for row in rows if row["q_start"] != "0:00:00" and row["outcome"] != "PHANTOM"]
    of = {
        name: [int(row["q_time"]) for row in waited if row["outcome"] == name] for name in ("AGENT", "HANG")
    }
    queued: dict[str, int] = {}
    answers: list[int] = []
    abandons: list[int] = []
    for event in february[0]:
        at = _seconds(event["at"])
        if event["type"] == "contact.queued":
            queued[event["contact"]] = at
        elif event["type"] == "contact.answered":
            answers.append(at - queued[event["contact"]])
        elif event["type"] == "contact.abandoned":
            abandons.append(at - queued[event["contact"]])
    assert len(waited) == 18_058
    assert (len(answers), len(abandons)) == (27_162, 3_963)
    assert (sum(answers), sum(abandons)) == (sum(of["AGENT"]), sum(of["HANG"]))
    assert sorted(answers)[13_067:] == sorted(of["AGENT"])


def test_that_the_floor_finds_no_anomaly_in_the_bank(
    february: tuple[list[dict[str, Any]], ImportReport],
) -> None:
    floor = _floor_of(february[0])
    assert floor.books.anomaly_counts == {}
    assert not [agent.name for agent in floor.roster.by_index if not agent.declared]


def _seconds(at: str) -> int:
    return instant(at) // 1000
