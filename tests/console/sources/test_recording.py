"""A recording as a source: opened step by step."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.clock import ManualClock
from console.desk.desk import Desk
from console.flags.rules.rules import Rulebook
from console.floor.floor import EventBatch
from console.sources.recording import RecordingSource
from console.views.floor.choices import Choices
from console.views.rows import Link
from console.window.session.link import link_of
from tests.builders import DAY
from tests.console.sources.played_source import take_in

NEVER_ENDING = float("inf")


def at(time: str) -> str:
    return f"{DAY}T{time}Z"


def desk_of(source: RecordingSource) -> Desk:
    return Desk(source.floor, Rulebook(), Choices(), follows=False)


def test_that_a_recording_is_read_in_steps_with_an_end_to_see(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    line = '{"type":"agent.state","at":"%s","agent":"a%d","state":"available"}\n'
    log.write_text("".join(line % (at("09:00:00"), number) for number in range(5_000)), "utf-8")
    source = RecordingSource([str(log)])
    desk, clock, seen = desk_of(source), ManualClock(), [source.progress]

    class Ticking(ManualClock):
        def passed(self) -> float:  # each look at the clock takes a second: one step at a time
            self.move(1)
            return super().passed()

    while take_in(source, desk, Ticking(), until=2.0):
        seen.append(source.progress)
        assert link_of(source.state(clock), desk.playhead).link is Link.LOADING
    shares = [progress[0] for progress in seen if progress is not None]
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert source.progress is None
    assert source.counters()["received"] == source.floor.applied == 5_000
    assert link_of(source.state(clock), desk.playhead).link is Link.REPLAY


def test_that_a_recording_that_is_damaged_in_its_middle_keeps_what_was_read(tmp_path: Path) -> None:
    line = '{"type":"agent.state","at":"%s","agent":"a%d","state":"available"}\n'
    packed = gzip.compress("".join(line % (at("09:00:00"), number) for number in range(50_000)).encode())
    log = tmp_path / "log.jsonl.gz"
    middle = len(packed) * 3 // 4
    log.write_bytes(packed[:middle] + bytes(64) + packed[middle + 64 :])
    source = RecordingSource([str(log)])
    desk = desk_of(source)
    assert not take_in(source, desk, ManualClock(), NEVER_ENDING)
    assert "log.jsonl.gz" in str(source.failure)
    assert source.progress is None
    assert source.floor.applied > 10_000


def test_that_a_recording_whose_reading_breaks_is_not_taken_for_whole(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = tmp_path / "log.jsonl"
    line = '{"type":"agent.state","at":"%s","agent":"a%d","state":"available"}\n'
    log.write_text("".join(line % (at("09:00:00"), number) for number in range(5_000)), "utf-8")
    source = RecordingSource([str(log)])
    whole = source.loading.batches()

    def breaks() -> Iterator[EventBatch]:
        yield next(whole)
        raise ArithmeticError("out of bounds")

    source._batches = breaks()
    desk = desk_of(source)
    assert not take_in(source, desk, ManualClock(), NEVER_ENDING)
    words = "The recording could not be read to its end: out of bounds (ArithmeticError)"
    assert (str(source.failure), source.progress, caplog.messages) == (words, None, [words])
    assert 0 < source.floor.applied < 5_000
