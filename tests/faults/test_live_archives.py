"""A live source kept on disks that fill up, lock or vanish, in files that are damaged, with odd clocks."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from console.history.archive import Archive
from console.history.archived_log import archived_logs
from console.history.days import database
from console.history.days.schema import empty_day
from console.history.recording import archive_thread
from console.history.verification import verified
from feeds.instants import instant, instant_text
from tests.builders import JSON, archived_lines, figures
from tests.console.sources.played_source import until
from tests.console.sources.test_live import at, available
from tests.console.sources.test_live_archive import STREAM, Console, console, numbers, records
from tests.faults import FLIPS
from tests.faults.recordings import numbers_in

# Within the minute that a source's events may be ahead of its clock, each with a text that does not compress.
EVENTS: list[JSON] = [
    {
        **available("09:00:00", f"agent {number}"),
        "at": instant_text(instant(at("09:00:00")) + number * 90),
        "odd": random.Random(number).randbytes(60).hex(),
    }
    for number in range(1, 600)
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def follow(made: Console, *events: JSON, after: int = 0) -> None:
    """The source says hello, then *events*, and all of it is applied."""
    made.connect()
    made.played.greet(at("09:00:00"), after=after)
    say(made, *events)


def say(made: Console, *events: JSON) -> None:
    made.played.say(*events)
    made.take_in()


@contextmanager
def full_disk() -> Iterator[None]:
    """A disk where no day grows beyond an empty one."""
    connect, pages = sqlite3.connect, len(empty_day()) // 4096

    def connect_small(*given: object, **named: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)  # type: ignore[call-overload]
        if given[0] != ":memory:":
            connection.execute(f"pragma max_page_count = {pages}")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect_small)
        yield


def test_that_on_a_full_disk_the_floor_goes_on_and_all_is_written_once_there_is_room(path: Path) -> None:
    with console(path) as made:
        with full_disk():
            follow(made, *EVENTS)
            until(lambda: any("disk is full" in words for words in made.source.troubles))
            assert made.desk.floor.applied == len(EVENTS)
        until(lambda: made.source.troubles == ())
    assert numbers(path) == list(range(1, len(EVENTS) + 1))


def test_that_what_does_not_fit_into_memory_is_a_gap_of_exactly_that(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_thread, "WAITING_MOST", 300)
    with console(path) as made:
        with full_disk():
            follow(made, *EVENTS[:400])
            until(lambda: any("disk is full" in words for words in made.source.troubles))
            say(made, *EVENTS[400:500])
            assert made.desk.floor.applied == 500
        until(lambda: not any("disk is full" in words for words in made.source.troubles))
        say(made, *EVENTS[500:])
        until(lambda: made.source.troubles != ())
        (gap,) = made.source.troubles
    kept = numbers(path)
    missing = sorted(set(range(1, len(EVENTS) + 1)).difference(kept))
    assert kept == sorted(kept)
    assert missing == list(range(missing[0], 501))
    assert f"lacks {len(missing):,} lines: events {missing[0]} to 500" in gap
    assert [record[1:3] for record in records(path, "gaps")] == [(missing[0], 500)]


def test_that_a_day_locked_by_another_program_is_written_once_it_is_free(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.05)
    with console(path) as made:
        follow(made, *EVENTS[:9])
        until(lambda: len(Archive(path).files()) == 1)
        with closing(sqlite3.connect(Archive(path).files()[0], isolation_level=None)) as other:
            other.execute("begin immediate")
            say(made, *EVENTS[9:])
            until(lambda: any("database is locked" in words for words in made.source.troubles))
            other.execute("rollback")
        until(lambda: made.source.troubles == ())
    assert numbers(path) == list(range(1, len(EVENTS) + 1))


def test_that_a_folder_that_vanishes_is_written_again(path: Path) -> None:
    with console(path) as made:
        follow(made, *EVENTS[:300])
        until(lambda: _has(path, 300))
        shutil.rmtree(path)
        until(lambda: any("was deleted: all of it is written again" in said for said in made.source.troubles))
        say(made, *EVENTS[300:])
    assert numbers(path) == list(range(1, len(EVENTS) + 1))


def _has(path: Path, count: int) -> bool:
    return len(numbers_in(archived_lines(Archive(path)).get(STREAM, []))) == count


def test_that_flipped_bytes_stop_no_console_and_are_named(path: Path) -> None:
    with console(path) as made:
        follow(made, *EVENTS[:500])
    (day,) = Archive(path).files()
    whole, chance = day.read_bytes(), random.Random(FLIPS)
    for _ in range(max(3, FLIPS // 10)):
        shutil.rmtree(path)
        day.parent.mkdir(parents=True)
        content = bytearray(whole)
        for place in chance.sample(range(len(whole)), 20):
            content[place] ^= chance.randrange(1, 256)
        day.write_bytes(content)
        with console(path) as made:
            made.connect()
            resumed = made.played.session.resume
            made.played.greet(at("09:00:00"), after=0 if resumed is None else resumed[1])
            say(made, *EVENTS[0 if resumed is None else resumed[1] :])
            assert made.desk.floor.applied > 0
        assert _readable_numbers(path)[-1] == len(EVENTS)
        assert [words for found in verified(Archive(path)) for words in found.damages]


def _readable_numbers(path: Path) -> list[int]:
    """The `seq` of the events that can still be read, in order."""
    found: list[int] = []
    for day in Archive(path).days():
        for log in archived_logs(Archive(path), day.day, day.source):
            found += [number for _, chunk in log.chunks() for number in numbers_in(chunk.splitlines())]
    return found


@pytest.mark.parametrize("step", [-3_600_000, 3_600_000])
def test_that_a_clock_stepped_by_an_hour_changes_nothing(path: Path, step: int) -> None:
    stepped = [
        {**event, "at": instant_text(instant(event["at"]) + step * (number >= 300))}
        for number, event in enumerate(EVENTS)
    ]
    with console(path) as made:
        follow(made, *stepped[:300])
        made.clock._started += step  # this machine's clock
        made.played.beat(instant_text(instant(at("09:00:00")) + step))
        say(made, *stepped[300:])
        expected = figures(made.desk.floor, made.desk.floor.latest)
    assert numbers(path) == list(range(1, len(stepped) + 1))
    with console(path) as again:
        again.connect()
        assert figures(again.desk.floor, again.desk.floor.latest) == expected
