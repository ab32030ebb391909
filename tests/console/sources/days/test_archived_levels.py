"""Service levels of archived days: those of a report of the day, and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.history.archive import Archive
from console.history.checkpoints.opening import open_day
from console.history.day_levels import kept_levels
from console.history.days.errors import ArchiveError
from console.metrics.reading.windows import day as day_window
from console.metrics.report import report
from console.sources.days.archived_levels import day_curves, day_levels, source_of_day
from console.sources.loading import load
from tests.builders import DAY, JSON, archived, days_of_events


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Three days of lisbon; on the second, one of four contacts waited too long."""
    events = days_of_events(3)
    slow: list[JSON] = []
    for event in events:
        if event.get("contact") == "c1-2" and event["type"] != "contact.queued":
            event = {**event, "at": event["at"].replace(":20:05", ":21:05").replace(":21:05.", ":22:05.")}
        slow.append(event)
    return archived(tmp_path, *slow)


def test_that_each_level_is_that_of_the_days_report_newest_first(archive: Archive) -> None:
    found = list(day_levels(archive, "lisbon"))
    assert [day.day for day, _ in found] == sorted((day.day for day, _ in found), reverse=True)
    for day, level in found:
        floor = load(open_day(archive, day.day, day.source)).floor
        figures = report(floor, day_window(floor.site.at(floor.latest), floor.latest))["floor"]
        assert level.share == figures["service_level"]["offered"]
        assert (level.target, level.counted) == (figures["target"], figures["answered"])
    assert [level.share for _, level in found] == [1.0, 0.75, 1.0]


def test_that_levels_are_kept_and_read_again_only_once_a_day_changes(archive: Archive) -> None:
    levels = {day.day: level for day, level in day_levels(archive, "lisbon")}
    assert kept_levels(archive, "lisbon") == levels
    kept = dict.fromkeys(levels)
    for day, level in day_levels(archive, "lisbon"):
        assert level == levels[day.day]
        kept.pop(day.day)
    assert kept == {}


def test_that_curves_begin_with_the_data_of_the_day_and_agree_for_a_single_queue(archive: Archive) -> None:
    found = day_curves(archive, DAY, "lisbon", 1_800_000)
    assert (found.start % 86_400_000, found.step_ms) == (8 * 3_600_000, 60_000)
    assert found.channel == "voice"
    assert found.queues == {"q": found.shares}
    assert found.shares[:3] == [None, 1.0, 1.0]


def test_that_a_day_has_one_source_unless_one_is_named(archive: Archive, tmp_path: Path) -> None:
    assert source_of_day(archive, DAY, None) == "lisbon"
    greeting, *events = days_of_events(1)
    archived(tmp_path, {**greeting, "source": "porto"}, *events, name="porto.jsonl")
    with pytest.raises(ArchiveError, match="several sources: add --source with one of lisbon, porto"):
        source_of_day(archive, DAY, None)
    assert source_of_day(archive, DAY, "porto") == "porto"
    with pytest.raises(ArchiveError, match="has no 2020-01-01"):
        source_of_day(archive, "2020-01-01", None)
