"""`floorlight check`: its exit status, and what it says of a log that is not clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.program import answer, run, written
from tests.feeds import PLAIN, log_of
from tests.made_logs import made_log


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


def test_that_check_reports_a_log_without_one_valid_line(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"nonsense\n")
    done = run("check", path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "line 1: invalid JSON" in done.stdout


def test_that_anomalies_alone_do_not_make_check_end_with_1(tmp_path: Path) -> None:
    assert "anomalies   1" in answer("check", written(tmp_path, "log.jsonl", PLAIN["contact.resumed"]))


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:60Z"])
def test_that_an_instant_at_the_calendars_edge_is_an_invalid_line(tmp_path: Path, at: str) -> None:
    events = [PLAIN["agent.state"], {**PLAIN["agent.state"], "at": at, "seq": 99}]
    done = run("check", written(tmp_path, "log.jsonl", *events))
    assert (done.returncode, done.stderr) == (1, "")
    assert "invalid     1\n" in done.stdout
