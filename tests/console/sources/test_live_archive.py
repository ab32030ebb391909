"""A live source that is kept: what came is in the archive, and a restart goes on where it ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.clock import ManualClock
from console.desk.desk import Desk
from console.history.archive import Archive
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError
from console.history.days.records import Record
from console.history.recording.retention import ArchiveLimits
from console.history.recording.stream_names import stream_name
from console.history.verification import verified
from console.sources.live import LiveSource
from console.sources.live_archive import LiveArchive
from console.sources.source import Phase
from feeds.events import instant
from feeds.protocol.session import Request
from feeds.transport.client import SourceClient
from tests.builders import archived_lines, figures
from tests.console.sources.played_source import PlayedSource, stopped, take_in, until
from tests.console.sources.test_live import DOING, NEVER_ENDING, at, available, desk_of
from tests.faults.recordings import numbers_in

STREAM = stream_name("ws://lisbon.example", Request())
EVENTS = [available(f"09:00:{second:02}", f"a{second}") for second in range(1, 13)]


class Console:
    """A console of a played source, kept in an archive; a test moves it on by hand."""

    def __init__(self, path: Path, now: str = "09:00:00", limits: ArchiveLimits | None = None) -> None:
        self.clock = ManualClock(instant(at(now)))
        self.played = PlayedSource(self.clock)
        self.archive = LiveArchive(path, self.clock, limits)
        self.source = LiveSource(DOING, self._connect, archive=self.archive)
        self.desk: Desk = desk_of(self.source)

    def _connect(self) -> SourceClient:
        return self.played

    @property
    def phase(self) -> Phase:
        return self.source.state(self.clock).phase

    @property
    def age(self) -> float | None:
        return self.source.state(self.clock).age_seconds

    def take_in(self) -> None:
        while take_in(self.source, self.desk, self.clock, NEVER_ENDING):
            pass
        self.desk.move_edge(self.source.edge(self.clock))

    def connect(self) -> None:
        """Read the past, and wait until the feed runs."""
        until(lambda: self.source.has_more or self.source.feed is not None)
        self.take_in()
        until(lambda: self.source.feed is not None)


@contextmanager
def console(path: Path, now: str = "09:00:00", limits: ArchiveLimits | None = None) -> Iterator[Console]:
    made = Console(path, now, limits)
    with stopped(made.source):
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def kept(path: Path) -> Path:
    """An archive that a console has kept six events in."""
    with console(path) as made:
        made.connect()
        made.played.greet(at("09:00:00"))
        made.played.say(*EVENTS[:6])
        made.take_in()
    return path


def numbers(path: Path) -> list[int]:
    archive = Archive(path)
    assert not [words for found in verified(archive) for words in found.damages]
    return numbers_in(archived_lines(archive)[STREAM])


def records(path: Path, name: str) -> list[Record]:
    found: list[Record] = []
    for day in Archive(path).days():
        with DayFile(day.path) as file:
            found += file.records.read(name)
    return found


def test_that_all_that_came_is_kept_with_its_sessions(kept: Path) -> None:
    assert numbers(kept) == [1, 2, 3, 4, 5, 6]
    (session,) = records(kept, "sessions")
    assert session[1:4] == ("e1", 0, 6)
    assert [record[1] for record in records(kept, "connections")] == ["live"]
    for file in (kept, *kept.rglob("*")):
        assert file.stat().st_mode & 0o777 == (0o700 if file.is_dir() else 0o600)


def test_that_a_restart_shows_the_archive_as_old_as_it_is_and_goes_on_after_it(kept: Path) -> None:
    with console(kept, "09:30:00") as made:
        until(lambda: made.source.has_more)
        assert made.source.waiting.startswith("Reading the archive")
        assert made.phase is Phase.LOADING
        made.connect()
        assert (made.phase, made.source.waiting) == (Phase.STALE, DOING)
        assert made.age == 30 * 60 - 6
        assert made.source.due_seconds(made.clock) == 1.0
        assert made.desk.playhead.now == instant(at("09:00:06"))
        assert made.desk.floor.applied == 6
        assert made.played.session.resume == ("e1", 6)
        made.played.greet(at("09:30:00"), after=6)
        made.played.say(*EVENTS[6:], available("09:29:59", "zoe"))
        made.take_in()
        assert (made.phase, made.source.counters()["dropped"], made.desk.floor.duplicates) == (
            Phase.LIVE,
            0,
            0,
        )
        after = figures(made.desk.floor, made.desk.floor.latest)
    assert numbers(kept) == list(range(1, 14))
    with console(kept / "another", "09:30:00") as undisturbed:
        undisturbed.connect()
        undisturbed.played.greet(at("09:30:00"))
        undisturbed.played.say(*EVENTS, available("09:29:59", "zoe"))
        undisturbed.take_in()
        assert figures(undisturbed.desk.floor, undisturbed.desk.floor.latest) == after


def test_that_a_source_not_reached_is_tried_again_with_the_archive_shown_as_old(kept: Path) -> None:
    with console(kept, "09:30:00") as made:
        made.connect()
        assert made.played.session.continues
        made.played.lose(retry_in=4.0)
        assert (made.phase, made.age) == (Phase.RECONNECTING, 30 * 60 - 6)
        assert made.source.state(made.clock).retry_in == 4.0
        assert made.source.waiting == "Trying again: it broke off"


def test_that_a_source_of_which_there_is_nothing_is_asked_for_all(path: Path) -> None:
    with console(path) as made:
        made.connect()
        assert made.played.session.resume is None
        assert not made.played.session.continues
        assert made.source.waiting == DOING


def test_that_a_second_console_of_an_archive_shows_it_and_does_not_write(kept: Path) -> None:
    with console(kept) as first:
        first.connect()
        with console(kept) as second:
            second.connect()
            assert second.desk.floor.applied == 6
            assert "another program is writing lisbon" in second.archive.aside
            assert second.source.troubles == ()
            second.played.greet(at("09:00:10"), after=6)
            second.played.say(EVENTS[6])
            second.take_in()
            assert second.desk.floor.applied == 7
            second.archive.note(records(kept, "connections")[0])
        assert (first.archive.aside, first.source.troubles) == ("", ())
    assert numbers(kept) == [1, 2, 3, 4, 5, 6]


def test_that_a_second_console_of_a_source_not_archived_yet_stands_aside_too(path: Path) -> None:
    with console(path) as first:
        first.connect()
        with console(path) as second:
            second.connect()
            for made in (first, second):
                made.played.greet(at("09:00:00"))
                made.played.say(EVENTS[0])
                if made is first:
                    until(lambda: bool(Archive(path).files()))
            until(lambda: second.archive.aside != "")
            assert second.source.troubles == ()
        assert first.archive.aside == ""
    assert numbers(path) == [1]


def test_that_an_archive_that_cannot_be_read_or_written_stops_nobody(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    with console(path) as made:
        made.connect()
        made.played.greet(at("09:00:00"))
        made.played.say(EVENTS[0])
        made.take_in()
        assert made.desk.floor.applied == 1
        assert [words for words in made.source.troubles if "an archive is a folder" in words]


def test_that_a_disk_that_refuses_is_said_while_it_does(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with console(path) as made:
        made.connect()
        with monkeypatch.context() as patch:
            patch.setattr(DayFile, "commit", _refuse)
            made.played.greet(at("09:00:00"))
            made.played.say(EVENTS[0])
            until(lambda: made.source.troubles != ())
            counted = made.source.counters()
            assert (counted["archive_waiting"] > 0, counted["archive_lost"]) == (True, 0)
            assert "disk is full; what comes waits in memory" in made.source.troubles[0]
            made.take_in()
            assert made.desk.floor.applied == 1
        until(lambda: made.source.troubles == ())
    assert numbers(path) == [1]


def _refuse(file: DayFile) -> None:
    raise ArchiveError(f"{file.path} cannot be used: database or disk is full")


def test_that_what_could_not_be_written_at_the_end_is_logged(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(DayFile, "commit", _refuse)
    with console(path) as made:
        made.connect()
        made.played.greet(at("09:00:00"))
        made.played.say(EVENTS[0])
    assert "lines are not in it" in caplog.messages[-1]


def test_that_a_past_that_breaks_off_is_asked_for_again_and_said(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, console(kept) as made:
        patch.setattr("console.history.checkpoints.opening.DayOpening.begin", _broken)
        made.connect()
        assert made.played.session.resume is None
        assert made.source.troubles == ("The archive could not be read to its end: the disk is gone",)


def _broken(*_: object) -> None:
    raise ArchiveError("the disk is gone")


def test_that_a_console_closed_before_it_has_read_the_past_leaves_all_as_it_was(kept: Path) -> None:
    with console(kept) as made:
        until(lambda: made.source.has_more)
    assert numbers(kept) == [1, 2, 3, 4, 5, 6]


def test_that_the_archive_is_measured_and_old_days_go(kept: Path) -> None:
    with console(kept, limits=ArchiveLimits(days=1)) as made:
        made.connect()
        until(lambda: made.archive.size is not None)
        assert made.archive.size is not None
        assert made.archive.size.days == 1
        assert made.source.counters()["archive_bytes"] == made.archive.size.size > 0
        made.archive.keep(ArchiveLimits(days=7))
    with console(kept / "none") as made:
        assert made.archive.size is None
        made.archive.keep(ArchiveLimits(days=7))
