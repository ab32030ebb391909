"""The command line, in a process of its own: what it answers, and how it fails."""

from __future__ import annotations

import csv
import gzip
import io
import json
import logging
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard
from rich.cells import cell_len

from console import cli
from console.metrics.explain.explain import EXPLAINERS
from feeds.events import instant, instant_text
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
ACCOUNT_KEYS = names(
    "metric variant scope at window_seconds value target numerator denominator formula counted left_out"
)
ADDITIVE = names(
    "started answered answered_in_threshold abandoned abandoned_in_threshold short_abandoned deflected"
    " offered handled"
)
ADDITIVE_OUTCOMES = ("csat", "nps", "ces", "first_contact_resolution", "bot_containment")

Done = subprocess.CompletedProcess[str]


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a user who set nothing."""
    unset = ("PYTHONUNBUFFERED", "PYTHONIOENCODING", "COLUMNS", "NO_COLOR", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return {**kept, "PYTHONUTF8": "1", **more}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "console", *map(str, arguments)]


def run(*arguments: str | Path, **environment: str) -> Done:
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        encoding="utf-8",
        env=surroundings(**environment),
        stdin=subprocess.DEVNULL,
        check=False,
    )


def answer(*arguments: str | Path) -> str:
    """What a command that succeeds writes; on stderr it writes nothing."""
    done = run(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def json_of(*arguments: str | Path) -> Any:
    return json.loads(answer(*arguments, "--format", "json"))


def refusal(*arguments: str | Path) -> str:
    """What a command that cannot be done says: one line on stderr."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("\n")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("floorlight")
    return done.stderr.rstrip("\n")


def written(folder: Path, name: str, *objects: JSON) -> Path:
    path = folder / name
    path.write_bytes(log_of(*objects))
    return path


@pytest.fixture(scope="module")
def lisbon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A summer afternoon in Lisbon, 12:30 to 15:30 UTC; the day starts at 06:30."""
    return written(tmp_path_factory.mktemp("logs"), "lisbon.jsonl", *made_log(0))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A morning in UTC, 08:00 to 11:00."""
    return written(tmp_path_factory.mktemp("logs"), "plain.jsonl", *made_log(2))


@pytest.fixture(scope="module")
def lisbon_report(lisbon: Path) -> JSON:
    found: JSON = json_of("report", lisbon, "--window", "day")
    return found


# The report ----------------------------------------------------------------------------------------


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
        told = {"at": lisbon_report["at"], "window_seconds": lisbon_report["window_seconds"]}
        expected = {**told, "scope": kind, "id": name, **flat(row)}
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


# The site file -------------------------------------------------------------------------------------


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
    told = refusal("report", plain, "--site", site)
    for word in (str(site), *words):
        assert word in told


# Explain, check, schema ----------------------------------------------------------------------------


def test_that_explain_gives_the_figure_of_the_report(lisbon: Path, lisbon_report: JSON) -> None:
    for metric, scope, value in (
        ("service_level.offered", "floor", lisbon_report["floor"]["service_level"]["offered"]),
        ("abandoned", "queue:sales", lisbon_report["queues"]["sales"]["abandoned"]),
        ("answered", "channel:voice", lisbon_report["channels"]["voice"]["answered"]),
        ("occupancy", "agent:agent-1", lisbon_report["agents"]["agent-1"]["occupancy"]),
        ("handled", "team:north", lisbon_report["teams"]["north"]["handled"]),
    ):
        found = json_of("explain", lisbon, metric, "--scope", scope, "--window", "day")
        assert set(found) == ACCOUNT_KEYS
        assert (found["metric"], found["scope"], found["value"]) == (metric, scope, value)
        assert sum(item["value"] for item in found["counted"]) == pytest.approx(found["numerator"])


def test_that_explain_as_text_tells_the_same(lisbon: Path) -> None:
    found = json_of("explain", lisbon, "abandoned", "--window", "day")
    lines = answer("explain", lisbon, "abandoned", "--window", "day").splitlines()
    assert max(cell_len(line) for line in lines) <= 100
    assert f"  {found['value']}" in lines
    assert f"  {found['formula']}" in lines
    assert f"  Counted, {len(found['counted'])}" in lines
    assert f"  Excluded, {len(found['left_out'])}" in lines
    words = " ".join(lines).split()
    assert {item["contact"] for item in found["counted"]} <= set(words)


def test_that_explain_takes_an_instant_and_a_window(lisbon: Path) -> None:
    found = json_of("explain", lisbon, "answered", "--at", "14:42", "--window", "2h")
    assert (found["at"], found["window_seconds"]) == ("2026-06-15T13:42:00.000Z", 7200)


