"""What the inspector shows of a recording."""

from __future__ import annotations

import json
from pathlib import Path

from console.clock import ManualClock
from console.desk.desk import Desk
from console.flags.rules.rules import Rulebook
from console.sources.recording import RecordingSource
from console.views.floor.choices import Choices
from console.window.session.inspection import inspection
from tests.builders import DAY
from tests.console.sources.played_source import take_in


def test_that_the_inspector_shows_what_is_wrong_with_a_recording(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    event = {"type": "contact.wrapped", "at": f"{DAY}T09:00:00Z", "contact": "c1", "agent": "ana"}
    wrapped = json.dumps(event)
    log.write_text(f"nonsense\n{wrapped}\n", "utf-8")
    source = RecordingSource([str(log)])
    desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    while source.progress is not None:
        take_in(source, desk, ManualClock(), 1.0)
    seen = inspection(desk, source, {"applied": 1}, "")
    assert [finding.what for finding in seen.anomalies] == ["wrapped while not wrapping up"]
    assert len(seen.quarantine) == 1
    assert ("applied", "1") in seen.counters
