"""Rows of queue_logs: lines, tables, times, and their order."""

from __future__ import annotations

import gzip
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feeds.errors import UserError
from feeds.importers.import_report import ImportReport
from feeds.importers.queue_log.rows import LogRow, rows_in_order
from feeds.importers.source_file import SourceFile
from feeds.instants import instant_text


def read(folder: Path, *texts: str, zone: str | None = None) -> tuple[list[LogRow], ImportReport]:
    """The rows of files of *texts*."""
    files = []
    for number, text in enumerate(texts):
        path = folder / f"log{number}"
        path.write_text(text, encoding="utf-8")
        files.append(SourceFile(path))
    findings = ImportReport()
    return list(rows_in_order(files, findings, None if zone is None else ZoneInfo(zone))), findings


def of(rows: list[LogRow]) -> list[tuple[str, ...]]:
    return [(instant_text(r.at)[:-1], r.call, r.queue, r.agent, r.verb, *r.data) for r in rows]


LINE = ("2014-05-13T16:53:20.123", "1.1", "sales", "Ana", "CONNECT", "9", "1.2", "4", "", "")
SECOND = ("2014-05-13T16:53:20.000", *LINE[1:])


@pytest.mark.parametrize(
    ("text", "zone", "row"),
    [
        ("1400000000|1.1|sales|Ana|CONNECT|9|1.2|4||", None, SECOND),
        ("1400000000.123456|1.1|sales|Ana|connect|9|1.2|4||\r\n", None, LINE),
        (
            "time,callid,queuename,agent,event,data1,data2,data3,data4,data5\n"
            '"1400000000.123456","1.1","sales","Ana","CONNECT","9","1.2","4","",""\n',
            None,
            LINE,
        ),
        (
            '"id";"time";"callid";"queuename";"agent";"event";"data1";"data2";"data3";"data4";"data5"\n'
            '"7";"2014-05-13 18:53:20.123456";"1.1";"sales";"Ana";"CONNECT";"9";"1.2";"4";"";""\n',
            "Europe/Berlin",
            LINE,
        ),
        (
            "event\tagent\tqueuename\tcallid\ttime\tdata\nCONNECT\tAna\tsales\t1.1\t1400000000\t9|1.2|4||\n",
            None,
            SECOND,
        ),
        ("7,2014-05-13T16:53:20.123Z,1.1,sales,Ana,CONNECT,9,1.2,4,,", None, LINE),
        ("1400000000,1.1,sales,Ana,CONNECT,9|1.2|4||", None, SECOND),
        (
            " time | callid | queuename | agent | event | data1 | data2 | data3 | data4 | data5\n"
            "------+--------+-----------+-------+-------+-------+-------+-------+-------+------\n"
            " 2014-05-13 17:53:20+01:00 | 1.1 | sales | Ana | CONNECT | 9 | 1.2 | 4 | | ",
            None,
            SECOND,
        ),
    ],
)
def test_that_logs_and_tables_of_every_form_give_the_same_row(
    tmp_path: Path, text: str, zone: str | None, row: tuple[str, ...]
) -> None:
    rows, _ = read(tmp_path, text, zone=zone)
    assert [tuple(field.strip() for field in fields) for fields in of(rows)] == [row]


def test_that_quoted_fields_hold_delimiters(tmp_path: Path) -> None:
    text = (
        'time,callid,queuename,agent,event,data1\n1400000000,1.1,"sales, east","Ruiz ""Ana""",PAUSE,"a,b"\n'
    )
    rows, _ = read(tmp_path, text)
    assert of(rows)[0][2:] == ("sales, east", 'Ruiz "Ana"', "PAUSE", "a,b")


def test_that_a_local_time_without_a_zone_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"log0:2: its time has no zone; give --time-zone"):
        read(tmp_path, "time,callid,queuename,agent,event,data\n2014-05-13 16:53:20,1.1,s,Ana,PAUSE,\n")