def test_that_check_ends_with_0_for_a_clean_log(plain: Path) -> None:
    lines = answer("check", plain).splitlines()
    assert f"events      {len(made_log(2))}" in lines
    assert "invalid     0" in lines


def test_that_check_ends_with_1_for_invalid_lines_and_shows_50(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(log_of(PLAIN["agent.state"]) + b"nonsense\n" * 60)
    done = run("check", path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("  line ") == 50
    assert done.stdout.endswith("\n  and 10 more\n")


def test_that_check_tells_of_a_log_without_one_valid_line(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"nonsense\n")
    done = run("check", path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "line 1: not a JSON" in done.stdout


def test_that_anomalies_alone_do_not_make_check_end_with_1(tmp_path: Path) -> None:
    assert "anomalies   1" in answer("check", written(tmp_path, "log.jsonl", PLAIN["contact.resumed"]))


def test_that_the_help_of_every_command_is_printed() -> None:
    assert "exit status:" in answer("--help")
    for name in ("report", "explain", "check", "schema"):
        assert answer(name, "--help").startswith(f"usage: floorlight {name}")
    assert all(metric in answer("explain", "--help").replace("\n", " ") for metric in ("occupancy", "csat.n"))


# What cannot be done -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "raw", "words"),
    [
        (".jsonl", None, "does not exist"),
        (".jsonl", b"", "is empty"),
        (".jsonl", b"\x7fELF\x00\x00", "binary data"),
        (".jsonl.gz", gzip.compress(b"x" * 1000, mtime=0)[:-9], "is damaged"),
        (".jsonl.gz", b"plain", "is damaged"),
        (".jsonl.zst", zstandard.ZstdCompressor().compress(b"x" * 1000)[:-3], "is damaged"),
    ],
    ids=["missing", "empty", "binary", "cut gz", "no gz", "cut zst"],
)
def test_that_a_log_that_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, suffix: str, raw: bytes | None, words: str
) -> None:
    path = tmp_path / ("log" + suffix)
    if raw is not None:
        path.write_bytes(raw)
    told = refusal("report", path)
    assert str(path) in told
    assert words in told


def test_that_every_command_tells_of_a_log_that_is_missing(tmp_path: Path) -> None:
    for name, *more in (("report",), ("check",), ("explain", "answered")):
        assert "does not exist" in refusal(name, tmp_path / "absent.jsonl", *more)


def test_that_a_directory_is_no_log(tmp_path: Path) -> None:
    assert "is a directory" in refusal("report", tmp_path)


def test_that_one_bad_log_of_several_is_named(plain: Path, tmp_path: Path) -> None:
    assert str(tmp_path / "absent") in refusal("report", plain, tmp_path / "absent")


@pytest.mark.parametrize("raw", [b"nonsense\n{}\n", b"\n\n", b'{"type":"weather.changed"}\n', b"\xff\xfe\n"])
def test_that_a_log_without_one_event_has_no_report(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(raw)
    assert "floorlight check" in refusal("report", path)
    assert "floorlight check" in refusal("explain", path, "answered")


@pytest.mark.parametrize("at", ["noon", "25:00", "", "10:42Z", "2026-02-30T00:00:00Z"])
def test_that_an_instant_that_cannot_be_read_is_told(plain: Path, at: str) -> None:
    assert repr(at) in refusal("report", plain, "--at", at)


@pytest.mark.parametrize("window", ["0", "-5", "", "1e3", "nan", "99999h"])
def test_that_a_window_that_is_none_is_told(plain: Path, window: str) -> None:
    assert repr(window) in refusal("report", plain, f"--window={window}")


def test_that_a_negative_window_is_told_however_it_is_written(plain: Path) -> None:
    for arguments in (["--window", "-5"], ["--window=-30m"], ["--window", "-30m"]):
        assert "window" in refusal("report", plain, *arguments)


def test_that_a_window_of_hundreds_of_digits_is_told(plain: Path) -> None:
    assert "is not a window" in refusal("report", plain, "--window", "9" * 400)


@pytest.mark.parametrize("every", ["10m", "day", "-15m", "2h", ""])
def test_that_an_interval_that_is_none_is_told(plain: Path, every: str) -> None:
    assert "--every" in refusal("report", plain, f"--every={every}")


def test_that_an_unknown_metric_is_told_with_those_there_are(plain: Path) -> None:
    told = refusal("explain", plain, "happiness")
    assert "'happiness'" in told
    assert all(metric in told for metric in EXPLAINERS)


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("queue:nowhere", "sales"),
        ("agent:nobody", "agent-1"),
        ("team:none", "north"),
        ("channel:fax", "voice"),
        ("sales", "is not a scope"),
        ("queue:", "is not a scope"),
        ("", "is not a scope"),
    ],
)
def test_that_an_unknown_scope_is_told_with_what_there_is(plain: Path, scope: str, words: str) -> None:
    told = refusal("explain", plain, "handled", "--scope", scope)
    assert words in told


