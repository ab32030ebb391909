"""The checkpoints of some sources, and which of them fit the archive."""

from __future__ import annotations

from pathlib import Path

import console.floor
from console.history.archive import Archive
from console.history.checkpoints.chain import Chain, version
from console.history.checkpoints.opening import open_day
from console.sources.loading import load
from feeds.events import SiteSettings
from tests.builders import archived, days_of_events

LAST = "2026-11-25"


def usable(archive: Archive, until: str) -> list[tuple[str, bool]]:
    chain = Chain([day for day in archive.days() if day.day <= until], None)
    return [(found.file.head.day, found.is_grown) for found in chain.usable()]


def test_that_the_newest_up_to_the_day_comes_first(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(3))
    assert usable(archive, LAST) == []
    load(open_day(archive, LAST))
    days = [day.day for day in archive.days()]
    assert usable(archive, LAST) == [(day, False) for day in reversed(days)]
    assert usable(archive, days[1]) == [(days[1], False), (days[0], False)]


def test_that_those_after_a_day_that_changed_do_not_fit(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(3))
    load(open_day(archive, LAST))
    first, second, _ = archive.days()
    second.path.unlink()
    assert usable(archive, LAST) == [(first.day, False)]


def test_that_sources_and_settings_have_checkpoints_of_their_own(tmp_path: Path) -> None:
    lisbon = archived(tmp_path, *days_of_events(1)).days()
    porto = archived(tmp_path, *[{**e, "source": "porto"} for e in days_of_events(1)], name="p.jsonl")
    both = porto.days()
    chains = [
        Chain(lisbon, None),
        Chain([day for day in both if day.source == "porto"], None),
        Chain(both, None),
        Chain(lisbon, SiteSettings(lateness_seconds=0)),
        Chain(lisbon, SiteSettings(lateness_seconds=1)),
    ]
    assert len({chain.folder for chain in chains}) == 5
    assert {chain.folder.parent for chain in chains} == {porto.path / "checkpoints"}


def test_that_the_version_is_that_of_the_code(tmp_path: Path) -> None:
    made = version.__wrapped__()
    assert made == version()
    path = Path(console.floor.__path__[0]) / "floor.py"
    assert path.exists()
    console.floor.__path__.insert(0, str(tmp_path))
    try:
        assert version.__wrapped__() != made
    finally:
        del console.floor.__path__[0]