def test_that_an_hour_that_comes_twice_is_identified_by_the_rows_before_it(tmp_path: Path) -> None:
    head = "time,callid,queuename,agent,event,data\n"
    times = ("02:10:00", "02:50:00", "02:10:00", "02:50:00", "03:10:00")
    text = head + "".join(f"2025-10-26 {time},1.1,s,Ana,PAUSE,\n" for time in times)
    rows, findings = read(tmp_path, text, zone="Europe/Berlin")
    assert [instant_text(row.at)[11:16] for row in rows] == ["00:10", "00:50", "01:10", "01:50", "02:10"]
    assert not findings.contradictory.total


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1400000000|1.1|sales", "torn: a row has time, callid, queue, agent and event"),
        ("rubbish", "torn: a row has time, callid, queue, agent and event"),
        (
            "soon|1.1|sales|Ana|PAUSE|",
            "torn: its time is neither epoch seconds nor a date and time such as 2026-11-22 09:30:00",
        ),
        (
            "2014-05-13|1.1|sales|Ana|PAUSE|",
            "torn: its time is neither epoch seconds nor a date and time such as 2026-11-22 09:30:00",
        ),
        ("14000|1.1|sales|Ana|PAUSE|", "torn: its time is not in the years 1999 to 2099"),
        ("1400000000|1.1|sales|Ana||", "torn: no event name in the fifth field"),
        ("1400000000|1.1|sales|Ana|1.2|", "torn: no event name in the fifth field"),
        (
            f"1400000000|{'9' * 129}|sales|Ana|PAUSE|",
            "a callid, queue or agent is longer than 128 characters",
        ),
    ],
)
def test_that_a_torn_line_is_left_out_with_its_reason_and_place(
    tmp_path: Path, line: str, reason: str
) -> None:
    rows, findings = read(tmp_path, f"1400000000|1.1|sales|Ana|PAUSE|\n\n{line}\n1400000001|1|s|Ana|UNPAUSE|")
    assert [row.verb for row in rows] == ["PAUSE", "UNPAUSE"]
    assert [(remark.line, remark.reason) for remark in findings.left_out.kept] == [(3, reason)]


def test_that_rotated_logs_are_read_in_order_of_time_however_they_are_named(tmp_path: Path) -> None:
    older = "1400000000|1|s|a|A1|\n1400000005|1|s|a|A2|\n1400000009|1|s|a|A3|\n"
    newer = "1400000009|1|s|a|B1|\n1400000012|1|s|a|B2|\n"
    for texts in ((older, newer), (newer, older)):
        rows, _ = read(tmp_path, *texts)
        assert [row.verb for row in rows] == ["A1", "A2", "A3", "B1", "B2"]


def test_that_rows_of_one_second_stay_in_the_order_of_the_log(tmp_path: Path) -> None:
    names = [f"V{number}" for number in range(50)]
    rows, _ = read(tmp_path, "".join(f"1400000000|1|s|a|{name}|\n" for name in names))
    assert [row.verb for row in rows] == names
    newest_first = "1400000001|1|s|a|LATE|\n" + "".join(
        f"1400000000|1|s|a|{name}|\n" for name in reversed(names)
    )
    rows, _ = read(tmp_path, newest_first)
    assert [row.verb for row in rows] == [*names, "LATE"]


def test_that_a_second_written_a_moment_late_keeps_its_place_and_a_clock_set_back_is_reported(
    tmp_path: Path,
) -> None:
    rows, findings = read(
        tmp_path,
        "1400000010|1|s|a|V1|\n1400000009|1|s|a|V2|\n1400000011|1|s|a|V3|\n1400000002|1|s|a|V4|\n"
        "1400000012|1|s|a|V5|\n",
    )
    assert [(row.verb, row.at // 1000 - 1_400_000_000) for row in rows] == [
        ("V4", 2),
        ("V1", 10),
        ("V2", 10),
        ("V3", 11),
        ("V5", 12),
    ]
    assert [remark.line for remark in findings.contradictory.kept] == [4]


def test_that_packed_logs_are_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "queue_log.1.gz"
    path.write_bytes(gzip.compress(b"1400000000|1|s|a|PAUSE|\n"))
    assert [row.verb for row in rows_in_order([SourceFile(path)], ImportReport())] == ["PAUSE"]


def test_that_cells_without_a_value_are_empty_however_the_database_writes_them(tmp_path: Path) -> None:
    rows, _ = read(
        tmp_path,
        "time,callid,queuename,agent,event,data1,data2\n"
        "1400000000,1.1,sales,NONE,ENTERQUEUE,NULL,\\N\n"
        '1400000001,NONE,sales,NULL,PAUSE,"NULL",""\n',
    )
    assert [row.data for row in rows] == [("", ""), ("", "")]
    assert rows[1].agent == ""


def test_that_a_row_with_zero_bytes_in_its_names_is_torn(tmp_path: Path) -> None:
    rows, findings = read(
        tmp_path, "1400000001|1.1|b|A|CONNECT|1\n1400000002|1.1|sa\0les|NONE|ENTERQUEUE||1|1\n"
    )
    assert [row.queue for row in rows] == ["b"]
    assert dict(findings.left_out.reasons) == {"torn: contains zero bytes": 1}