def test_that_a_scope_without_that_figure_is_told(plain: Path) -> None:
    assert "its scopes are" in refusal("explain", plain, "occupancy", "--scope", "queue:sales")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["report"],
        ["explain", "log"],
        ["check"],
        ["report", "log", "--format", "xml"],
        ["check", "a", "b"],
    ],
)
def test_that_a_command_that_is_none_is_told_in_one_line(arguments: list[str]) -> None:
    assert refusal(*arguments)


@pytest.mark.parametrize(
    "last",
    [
        {**PLAIN["agent.state"], "seq": 10**30},
        {**PLAIN["agent.state"], "at": "0001-01-01T00:00:00Z"},
        {**PLAIN["agent.state"], "at": "9999-12-31T23:59:59Z"},
        {**PLAIN["site.profile"], "at": "9999-12-31T23:59:59Z", "time_zone": "Asia/Tokyo"},
        {**PLAIN["agent.state"], "reason": "\u0000\u001b[2J"},
    ],
    ids=["seq", "first day", "last day", "last day in Tokyo", "control characters"],
)
def test_that_no_event_makes_a_command_fail_in_any_other_way(tmp_path: Path, last: JSON) -> None:
    path = written(tmp_path, "log.jsonl", PLAIN["agent.state"], PLAIN["contact.queued"], last)
    assert_no_command_breaks(path)


