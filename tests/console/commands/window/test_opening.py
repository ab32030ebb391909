"""`floorlight open`: what it refuses before a window opens, and what it hands to the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from console.commands.window import opening
from console.sources.loading import load
from tests.builders import archived, days_of_events
from tests.console.commands.without_display import SAMPLE, Here, assert_one_line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["open", SAMPLE], "no display"),
        (["open", SAMPLE, "--speed", "0"], "--speed 0"),
        (["open", SAMPLE, "--at", "noon"], "--at 'noon'"),
    ],
)
def test_that_what_cannot_be_done_is_one_line(arguments: list[str], words: str, here: Here) -> None:
    assert_one_line(here(*arguments), words)


@pytest.mark.parametrize("speed", [None, 0.1, 4.0, 1000.0])
def test_that_the_window_is_given_the_logs_and_the_speed(
    speed: float | None, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    class App:
        def show_recording(self, *asked: Any) -> None:
            given.append(asked)

    def in_window(show: Any, health: str | None) -> int:
        show(App())
        return 0

    monkeypatch.setattr(opening, "in_window", in_window)
    options = [] if speed is None else ["--speed", str(speed)]
    assert here("open", SAMPLE, "other.jsonl", *options) == (0, "")
    assert given == [([SAMPLE, "other.jsonl"], None, speed)]


def test_that_the_window_is_given_an_archived_day(
    here: Here, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[Any] = []

    class App:
        def show_recording(self, *asked: Any) -> None:
            given.append(asked)

    monkeypatch.setattr(opening, "in_window", lambda show, health: show(App()) or 0)
    monkeypatch.setenv("FLOORLIGHT_ARCHIVE", str(archived(tmp_path, *days_of_events(2)).path))
    assert here("open", "--day", "2026-11-24") == (0, "")
    ((day, at, speed),) = given
    assert (at, speed) == (None, None)
    assert load(day).floor.applied == 24
