"""`floorlight report`: its keys, instants, windows, intervals and forms."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from feeds.events import instant, instant_text
from tests.console.program import answer, json_of, refusal, run, written
from tests.feeds import JSON, PLAIN, log_of
from tests.made_logs import made_log


def names(text: str) -> set[str]:
    return set(text.split())


QUEUE_KEYS = names(
    "started waiting longest_wait_seconds answered answered_in_threshold abandoned abandoned_in_threshold"
    " short_abandoned deflected offered service_level average_speed_of_answer_seconds wait_p50_seconds"
    " wait_p90_seconds maximum_wait_seconds abandon_rate average_time_to_abandon_seconds recovery_answers"
    " breach_soon staffed free threshold_seconds target handled average_handle_time_seconds"
)


TEAM_KEYS = names(
    "occupancy utilisation concurrency handled average_handle_time_seconds average_talk_seconds"
    " average_hold_seconds average_wrap_up_seconds transfer_rate missed_rate adherence adherence_adjusted"
    " conformance csat nps ces first_contact_resolution bot_containment bot_automation_score churn_rate"
)


NOW_KEYS = names("state reason since adherence_now adherence_cause")


REPORT_KEYS = names("at window_seconds basis queues channels agents teams floor counts")


INNER_KEYS = {
    "service_level": names("offered answered ignored positive strict live"),
    "csat": names("share mean n"),
    "nps": names("score n"),
    "ces": names("mean n"),
    "first_contact_resolution": names("share n provisional"),
    "bot_containment": names("share n"),
    "bot_automation_score": names("share n"),
    "churn_rate": names("share n"),
}


BASIS_KEYS = names("name time_zone day_start grace_seconds lateness_seconds reasons")


COUNT_KEYS = names("events control invalid unknown anomalies late duplicates")


ADDITIVE = names(
    "started answered answered_in_threshold abandoned abandoned_in_threshold short_abandoned deflected"
    " offered handled"
)


ADDITIVE_OUTCOMES = ("csat", "nps", "ces", "first_contact_resolution", "bot_containment")


def rows_of(report: JSON) -> Iterator[tuple[str, str, JSON]]:
    yield "floor", "", report["floor"]
    for kind in ("queue", "channel", "team", "agent"):
        for name, row in report[f"{kind}s"].items():
            yield kind, name, row


def test_that_the_report_has_exactly_its_keys(lisbon_report: JSON) -> None:
    expected = {
        "floor": QUEUE_KEYS | TEAM_KEYS,
        "queue": QUEUE_KEYS,
        "channel": QUEUE_KEYS,
        "team": TEAM_KEYS,
        "agent": TEAM_KEYS | NOW_KEYS,
    }
    assert set(lisbon_report) == REPORT_KEYS
    assert set(lisbon_report["basis"]) == BASIS_KEYS
    assert set(lisbon_report["counts"]) == COUNT_KEYS
    assert {kind for kind, _, _ in rows_of(lisbon_report)} == set(expected)
    for kind, _, row in rows_of(lisbon_report):
        assert set(row) == expected[kind]
        for key in INNER_KEYS.keys() & row.keys():
            assert set(row[key]) == INNER_KEYS[key]


def test_that_a_report_of_next_to_nothing_has_all_keys_too(tmp_path: Path) -> None:
    found = json_of("report", written(tmp_path, "log.jsonl", PLAIN["queue.profile"], PLAIN["agent.profile"]))
    assert set(found["queues"]["billing"]) == QUEUE_KEYS
    assert set(found["agents"]["ana"]) == TEAM_KEYS | NOW_KEYS
    assert set(found["floor"]) == QUEUE_KEYS | TEAM_KEYS
    assert found["floor"]["abandon_rate"] is None
    assert found["counts"]["anomalies"] == {}


def test_that_the_report_is_of_the_end_of_the_log_and_the_last_half_hour(lisbon: Path) -> None:
    found = json_of("report", lisbon)
    assert (found["at"], found["window_seconds"]) == ("2026-06-15T15:30:00.000Z", 1800)
    assert found["counts"]["events"] == len(made_log(0))


def test_that_csv_says_what_json_says(lisbon: Path, lisbon_report: JSON) -> None:
    def flat(row: JSON) -> JSON:
        cells: JSON = {}
        for key, value in row.items():
            inner = {f"{key}.{name}": part for name, part in value.items()} if isinstance(value, dict) else {}
            cells |= inner or {key: value}
        return cells

    read = csv.DictReader(io.StringIO(answer("report", lisbon, "--window", "day", "--format", "csv")))
    found = list(read)
    head = ["start", "at", "window_seconds", "scope", "id"]
    assert set(read.fieldnames or ()) == {*head, *flat(lisbon_report["floor"]), *NOW_KEYS}
    assert len(read.fieldnames or ()) == len(set(read.fieldnames or ()))
    assert len(found) == len(list(rows_of(lisbon_report)))
    for cells, (kind, name, row) in zip(found, rows_of(lisbon_report), strict=True):
        reported = {"at": lisbon_report["at"], "window_seconds": lisbon_report["window_seconds"]}
        expected = {**reported, "scope": kind, "id": name, **flat(row)}
        assert {key: cells[key] for key in expected} == {
            key: "" if value is None else str(value) for key, value in expected.items()
        }
        assert not any(value for key, value in cells.items() if key not in expected)


def test_that_the_table_fits_100_columns(lisbon: Path) -> None:
    for more in (["--window", "day"], ["--every", "15m"], ["--every", "60m"]):
        lines = answer("report", lisbon, *more).split("\n")
        assert max(cell_len(line) for line in lines) <= 100
        assert "\x1b" not in "".join(lines)


def test_that_what_is_printed_has_no_trailing_blanks(lisbon: Path) -> None:
    for name, *more in (("report",), ("report", "--every", "60m"), ("explain", "answered"), ("check",)):
        lines = answer(name, lisbon, *more).split("\n")
        assert [line for line in lines if line != line.rstrip()] == []


def test_that_the_table_names_every_queue_team_and_agent(lisbon: Path, lisbon_report: JSON) -> None:
    firsts = {line.split()[0] for line in answer("report", lisbon).splitlines() if line.strip()}
    assert {name for kind, name, _ in rows_of(lisbon_report) if kind != "floor"} <= firsts


def test_that_the_width_of_the_environment_changes_nothing(lisbon: Path) -> None:
    assert run("report", lisbon, COLUMNS="40").stdout == run("report", lisbon, COLUMNS="200").stdout


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("14:42", "2026-06-15T13:42:00.000Z"),
        ("9:15", "2026-06-15T08:15:00.000Z"),
        ("9:15:30", "2026-06-15T08:15:30.000Z"),
        ("02:00", "2026-06-16T01:00:00.000Z"),
        ("2026-06-15T14:42:00+01:00", "2026-06-15T13:42:00.000Z"),
        ("2026-06-15T13:42:00.1239Z", "2026-06-15T13:42:00.123Z"),
    ],
)
def test_that_an_instant_is_local_of_the_logs_day_or_rfc_3339(lisbon: Path, local: str, utc: str) -> None:
    assert json_of("report", lisbon, "--at", local)["at"] == utc


def test_that_the_same_instant_gives_the_same_report(lisbon: Path) -> None:
    local = answer("report", lisbon, "--at", "14:42", "--format", "json")
    assert local == answer("report", lisbon, "--at", "2026-06-15T13:42:00Z", "--format", "json")


def test_that_a_report_at_an_instant_is_that_of_the_log_cut_there(lisbon: Path, tmp_path: Path) -> None:
    at = "2026-06-15T13:42:00Z"
    made = [event for event in made_log(0) if instant(event["at"]) <= instant(at)]
    cut = json_of("report", written(tmp_path, "cut.jsonl", *made), "--at", at)
    whole = json_of("report", lisbon, "--at", at)
    for key in ("queues", "floor"):
        assert whole[key] == cut[key]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("2H", 7200), ("1.5h", 5400), ("0.25", 0.25)],
)
def test_that_a_window_has_the_length_it_names(plain: Path, text: str, seconds: float) -> None:
    assert json_of("report", plain, "--window", text)["window_seconds"] == seconds


def test_that_windows_of_one_length_give_one_report(plain: Path) -> None:
    reports = {answer("report", plain, "--window", text) for text in ("1800", "1800s", "30m", "0.5h")}
    assert len(reports) == 1


def test_that_the_window_of_a_day_begins_with_the_sites_day(lisbon_report: JSON) -> None:
    began = instant(lisbon_report["at"]) - round(lisbon_report["window_seconds"] * 1000)
    assert instant_text(began) == "2026-06-15T05:30:00.000Z"


@pytest.mark.parametrize("every", ["15m", "30m", "60m"])
def test_that_intervals_add_up_to_the_day(plain: Path, every: str) -> None:
    found = json_of("report", plain, "--every", every)
    whole = json_of("report", plain, "--window", "day")
    blocks = found["intervals"]
    assert found["every_seconds"] in (900, 1800, 3600)
    assert whole["floor"]["offered"] > 20
    for kind, name, row in rows_of(whole):
        parts = [r for block in blocks for k, n, r in rows_of(block) if (k, n) == (kind, name)]
        for key in ADDITIVE & row.keys():
            assert sum(part[key] for part in parts) == row[key]
        for key in (key for key in ADDITIVE_OUTCOMES if key in row):
            assert sum(part[key]["n"] for part in parts) == row[key]["n"]


def test_that_intervals_follow_each_other_to_the_end_of_the_log(plain: Path) -> None:
    blocks = json_of("report", plain, "--every", "30m")["intervals"]
    starts = [instant(block["start"]) for block in blocks]
    ends = [instant(block["end"]) for block in blocks]
    assert starts[1:] == ends[:-1]
    assert starts == [instant("2026-03-02T08:00:00Z") + n * 1_800_000 for n in range(len(blocks))]
    assert ends[-1] == instant(made_log(2)[-1]["at"])
    assert all(set(block) == REPORT_KEYS | {"start", "end"} for block in blocks)


def test_that_intervals_as_csv_have_a_row_each_and_scope(plain: Path) -> None:
    blocks = json_of("report", plain, "--every", "60m")["intervals"]
    rows = csv.DictReader(io.StringIO(answer("report", plain, "--every", "60m", "--format", "csv")))
    found = [(row["start"], row["scope"], row["id"], row["handled"]) for row in rows]
    assert found == [
        (block["start"], kind, name, str(row["handled"]))
        for block in blocks
        for kind, name, row in rows_of(block)
    ]


def test_that_several_logs_read_as_one(tmp_path: Path) -> None:
    rng = random.Random(9)
    made = [{key: value for key, value in event.items() if key != "seq"} for event in made_log(2)]
    dealt: list[list[JSON]] = [[], [], []]
    for event in made:
        dealt[rng.randrange(3)].append(event)
    merged = sorted(
        ((event["at"], order, event) for order, part in enumerate(dealt) for event in part),
        key=lambda item: item[:2],
    )
    one = written(tmp_path, "one.jsonl", *(event for _, _, event in merged))
    logs = [written(tmp_path, f"{order}.jsonl", *part) for order, part in enumerate(dealt)]
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress(logs[1].read_bytes()))
    expected = answer("report", one, "--window", "day", "--format", "json")
    assert answer("report", *logs, "--window", "day", "--format", "json") == expected
    assert answer("report", logs[0], packed, logs[2], "--window", "day", "--format", "json") == expected


def test_that_invalid_lines_and_unknown_types_are_counted_and_stop_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"nonsense\n" + log_of(PLAIN["agent.state"], {"type": "weather.changed"}) + b'{"type"\n')
    counts = json_of("report", path)["counts"]
    assert (counts["events"], counts["invalid"], counts["unknown"]) == (1, 2, 1)


def test_that_a_site_file_overrides_the_profile(lisbon: Path, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('name = "Mumbai"\ntime_zone = "Asia/Kolkata"\ngrace_seconds = 30\n', encoding="utf-8")
    found = json_of("report", lisbon, "--site", site, "--at", "19:12")
    assert found["at"] == "2026-06-15T13:42:00.000Z"
    assert found["basis"] == {
        "name": "Mumbai",
        "time_zone": "Asia/Kolkata",
        "day_start": "00:00",
        "grace_seconds": 30.0,
        "lateness_seconds": 60.0,
        "reasons": {},
    }
    assert "Asia/Kolkata" in answer("report", lisbon, "--site", site)
    assert json_of("explain", lisbon, "answered", "--site", site, "--at", "19:12")["at"] == found["at"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('time_zone = "Mars/Phobos"', ("time_zone", "Mars/Phobos")),
        ('day_start = "25:00"', ("day_start", "25:00")),
        ("grace_seconds = -1", ("grace_seconds", "-1")),
        ('reasons = {nap = "sleep"}', ("reasons.nap", "sleep")),
        ("colour = 1", ("colour", "no such setting")),
        ("name =", ("is not TOML",)),
    ],
)
def test_that_a_mistake_in_a_site_file_names_file_key_and_value(
    plain: Path, tmp_path: Path, line: str, words: tuple[str, ...]
) -> None:
    site = tmp_path / "site.toml"
    site.write_text(line, encoding="utf-8")
    reported = refusal("report", plain, "--site", site)
    for word in (str(site), *words):
        assert word in reported


@pytest.mark.parametrize("every", ["10m", "day", "-15m", "2h", ""])
def test_that_an_interval_that_is_none_is_reported(plain: Path, every: str) -> None:
    assert "--every" in refusal("report", plain, f"--every={every}")


def test_that_a_report_of_too_many_rows_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    instants = ("2026-01-01T08:00:00Z", "2026-07-01T08:00:00Z")
    reported = [
        {"type": "queue.profile", "at": at, "queue": f"queue {number}"}
        for at in instants
        for number in range(40)
    ]
    path.write_text("".join(json.dumps(one) + "\n" for one in reported), encoding="utf-8")
    said = refusal("report", path, "--every", "15m")
    assert "--every 15m: the log spans" in said
    assert "more than 500,000 rows of agents and queues; use longer intervals" in said
    assert len(json_of("report", path, "--every", "60m")["intervals"]) == 181 * 24 + 1
