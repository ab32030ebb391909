"""What the window needs beside a floor: settings as flat values and back, and what the inspector shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.clock import ManualClock
from console.coaching.rules import Rulebook
from console.desk import Desk
from console.places import choices_of, flat, inspection, unflat
from console.preferences import FloorChoices, Preferences
from console.settings import SettingsError
from console.sources import RecordingSource
from console.views.choices import Choices
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
