"""A day of an archive, opened: the floor is that of playing everything up to its end."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.flags.flags import Flags
from console.flags.rules.rules import Rulebook
from console.floor.floor import Floor
from console.history.adding import add_recording
from console.history.archive import Archive, remove_checkpoints, remove_day
from console.history.archived_log import ArchivedLog
from console.history.checkpoints import chain, opening
from console.history.checkpoints.opening import DayOpening, open_day
from console.history.days.errors import ArchiveError
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import day, rolling
from console.metrics.report import report
from console.sources.loading import Loaded, load
from feeds.events import SiteSettings, instant
from tests.builders import DAY, JSON, archived, days_of_events, differing, figures, tiny_blocks
from tests.feeds import log_of
from tests.made_days import made_days

SEEDS = range(int(os.environ.get("FLOORLIGHT_SOAK", "4")))
LAST = "2026-11-25"
HOUR = 3_600_000


@pytest.fixture(autouse=True)
def small_blocks() -> Iterator[None]:
    with tiny_blocks():
        yield


def reports(loaded: Loaded, seed: int) -> list[JSON]:
    """Everything that is reported at some instants of the day opened, with flags."""
    floor, rng = loaded.floor, random.Random(seed)
    found = []
    for _ in range(4):
        at = rng.randrange(floor.shown_from, floor.latest + 1)
        for span in (day(floor.site.at(at), at), rolling(at, rng.choice([HOUR // 2, 3 * HOUR, 20 * HOUR]))):
            found.append(report(floor, span, loaded.intake))
    return found


def flags(loaded: Loaded, seed: int) -> list[Any]:
    """The flags up at some instants of the day opened."""
    floor, rng, rules = loaded.floor, random.Random(seed), Flags(Rulebook())
    instants = [rng.randrange(floor.shown_from, floor.latest + 1) for _ in range(3)]
    return [rules.open(Reading(floor, rolling(at, HOUR // 2))) for at in instants]


def played(archive: Archive, until: str) -> Loaded:
    """Everything in *archive* up to the day *until*, played from the start, with nothing dropped."""
    days = [found for found in archive.days() if found.day <= until]
    return load([ArchivedLog("lisbon", "day.jsonl", days)])


def checkpoints(archive: Archive) -> list[Path]:
    return sorted(archive.path.glob("checkpoints/*/*"))


# Days ----------------------------------------------------------------------------------------------


def test_that_a_day_is_opened_with_what_was_before_it(tmp_path: Path) -> None:
    events = days_of_events(3)
    archive = archived(tmp_path, *events)
    for days, name in enumerate((DAY, "2026-11-24", LAST), 1):
        path = tmp_path / "part.jsonl"
        path.write_bytes(log_of(*events[: 1 + 12 * days]))
        opened, whole = load(open_day(archive, name)).floor, load([str(path)]).floor
        assert figures(opened, opened.latest, None) == figures(whole, whole.latest, None)
        assert opened.shown_from == max(opened.since, instant(f"{name}T00:00:00Z"))


def test_that_sources_of_a_day_are_opened_together_or_alone(tmp_path: Path) -> None:
    archived(tmp_path, *days_of_events(2))
    porto = [{**event, "source": "porto"} for event in days_of_events(1)]
    archive = archived(tmp_path, *porto, name="porto.jsonl")
    for _ in ("made", "from the checkpoint"):
        for source, name, sources in [
            (None, DAY, ["lisbon", "porto"]),
            ("porto", DAY, ["porto"]),
            (None, "2026-11-24", ["lisbon"]),
        ]:
            floor = load(open_day(archive, name, source)).floor
            assert [found for found, _ in floor.epochs] == sources
            assert floor.duplicates == 0


def test_that_progress_goes_to_the_end(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(2))
    for _ in ("made", "from the checkpoint"):
        found = open_day(archive, "2026-11-24")
        assert isinstance(found, DayOpening)
        load(found)
        assert found.position == found.size > 0


def test_that_a_day_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    with pytest.raises(ArchiveError, match="has no 2026-11-30"):
        open_day(archive, "2026-11-30")


# Checkpoints ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_that_every_figure_is_that_of_playing_from_the_start(tmp_path: Path, seed: int) -> None:
    archive = archived(tmp_path, *made_days(seed, 5))
    names, rng = [found.day for found in archive.days()], random.Random(seed)
    assert len(names) >= 5
    for name in rng.sample(names, 4):
        first = load(open_day(archive, name))
        again = load(open_day(archive, name))
        whole = played(archive, name)
        whole.floor.opened_from = first.floor.opened_from
        assert differing(reports(first, seed), reports(whole, seed)) == []
        assert differing(reports(again, seed), reports(whole, seed)) == []
        assert flags(first, seed) == flags(again, seed)
        assert again.invalid == whole.invalid


@pytest.mark.parametrize("seed", SEEDS)
def test_that_a_day_that_grows_is_read_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr("console.history.days.blocks.BLOCK_LINES", 40)
    events, rng = made_days(seed, 2), random.Random(seed)
    path, archive = tmp_path / "day.jsonl", Archive(tmp_path / "archive")
    for cut in [*sorted(rng.sample(range(len(events) // 2, len(events)), 4)), len(events)]:
        path.write_bytes(log_of(*events[:cut]))
        add_recording(archive, str(path))
        name = archive.days()[-1].day
        found = load(open_day(archive, name))
        whole = played(archive, name)
        whole.floor.opened_from = found.floor.opened_from
        assert found.floor.applied == whole.floor.applied
        assert differing(reports(found, seed), reports(whole, seed)) == []


def test_that_only_what_came_since_is_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, applied = archived(tmp_path, *days_of_events(3)), list[int]()
    apply = Floor.apply_all

    def counted(floor: Floor, events: Any, *rest: Any) -> None:
        applied.append(len(events))
        apply(floor, events, *rest)

    monkeypatch.setattr(Floor, "apply_all", counted)
    for name, events in [("2026-11-24", 25), ("2026-11-24", 0), (LAST, 12), (DAY, 0), (LAST, 0)]:
        applied.clear()
        load(open_day(archive, name))
        assert sum(applied) == events


def damages(archive: Archive) -> dict[str, Any]:
    """What may happen to the newest checkpoint of *archive*."""
    path, rng = checkpoints(archive)[-1], random.Random(7)
    content = path.read_bytes()

    def flipped() -> None:
        place = rng.randrange(len(content))
        path.write_bytes(
            content[:place] + bytes([content[place] ^ 1 << rng.randrange(8)]) + content[place + 1 :]
        )

    def replaced() -> None:
        path.unlink()
        path.mkdir()

    return {
        **{f"flipped {number}": flipped for number in range(40)},
        "cut": lambda: path.write_bytes(content[: rng.randrange(len(content))]),
        "empty": lambda: path.write_bytes(b""),
        "of another day": lambda: path.write_bytes(checkpoints(archive)[0].read_bytes()),
        "deleted": path.unlink,
        "all deleted": lambda: remove_checkpoints(archive.path),
        "a folder": replaced,
    }


def test_that_a_checkpoint_that_is_damaged_is_made_again_and_equal(tmp_path: Path) -> None:
    archive = archived(tmp_path, *made_days(3, 2))
    name = archive.days()[-1].day
    expected = reports(load(open_day(archive, name)), 3)
    for damage in damages(archive).values():
        damage()
        assert reports(load(open_day(archive, name)), 3) == expected
        if checkpoints(archive)[-1].is_dir():
            checkpoints(archive)[-1].rmdir()
        load(open_day(archive, name))
        assert len(checkpoints(archive)) == len(archive.days())


def test_that_a_checkpoint_of_another_version_or_site_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = archived(tmp_path, *made_days(1, 2))
    name = archive.days()[-1].day
    expected = reports(load(open_day(archive, name)), 1)
    site = SiteSettings(time_zone="Asia/Kolkata", lateness_seconds=0)
    there = load(open_day(archive, name), site)
    assert report(there.floor, rolling(there.floor.latest, HOUR))["basis"]["time_zone"] == "Asia/Kolkata"
    again = load(open_day(archive, name), site)
    assert reports(again, 1) == reports(there, 1) != expected
    before = [path.stat().st_mtime_ns for path in checkpoints(archive)]
    monkeypatch.setattr(opening, "version", lambda: b"another")
    monkeypatch.setattr(chain, "version", lambda: b"another")
    assert reports(load(open_day(archive, name)), 1) == expected
    assert [path.stat().st_mtime_ns for path in checkpoints(archive)] != before


def test_that_lines_added_to_an_earlier_day_are_played(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(2))
    load(open_day(archive, "2026-11-24"))
    more = [{**event, "epoch": "e2"} if "epoch" in event else event for event in days_of_events(1, each=3)]
    archived(tmp_path, *more, name="more.jsonl")
    assert load(open_day(archive, "2026-11-24")).floor.applied == 24 + 9


def test_that_what_pruned_days_said_is_known_still(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(3))
    load(open_day(archive, LAST))
    expected = load(open_day(archive, "2026-11-24")).floor.applied
    remove_day(archive.days()[0].path)
    assert [path.stem for path in checkpoints(archive)] == ["2026-11-24", LAST]
    assert load(open_day(archive, "2026-11-24")).floor.applied == expected


def test_that_a_folder_that_cannot_be_written_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = archived(tmp_path, *days_of_events(2))
    (archive.path / "checkpoints").write_text("in the way")
    for _ in range(2):
        assert load(open_day(archive, LAST[:-1] + "4")).floor.applied == 24


def test_that_checkpoints_are_for_their_owner_and_leave_nothing_half_made(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(2))
    group = archive.path / "checkpoints" / archive.days()[0].path.parent.name
    group.mkdir(parents=True)
    (group / ".2026-11-24.floor.0123.part").write_bytes(b"killed")
    load(open_day(archive, "2026-11-24"))
    assert [path.name for path in checkpoints(archive)] == [f"{DAY}.floor", "2026-11-24.floor"]
    assert {path.stat().st_mode & 0o777 for path in checkpoints(archive)} == {0o600}
