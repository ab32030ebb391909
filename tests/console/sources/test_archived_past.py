"""What an archive has of a live source reaches the floor, in the floor's own thread, or says why not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.clock import ManualClock
from console.floor.floor import EventBatch, Floor
from console.history.checkpoints.opening import DayOpening, open_day
from console.history.days.errors import ArchiveError
from console.sources.archived_past import ArchivedPast
from tests.builders import archived, days_of_events

NEVER_ENDING = float("inf")


@pytest.fixture
def day(tmp_path: Path) -> DayOpening:
    return open_day(archived(tmp_path, *days_of_events(3)), "2026-11-25")


class Reader:
    """A past that is offered a day in a thread of its own, and the floor it fills."""

    def __init__(self, day: DayOpening) -> None:
        self.past, self.floor, self.clock = ArchivedPast(), Floor(), ManualClock()
        is_offered = threading.Event()
        self.thread = threading.Thread(target=self.past.offer, args=(day, is_offered.set))
        self.thread.start()
        assert is_offered.wait(20)

    def take(self, until: float = NEVER_ENDING) -> int:
        found = 0
        for batch in self.past.take(self.floor, self.clock, until):
            self.floor.apply_all(*batch)
            found += len(batch.events)
        return found


def test_that_a_day_is_read_while_the_one_who_offers_it_waits(day: DayOpening) -> None:
    reader = Reader(day)
    assert (reader.past.is_reading, reader.past.has_been_read) == (True, False)
    taken = reader.take(until=0.0)
    assert taken
    assert reader.past.is_reading
    taken += reader.take()
    reader.thread.join(20)
    assert not reader.thread.is_alive()
    assert (reader.past.is_reading, reader.past.has_been_read, reader.past.trouble) == (False, True, "")
    assert (taken, reader.floor.applied) == (37, 36)
    assert reader.take() == 0


def test_that_nobody_waits_for_a_past_that_is_no_longer_wanted(day: DayOpening) -> None:
    reader = Reader(day)
    reader.past.end()
    reader.thread.join(20)
    assert not reader.thread.is_alive()
    assert reader.take() == 0


def test_that_without_a_day_there_is_nothing() -> None:
    past = ArchivedPast()
    assert not list(past.take(Floor(), ManualClock(), NEVER_ENDING))
    assert (past.is_reading, past.has_been_read) == (False, False)


@pytest.mark.parametrize(
    ("error", "words", "logged"),
    [(ArchiveError("the disk is gone"), "the disk is gone", 0), (KeyError("odd"), "'odd' (KeyError)", 1)],
)
def test_that_a_day_that_breaks_off_says_so(
    day: DayOpening,
    error: Exception,
    words: str,
    logged: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> Iterator[EventBatch]:
        raise error
        yield

    monkeypatch.setattr(day, "batches", broken)
    reader = Reader(day)
    assert reader.take() == 0
    reader.thread.join(20)
    assert reader.past.trouble == f"The archive could not be read to its end: {words}"
    assert len(caplog.messages) == logged
