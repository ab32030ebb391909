"""Options that name an archived day, and what they give instead of a log."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.commands.arguments.parser import CommandParser
from console.commands.arguments.shared import add_archive
from console.commands.options.archive import archive_asked, day_asked, id_asked, lines_asked, logs_asked
from console.history.archived_log import ArchivedLog
from console.sources.loading import load
from feeds.errors import UserError
from tests.builders import DAY, archived, days_of_events


def asked(*arguments: str) -> argparse.Namespace:
    parser = CommandParser()
    add_archive(parser)
    return parser.parse_args(arguments)


def test_that_a_day_is_a_date_or_a_word_by_this_machines_clock() -> None:
    assert day_asked("2026-06-16") == day_asked("20260616") == "2026-06-16"
    now = datetime.now().astimezone()
    assert day_asked("today") in {(now + timedelta(days=days)).date().isoformat() for days in (0, 1)}
    assert day_asked("yesterday") < day_asked("today")


@pytest.mark.parametrize("text", ["", "noon", "2026-13-01", "2026-06-16T10:00:00", "١٢"])
def test_that_what_is_no_day_is_refused_by_the_name_of_its_option(text: str) -> None:
    with pytest.raises(UserError, match=r"--before .*: a date such as 2026-06-16, or today, or yesterday"):
        day_asked(text, "--before")


@pytest.mark.parametrize("text", ["", "x" * 129, "\udcff"])
def test_that_what_is_no_name_of_a_source_is_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"--source .*: an id has 1 to 128 characters"):
        id_asked("--source", text)
    assert id_asked("--source", "😀" * 128) == "😀" * 128


def test_that_the_place_may_be_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORLIGHT_ARCHIVE", str(tmp_path / "archive"))
    archived(tmp_path, *days_of_events(1))
    assert archive_asked(asked()).path == tmp_path / "archive"
    loaded = load(logs_asked(asked("--day", DAY), []))
    assert [source for source, _ in loaded.floor.epochs] == ["lisbon"]
    (log,) = lines_asked(asked("--day", DAY), [])
    assert isinstance(log, ArchivedLog)
    assert log.source == "lisbon"
    assert logs_asked(asked(), ["day.jsonl"]) == lines_asked(asked(), ["day.jsonl"]) == ["day.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "logs", "words"),
    [
        ([], [], "name a LOG, or an archived day, such as --day yesterday"),
        (["--day", DAY], ["day.jsonl"], "either LOGs or --day, not both"),
        (["--archive", "a"], ["day.jsonl"], "either LOGs or --archive, not both"),
        (["--archive", "a"], [], "--archive goes with --day"),
        (["--source", "lisbon"], [], "--source goes with --day"),
        (["--archive", "nowhere", "--day", DAY], [], "does not exist"),
        (["--archive", __file__, "--day", DAY], [], "is not an archive"),
    ],
)
def test_that_what_does_not_fit_is_one_error(arguments: list[str], logs: list[str], words: str) -> None:
    with pytest.raises(UserError, match=words):
        logs_asked(asked(*arguments), logs)