def test_that_no_nest_makes_a_command_fail_in_any_other_way(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    nest = log_of(PLAIN["contact.signal"]).replace(b"0.75", b"[" * 5000 + b"]" * 5000)
    path.write_bytes(log_of(PLAIN["agent.state"]) + nest)
    assert_no_command_breaks(path)


def assert_no_command_breaks(log: Path) -> None:
    for name, *more in (("report", "--window", "day"), ("check",), ("explain", "occupancy")):
        done = run(name, log, *more)
        assert "Traceback" not in done.stderr
        assert done.returncode in (0, 1, 2)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:60Z"])
def test_that_an_instant_at_the_calendars_edge_is_an_invalid_line(tmp_path: Path, at: str) -> None:
    events = [PLAIN["agent.state"], {**PLAIN["agent.state"], "at": at, "seq": 99}]
    done = run("check", written(tmp_path, "log.jsonl", *events))
    assert (done.returncode, done.stderr) == (1, "")
    assert "invalid     1\n" in done.stdout


# The terminal --------------------------------------------------------------------------------------

COMMANDS = [
    ["report"],
    ["report", "--format", "json"],
    ["report", "--format", "csv"],
    ["report", "--every", "15m"],
    ["check"],
    ["explain", "answered"],
    ["schema"],
    ["--help"],
]


def with_log(arguments: list[str], log: Path) -> list[str | Path]:
    """The command with its LOG, where it takes one."""
    if arguments[0] in ("schema", "--help"):
        return [*arguments]
    return [arguments[0], log, *arguments[1:]]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows reports a closed pipe otherwise")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_that_a_reader_who_leaves_at_once_is_no_failure(plain: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            command(*with_log(arguments, plain)),
            stdout=writing,
            stderr=subprocess.PIPE,
            env=surroundings(),
            check=False,
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows reports a closed pipe otherwise")
@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_that_a_reader_who_leaves_after_the_first_line_is_no_failure(plain: Path, form: str) -> None:
    arguments = command("report", plain, "--every", "15m", "--format", form)
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings()
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full disk here")
@pytest.mark.parametrize(
    "arguments",
    [["report"], ["report", "--format", "json"], ["report", "--format", "csv"], ["check"]],
    ids=" ".join,
)
def test_that_a_full_disk_is_told_in_one_line(plain: Path, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command(*with_log(arguments, plain)),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=surroundings(),
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("floorlight: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_that_a_stdout_of_another_encoding_is_no_failure(tmp_path: Path, arguments: list[str]) -> None:
    path = written(tmp_path, "log.jsonl", PLAIN["contact.queued"] | {"queue": "кухня"}, PLAIN["agent.state"])
    done = subprocess.run(
        command(*with_log(arguments, path)),
        capture_output=True,
        env=surroundings(PYTHONUTF8="0", PYTHONIOENCODING="cp1252"),
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_that_a_log_from_a_pipe_is_read_or_refused_for_what_it_is(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, log_of(PLAIN["agent.state"]))
    os.close(writing)
    done = subprocess.run(
        command("check", "/dev/stdin"), stdin=reading, capture_output=True, encoding="utf-8", check=False
    )
    os.close(reading)
    assert "is empty" not in done.stderr
    assert "Traceback" not in done.stderr


def big_log(folder: Path) -> Path:
    """A small file that takes long to read: millions of lines of a type unknown, packed."""
    path = folder / "big.jsonl.zst"
    path.write_bytes(zstandard.ZstdCompressor().compress(b'{"type":"weather.changed"}\n' * 3_000_000))
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize("name", ["report", "check"])
def test_that_control_c_ends_reading_at_once_and_cleanly(tmp_path: Path, name: str) -> None:
    terminal, inner = os.openpty()
    arguments = command(name, big_log(tmp_path))
    environment = surroundings(TERM="xterm")
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=inner, env=environment) as process:
        os.close(inner)
        shown = b""
        while b"reading" not in shown:
            shown += os.read(terminal, 1024)
        process.send_signal(signal.SIGINT)
        shown += drained(terminal)  # first: a full terminal would hold the program up
        assert process.stdout is not None
        assert process.stdout.read() == b""
    os.close(terminal)
    assert process.returncode == 130
    assert b"Traceback" not in shown
    assert b"KeyboardInterrupt" not in shown


def drained(terminal: int) -> bytes:
    """All that was still written to *terminal*, whose other end is closed."""
    found = b""
    while True:
        try:
            block = os.read(terminal, 65536)
        except OSError:
            return found
        if not block:
            return found
        found += block


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_that_reading_shows_its_progress_on_a_terminal_and_wipes_it(plain: Path) -> None:
    terminal, inner = os.openpty()
    arguments = command("check", plain)
    environment = surroundings(TERM="xterm")
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=inner, env=environment) as process:
        os.close(inner)
        shown = drained(terminal)  # first: a full terminal would hold the program up
        assert process.stdout is not None
        out = process.stdout.read()
    os.close(terminal)
    assert process.returncode == 0
    assert b"reading" in shown
    assert shown.rstrip().endswith(b"\x1b[2K")
    assert b"\x1b" not in out


@pytest.mark.parametrize("is_interrupted", [True, False])
def test_that_what_breaks_because_of_control_c_is_control_c_and_nothing_else_is(
    monkeypatch: pytest.MonkeyPatch, is_interrupted: bool
) -> None:
    def broken(arguments: object) -> int:
        try:
            raise KeyboardInterrupt if is_interrupted else ValueError
        except BaseException:
            raise RuntimeError("cannot release a lock that is not held") from None

    monkeypatch.setattr(cli, "_run", broken)
    if is_interrupted:
        assert cli.main(["check"]) == 130
        return
    assert cli.main(["check"]) == 2


def test_that_a_report_of_too_many_rows_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    instants = ("2026-01-01T08:00:00Z", "2026-07-01T08:00:00Z")
    told = [
        {"type": "queue.profile", "at": at, "queue": f"queue {number}"}
        for at in instants
        for number in range(40)
    ]
    path.write_text("".join(json.dumps(one) + "\n" for one in told), encoding="utf-8")
    said = refusal("report", path, "--every", "15m")
    assert "--every 15m: the log spans" in said
    assert "more than 500,000 rows of agents and queues; use longer intervals" in said
    assert len(json_of("report", path, "--every", "60m")["intervals"]) == 181 * 24 + 1


@pytest.mark.parametrize(
    ("arguments", "rest"),
    [
        ("--log-level debug report a.jsonl", ["report", "a.jsonl"]),
        ("report --log-level=debug a.jsonl", ["report", "a.jsonl"]),
        ("report a.jsonl --log-level debug", ["report", "a.jsonl"]),
        ("--log-level debug", []),
    ],
)
def test_that_the_logs_level_may_stand_anywhere(
    arguments: str, rest: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[list[str], int]] = []

    def run(left: list[str]) -> int:
        ran.append((left, logging.getLogger().level))
        return 0

    monkeypatch.setattr(cli, "_run", run)
    assert cli.main(arguments.split()) == 0
    assert ran == [(rest, logging.DEBUG)]


@pytest.mark.parametrize("arguments", ["--log-level", "--log-level loud", "check --log-level="])
def test_that_a_level_there_is_not_is_refused(arguments: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments.split()) == 2
    assert capsys.readouterr().err.endswith("debug, info, warning or error\n")


def test_that_an_error_nobody_foresaw_is_one_line_and_stands_in_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def run(left: list[str]) -> int:
        raise KeyError("of nobody's making")

    monkeypatch.setenv("FLOORLIGHT_LOG_FOLDER", str(tmp_path))
    monkeypatch.setattr(cli, "_run", run)
    assert cli.main(["schema"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == 'floorlight: Unexpected error: "of nobody\'s making" (KeyError)'
    assert "Traceback" not in "".join(said)
    (line,) = (tmp_path / "floorlight.log").read_text("utf-8").splitlines()
    assert json.loads(line)["errors"][0]["type"] == "KeyError"
