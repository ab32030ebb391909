"""`floorlight picture`: its figures are the report's, and what is wrong is said beside it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.console.commands.without_display import SAMPLE, Here, assert_one_line, run


def channels() -> dict[str, str]:
    """The channel of each queue of the sample."""
    with gzip.open(SAMPLE, "rt", encoding="utf-8") as lines:
        profiles = [event for event in map(json.loads, lines) if event["type"] == "queue.profile"]
    return {profile["queue"]: profile.get("channel", "voice") for profile in profiles}


_NOT_REPORTED = ("time_in_state_seconds", "flags.open", "flags.more")


def value_in(report: dict[str, Any], figure: dict[str, Any]) -> Any:
    """What *report* says for *figure*: its own number, or a count of its rows."""
    kind, _, name = figure["scope"].partition(":")
    counted, _, which = figure["metric"].partition(".")
    if counted == "state":
        states = [agent["state"] for agent in report["agents"].values()]
        if which == "staffed":
            return sum(state not in ("offline", "absent", None) for state in states)
        return sum(state == which or (which, state) == ("on_contact", "hold") for state in states)
    if counted == "queues":
        here = [row for queue, row in report["queues"].items() if channels()[queue] == name]
        return len(here) if which == "all" else sum(row["waiting"] > 0 for row in here)
    row = report["floor"] if kind == "floor" else report[f"{kind}s"][name]
    for key in figure["metric"].split("."):
        row = row[key]
    return row


def test_that_every_value_of_a_picture_is_the_reports_at_that_instant(tmp_path: Path) -> None:
    made = run(tmp_path, "picture", SAMPLE, "--at", "08:30", "-o", "p.png", "--values", "v.json")
    assert (made.returncode, made.stderr) == (0, "")
    assert (tmp_path / "p.png").read_bytes().startswith(b"\x89PNG")
    figures = json.loads((tmp_path / "v.json").read_text("utf-8"))
    report = json.loads(run(tmp_path, "report", SAMPLE, "--at", "08:30", "--format", "json").stdout)
    reported = [figure for figure in figures if figure["metric"] not in _NOT_REPORTED]
    assert len(reported) > 15
    assert {figure["at"] for figure in reported} == {report["at"]}
    for figure in reported:
        assert figure["value"] == value_in(report, figure), figure
        left, top, width, height = figure["rect"]
        assert 0 <= left < left + width <= 1600
        assert 0 <= top < top + height <= 1000


@pytest.mark.parametrize(
    ("end", "options", "reported"),
    [
        ("nonsense\n", [], "1 line is not an event"),
        ('{"type":"agent.st', [], "is truncated: it ends in the middle of its last line"),
        ("", ["--at", "2030-01-01T00:00:00Z"], "2030-01-01T00:00:00.000Z is after the recording"),
    ],
)
def test_that_what_is_amiss_with_a_recording_is_reported_beside_its_picture(
    end: str, options: list[str], reported: str, here: Here, tmp_path: Path
) -> None:
    event = '{"type":"agent.state","at":"2026-11-22T09:00:00Z","agent":"ana","state":"available"}\n'
    (tmp_path / "log.jsonl").write_text(event + end, "utf-8")
    status, said = here("picture", "log.jsonl", "-o", "p.png", *options)
    assert status == 0
    assert reported in said
    assert said.count("\n") == 1
    assert (tmp_path / "p.png").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["picture", SAMPLE, "-o", "p.jpg"], "ends in .png"),
        (["picture", SAMPLE, "-o", "nowhere/p.png"], "cannot be written"),
        (["picture", SAMPLE, "-o", "p.png", "--size", "big"], "--size 'big'"),
        (["picture", SAMPLE, "-o", "p.png", "--at", "noon"], "--at 'noon'"),
        (["picture", "nothing.jsonl", "-o", "p.png"], "does not exist"),
        (["picture", "-o", "p.png"], "give one URL, recordings"),
        (["picture", SAMPLE, "-o", "p.png", "--day", "2026-06-16"], "give one URL, recordings, an archived"),
        (["picture", "-o", "p.png", "--archive", "none", "--day", "2026-06-16"], "does not exist"),
        (["picture", "ws://127.0.0.1:9", "-o", "p.png"], "nothing listens"),
        (["picture", "ws://127.0.0.1:9", "-o", "p.png", "--at", "10:00"], "--at is for recordings"),
        (["picture", SAMPLE, "-o", "p.png", "--layout", "queues"], "add --view wallboard"),
    ],
)
def test_that_what_cannot_be_done_is_one_line(arguments: list[str], words: str, here: Here) -> None:
    assert_one_line(here(*arguments), words)
