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
        def show_recording(self, *asked: Any, named: Any = ()) -> None:
            given.append((*asked, named))

    def in_window(show: Any, health: str | None) -> int:
        show(App())
        return 0

    monkeypatch.setattr(opening, "in_window", in_window)
    options = [] if speed is None else ["--speed", str(speed)]
    assert here("open", SAMPLE, "other.jsonl", *options) == (0, "")
    assert given == [([SAMPLE, "other.jsonl"], None, speed, ())]


def test_that_the_window_is_given_an_archived_day(
    here: Here, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[Any] = []

    class App:
        def show_recording(self, *asked: Any, named: Any = ()) -> None:
            given.append((*asked, named))

    monkeypatch.setattr(opening, "in_window", lambda show, health: show(App()) or 0)
    monkeypatch.setenv("FLOORLIGHT_ARCHIVE", str(archived(tmp_path, *days_of_events(2)).path))
    assert here("open", "--day", "2026-11-24") == (0, "")
    ((day, at, speed, named),) = given
    assert named == (("day", "2026-11-24"),)
    assert (at, speed) == (None, None)
    assert load(day).floor.applied == 24


LINK = "floorlight://explain?metric=waiting&scope=floor&window=1800&at=2026-11-24T10:00:00Z"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["floorlight://nowhere"], "is not a link of Floorlight"),
        ([LINK], "names no recording, no day and no server"),
        ([f"{LINK}&log={SAMPLE}", SAMPLE], "give it alone"),
        ([f"{LINK}&log={SAMPLE}", "--at", "10:00"], "give it alone"),
        ([f"{LINK}&day=yesterweek"], "--day 'yesterweek'"),
    ],
)
def test_that_a_link_that_cannot_be_opened_is_one_line(arguments: list[str], words: str, here: Here) -> None:
    assert_one_line(here("open", *arguments), words)


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        (f"log={SAMPLE}", "show_recording"),
        ("url=wss://floor.example.org:8765", "connect_to"),
        ("demo=", "show_demo"),
    ],
)
def test_that_a_link_opens_its_floor_then_its_figure(
    place: str, asked: str, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    class App:
        def __getattr__(self, name: str) -> Any:
            return lambda *_, **__: given.append(name)

    monkeypatch.setattr(opening, "in_window", lambda show, health: show(App()) or 0)
    assert here("open", f"{LINK}&{place}") == (0, "")
    assert given == [asked, "explain_when_shown"]
