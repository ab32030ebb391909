"""What the window needs beside a floor: settings as flat values and back, and what the inspector shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.clock import ManualClock
from console.desk.desk import Desk
from console.desk.playhead import Playhead, move_to
from console.flags.rules.rules import Rulebook
from console.settings.preferences import FloorChoices, Preferences, flat, unflat
from console.settings.settings_files import SettingsError
from console.sources.live import RecordingSource
from console.views.floor.choices import Choices
from console.window.chosen_views import choices_of
from console.window.inspection import inspection
from console.window.saved_geometry import keep_bytes, kept_bytes
from tests.builders import DAY


def test_that_settings_made_flat_come_back_as_they_were() -> None:
    chosen = Preferences(floor=FloorChoices(channel="chat", window_minutes=15))
    assert flat(chosen)["floor.window_minutes"] == 15
    assert unflat(flat(chosen)) == chosen


def test_that_a_value_that_is_not_allowed_is_refused() -> None:
    with pytest.raises(SettingsError, match="cannot be kept"):
        unflat({**flat(Preferences()), "appearance.theme": "pink"})


def test_that_the_chosen_window_is_the_views() -> None:
    assert choices_of(Preferences(floor=FloorChoices(window_minutes=15))).window_ms == 900_000


def test_that_the_inspector_shows_what_is_wrong_with_a_recording(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    event = {"type": "contact.wrapped", "at": f"{DAY}T09:00:00Z", "contact": "c1", "agent": "ana"}
    wrapped = json.dumps(event)
    log.write_text(f"nonsense\n{wrapped}\n", "utf-8")
    source = RecordingSource([str(log)])
    desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    while source.progress is not None:
        source.pump(desk, ManualClock(), 1.0)
    seen = inspection(desk, source, {"applied": 1}, "")
    assert [finding.what for finding in seen.anomalies] == ["wrapped while not wrapping up"]
    assert len(seen.quarantine) == 1
    assert ("applied", "1") in seen.counters
    assert "tail" in seen.events_note


@pytest.mark.parametrize(
    ("wanted", "stands", "told"),
    [
        (1_500, 1_500, ""),
        (1_000, 1_000, ""),
        (2_000, 2_000, ""),
        (0, 1_000, "before"),
        (9_000, 2_000, "after"),
    ],
)
def test_that_an_instant_there_is_not_is_told_and_the_nearest_is_stood_at(
    wanted: int, stands: int, told: str
) -> None:
    head = Playhead(1_000, 2_000, follows=False)
    words = move_to(head, wanted)
    assert head.now == stands
    assert bool(words) is bool(told)
    assert all(f"lies {told} all there is" in word for word in words)


def test_that_what_is_kept_comes_back_and_a_place_that_cannot_be_had_does_not_matter(tmp_path: Path) -> None:
    keep_bytes(tmp_path / "deep" / "window", b"as it was")
    assert kept_bytes(tmp_path / "deep" / "window") == b"as it was"
    assert kept_bytes(tmp_path / "nowhere") == b""
    keep_bytes(tmp_path / "deep" / "window" / "below a file", b"x")
