"""The events of recordings, read and filtered beside the window."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta
from pathlib import Path

from console.history.adding import add_recording
from console.history.archive import Archive
from console.history.checkpoints.opening import open_day
from console.sources.loading import Loading, Logs
from console.window.session.log_events import Around, LogEvents
from feeds.events import instant
from tests.builders import DAY
from tests.console.window.apps import log_of, state


class _Reading:
    """The events of logs, waited for."""

    def __init__(self, logs: Logs) -> None:
        self._told = threading.Event()
        loading = Loading(logs)
        for batch in loading.batches():
            loading.loaded.floor.apply_all(*batch)
        self.events = LogEvents(loading, self._told.set)
        self.before = self.events.around(at("09:00:00"))
        self.events.begin()
        self._wait()

    def around(self, time: str, wanted: str = "", chosen: int = 0) -> Around:
        found = self.events.around(at(time), wanted, chosen)
        if "being filtered" in found.note:
            self._wait()
            found = self.events.around(at(time), wanted, chosen)
        return found

    def _wait(self) -> None:
        assert self._told.wait(20)
        self._told.clear()


def at(time: str) -> int:
    return instant(f"{DAY}T{time}Z")


def second(number: int) -> str:
    return f"09:{number // 60:02}:{number % 60:02}"


def test_that_the_current_event_is_the_last_until_the_instant(tmp_path: Path) -> None:
    reading = _Reading([log_of(tmp_path, state("09:00:00"), "", state("09:00:02"), state("09:00:04"))])
    assert reading.before.note == "The events are being read …"
    assert [event.number for event in reading.around("09:00:02").events] == [1, 2, 3]
    assert [reading.around(time).current for time in ("08:59:59", "09:00:00", "09:00:03", "09:00:09")] == [
        0,
        1,
        2,
        3,
    ]
    assert json.loads(reading.around("09:00:02").events[1].raw)["at"] == f"{DAY}T09:00:02Z"


def test_that_of_events_at_one_instant_the_chosen_one_stays(tmp_path: Path) -> None:
    lines = [state("09:00:00", agent) for agent in ("ana", "bob", "cem")]
    reading = _Reading([log_of(tmp_path, *lines, state("09:00:01"))])
    assert reading.around("09:00:00").current == 3
    assert reading.around("09:00:00", chosen=2).current == 2
    assert reading.around("09:00:01", chosen=2).current == 4


def test_that_a_late_event_has_the_instant_of_its_arrival(tmp_path: Path) -> None:
    lines = (state("09:00:05"), state("09:00:01", "bob"), "nonsense", state("09:00:07"))
    events = _Reading([log_of(tmp_path, *lines)]).events
    assert [events.instant(number) for number in range(6)] == [
        None,
        *[at("09:00:05")] * 3,
        at("09:00:07"),
        None,
    ]


def test_that_some_hundred_events_are_shown_around_the_playhead_of_a_long_log(tmp_path: Path) -> None:
    lines = [state(second(number), f"a{number % 7}") for number in range(3000)]
    reading = _Reading([log_of(tmp_path, *lines)])
    for number in (0, 1, 499, 500, 1500, 2999):
        found = reading.around(second(number))
        assert found.current == number + 1
        assert len(found.events) <= 500
        shown = {event.number: event.raw.decode() for event in found.events}
        assert all(shown[near + 1] == lines[near] for near in range(max(0, number - 200), number + 1))


def test_that_a_filter_leaves_the_events_with_its_words(tmp_path: Path) -> None:
    lines = [state(second(number), f"a{number % 7}") for number in range(3000)]
    reading = _Reading([log_of(tmp_path, *lines)])
    found = reading.around(second(1500), "agent:a3 type:agent.*")
    assert {event.number % 7 for event in found.events} == {4}
    assert found.current == max(number for number in range(1502) if number % 7 == 4)
    assert reading.around(second(1500), "agent:zoe").note == "No event has all of these words."
    assert reading.around(second(1500)).current == 1501


def test_that_several_logs_are_merged_by_instant(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    first = log_of(tmp_path, state("09:00:00"), state("09:00:02"))
    reading = _Reading([first, log_of(other, state("09:00:01", "bob"), state("09:00:03", "bob"))])
    agents = [json.loads(event.raw)["agent"] for event in reading.around("09:00:01").events]
    assert agents == ["ana", "bob", "ana", "bob"]


def test_that_an_archived_day_is_read_without_the_days_before(tmp_path: Path) -> None:
    before = state("09:00:00", "zoe").replace(DAY, f"{date.fromisoformat(DAY) - timedelta(days=1)}")
    log = log_of(tmp_path, before, state("09:00:00"), state("09:00:01", "bob"))
    archive = Archive(tmp_path / "archive")
    add_recording(archive, log, "lisbon")
    found = _Reading(open_day(archive, DAY)).around("09:00:00")
    assert [json.loads(event.raw)["agent"] for event in found.events] == ["ana", "bob"]
    assert found.current == 1


def test_that_a_recording_that_went_away_is_said(tmp_path: Path) -> None:
    path = log_of(tmp_path, state("09:00:00"))
    loading = Loading([path])
    for batch in loading.batches():
        loading.loaded.floor.apply_all(*batch)
    Path(path).unlink()
    told = threading.Event()
    events = LogEvents(loading, told.set)
    events.begin()
    assert told.wait(20)
    note = events.around(at("09:00:00")).note
    assert note == f"The events cannot be shown: {path} is no longer a file that can be read again"
