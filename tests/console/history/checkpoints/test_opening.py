"""A day of an archive, opened: the floor is that of playing everything up to its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.history.checkpoints.opening import DayOpening, open_day
from console.history.days.errors import ArchiveError
from console.sources.loading import load
from feeds.events import instant
from tests.builders import DAY, archived, days_of_events, figures
from tests.feeds import log_of

LAST = "2026-11-25"


def test_that_a_day_is_opened_with_what_was_before_it(tmp_path: Path) -> None:
    events = days_of_events(3)
    archive = archived(tmp_path, *events)
    for days, name in enumerate((DAY, "2026-11-24", LAST), 1):
        path = tmp_path / "part.jsonl"
        path.write_bytes(log_of(*events[: 1 + 12 * days]))
        opened, played = load(open_day(archive, name)).floor, load([str(path)]).floor
        assert figures(opened, opened.latest, None) == figures(played, played.latest, None)
        assert opened.shown_from == max(opened.since, instant(f"{name}T00:00:00Z"))


def test_that_sources_of_a_day_are_opened_together_or_alone(tmp_path: Path) -> None:
    archived(tmp_path, *days_of_events(2))
    porto = [{**event, "source": "porto"} for event in days_of_events(1)]
    archive = archived(tmp_path, *porto, name="porto.jsonl")
    for source, day, sources in [
        (None, DAY, ["lisbon", "porto"]),
        ("porto", DAY, ["porto"]),
        (None, "2026-11-24", ["lisbon"]),
    ]:
        floor = load(open_day(archive, day, source)).floor
        assert [name for name, _ in floor.epochs] == sources


def test_that_progress_goes_to_the_end(tmp_path: Path) -> None:
    opening = open_day(archived(tmp_path, *days_of_events(2)), "2026-11-24")
    assert isinstance(opening, DayOpening)
    load(opening)
    assert opening.position == opening.size > 0


def test_that_a_day_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    with pytest.raises(ArchiveError, match="has no 2026-11-30"):
        open_day(archive, "2026-11-30")
