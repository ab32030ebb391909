"""The formats `floorlight import` reads: each has its options, and refuses what it cannot use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from console.commands.arguments.importing import IMPORT_FORMATS
from console.commands.arguments.program import program_parser
from console.commands.logs.import_formats import FORMATS
from feeds.errors import UserError
from feeds.importers.import_report import ImportReport
from feeds.importers.source_file import SourceFile


def read(name: str, file: Path, *arguments: str) -> list[dict[str, Any]]:
    """The events of *file* in the format called *name*."""
    given = program_parser("import").parse_args(["import", name, str(file), *arguments])
    reader = FORMATS[given.format].reader(given)
    return [json.loads(text) for _, text in reader([SourceFile(file)], ImportReport())]


@pytest.fixture
def queue_log(tmp_path: Path) -> Path:
    path = tmp_path / "queue_log"
    path.write_text("1795311404|c1|sales|NONE|ENTERQUEUE||351|1\n", encoding="utf-8")
    return path


def test_that_each_format_the_command_offers_has_a_reader_and_says_what_it_expects() -> None:
    assert list(FORMATS) == [form.name for form in IMPORT_FORMATS]
    assert all(form.expected for form in FORMATS.values())


def test_that_a_threshold_is_of_all_queues_or_of_one(queue_log: Path) -> None:
    def threshold(*arguments: str) -> float:
        (queue,) = [
            event
            for event in read("asterisk-queue-log", queue_log, *arguments)
            if event["type"] == "queue.profile"
        ]
        found: float = queue["service_level"]["threshold_seconds"]
        return found

    assert threshold() == 20
    assert threshold("--threshold", "30", "--threshold", "help=5") == 30
    assert threshold("--threshold", "30", "--threshold", "sales=10") == 10


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--threshold", "soon"], "--threshold 'soon': give seconds, from 0 to 86400"),
        (["--threshold", "sales=-1"], "--threshold 'sales=-1'"),
        (["--wrap-up", "nan"], "--wrap-up 'nan'"),
        (["--time-zone", "Mars/Olympus"], "--time-zone "),
        (["--encoding", "utf-16"], "--encoding 'utf-16' cannot be used"),
        (["--encoding", "no-such"], "--encoding 'no-such' cannot be used"),
        (["--agents", "absent.toml"], "absent.toml"),
        (["--columns", "when=1"], "when"),
    ],
)
def test_that_an_option_that_cannot_be_used_is_refused(
    queue_log: Path, arguments: list[str], words: str
) -> None:
    with pytest.raises(UserError) as refusal:
        read("asterisk-queue-log", queue_log, *arguments)
    assert words in str(refusal.value)


@pytest.mark.parametrize("name", ["calls-csv", "schedule-csv"])
def test_that_a_map_there_is_not_is_refused_by_its_name(name: str, queue_log: Path) -> None:
    with pytest.raises(UserError, match=r"absent\.toml"):
        read(name, queue_log, "--map", "absent.toml")
