"""The times of one row of calls: midnight, clock changes, lengths, and what contradicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from feeds.importers.calls.call_map import CallMap
from feeds.importers.calls.call_times import CallClock, RowError, RowTimes
from feeds.importers.delimited import DelimitedTable
from feeds.importers.import_report import ImportReport
from feeds.importers.source_file import SourceFile
from feeds.instants import instant_text

COLUMNS = {"queue_start": "in", "queue_exit": "out", "queue_time": "wait", "agent": "who"}
TIMES = {"zone": "Europe/Lisbon", "formats": ["%H:%M:%S"], "date": "2026-06-16"}


def read(folder: Path, header: str, row: str, **tables: Any) -> RowTimes:
    """The times of the only row of a file."""
    path = folder / "calls.csv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    found = {"columns": COLUMNS, "times": TIMES, "queues": {"fixed": "main"}, **tables}
    call_map = CallMap.model_validate(found)
    table = DelimitedTable(SourceFile(path), call_map.file, ImportReport())
    (only,) = table.rows()
    return CallClock(call_map, table).read(only)


def shown(times: RowTimes) -> dict[str, str]:
    return {step: instant_text(at)[5:19] for step, at in times.items()}


def test_that_local_times_become_instants_and_a_length_gives_the_end_that_is_missing(tmp_path: Path) -> None:
    times = read(tmp_path, "in,out,wait,who", "10:00:00,,1:30,ana")
    assert shown(times) == {"queue_start": "06-16T09:00:00", "queue_exit": "06-16T09:01:30"}
    assert times.oddities == []


def test_that_a_call_past_midnight_ends_the_next_day_and_says_so(tmp_path: Path) -> None:
    times = read(tmp_path, "in,out,wait,who", "23:59:50,00:00:10,,ana")
    assert shown(times) == {"queue_start": "06-16T22:59:50", "queue_exit": "06-16T23:00:10"}
    assert times.oddities == ["queue_exit (out) is past midnight: read as the next day"]


@pytest.mark.parametrize(
    ("row", "oddity"),
    [
        ("10:00:00,10:01:00,0:30,ana", "queue_time (wait) is not queue_exit (out) − queue_start (in)"),
        ("10:00:00,09:59:00,,ana", "queue_exit (out) is before queue_start (in)"),
        ("10:00:00,10:01:00,-1:00,ana", "queue_time (wait) is negative"),
        (",10:01:00,,ana", "queue_exit (out), but no queue_start (in): not in the queue"),
    ],
)
def test_that_what_contradicts_is_said_in_the_files_own_names(tmp_path: Path, row: str, oddity: str) -> None:
    assert oddity in read(tmp_path, "in,out,wait,who", row).oddities


def test_that_a_length_that_is_none_is_said_and_left_out(tmp_path: Path) -> None:
    times = read(tmp_path, "in,out,wait,who", "10:00:00,,soon,ana")
    assert "queue_exit" not in times
    assert times.oddities[0].startswith("queue_time (wait) ")


def test_that_a_time_in_the_hour_that_a_clock_change_skips_is_odd(tmp_path: Path) -> None:
    times = read(tmp_path, "in,out,wait,who", "01:30:00,,,ana", times={**TIMES, "date": "2026-03-29"})
    assert any(oddity.startswith("queue_start (in) is ") for oddity in times.oddities)


def test_that_times_that_never_happened_are_left_out(tmp_path: Path) -> None:
    times = read(
        tmp_path, "in,out,wait,who", "10:00:00,00:00:00,,ana", times={**TIMES, "never": ["00:00:00"]}
    )
    assert shown(times) == {"queue_start": "06-16T09:00:00"}


def test_that_a_time_or_a_day_that_cannot_be_read_leaves_the_row_out(tmp_path: Path) -> None:
    with pytest.raises(RowError, match=r"queue_start \(in\) "):
        read(tmp_path, "in,out,wait,who", "noon,,,ana")
    dated: dict[str, Any] = {
        "columns": {**COLUMNS, "date": "day"},
        "times": {"zone": "UTC", "formats": ["%H:%M:%S"], "date_formats": ["%d.%m.%Y", "%Y-%m-%d %z"]},
    }
    with pytest.raises(RowError, match="date "):
        read(tmp_path, "day,in,out,wait,who", "June,10:00:00,,,ana", **dated)
    with pytest.raises(RowError, match="not a calendar date"):
        read(tmp_path, "day,in,out,wait,who", "2026-06-16 +0000,10:00:00,,,ana", **dated)


def test_that_a_time_of_day_without_any_date_leaves_the_row_out(tmp_path: Path) -> None:
    times = {"zone": "UTC", "formats": ["%Y-%m-%d %H:%M", "%H:%M"]}
    assert shown(read(tmp_path, "in,out,wait,who", "2026-06-16 10:00,,,ana", times=times))
    with pytest.raises(RowError, match="neither a column nor the map gives the date"):
        read(tmp_path, "in,out,wait,who", "10:00,,,ana", times=times)
