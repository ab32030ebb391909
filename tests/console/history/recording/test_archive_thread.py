"""The archive's thread: everything given is written in order, or counted exactly, and nobody waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.history.archive import Archive
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError, InUseError
from console.history.days.records import ConnectionRecord, GapRecord, Record
from console.history.recording import archive_thread
from console.history.recording.archive_recording import ArchiveRecording
from console.history.recording.archive_thread import ArchiveThread
from console.history.verification import verified
from feeds.recordings.durability import Durability
from tests.builders import archived_lines, days_of_events
from tests.console.sources.played_source import until
from tests.feeds import encoded

URL = "ws://127.0.0.1:8765"
LINES = [encoded(event) for event in days_of_events(3)]
PATIENCE = 20.0


class Heard:
    """What a thread says; `until` waits for words."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._news = threading.Condition()

    def say(self, words: str) -> None:
        with self._news:
            self.words.append(words)
            self._news.notify_all()

    def until(self, part: str) -> None:
        with self._news:
            assert self._news.wait_for(lambda: any(part in said for said in self.words), PATIENCE), self.words


class Disk:
    """Whether days can be committed. `tried` is set when one was, and waits while `hangs` is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        self.works = threading.Event()
        self.works.set()
        self.tried = threading.Event()
        commit = DayFile.commit

        def tried(file: DayFile) -> None:
            self.tried.set()
            assert self.works.wait(PATIENCE)
            if self.is_full:
                raise ArchiveError(f"{file.path} cannot be used: database or disk is full")
            commit(file)

        monkeypatch.setattr(DayFile, "commit", tried)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


@pytest.fixture
def heard() -> Heard:
    return Heard()


def started(
    archive: Archive,
    heard: Heard,
    durability: Durability = "event",
    passed: Callable[[], float] = lambda: 0.0,
    stream: str = URL,
) -> ArchiveThread:
    recording = ArchiveRecording(archive, stream, heard.say, durability)
    recording.open()
    thread = ArchiveThread(recording, heard.say, passed)
    thread.start()
    return thread


@contextmanager
def begun(archive: Archive, heard: Heard, durability: Durability = "event") -> Iterator[ArchiveThread]:
    thread = started(archive, heard, durability)
    try:
        yield thread
    finally:
        thread.close()


def give(thread: ArchiveThread, *lines: bytes) -> None:
    for line in lines:
        thread.write(line)
        thread.flush()


def records(archive: Archive, name: str) -> list[Record]:
    found: list[Record] = []
    for day in archive.days():
        with DayFile(day.path) as file:
            found += file.records.read(name)
    return found


@pytest.mark.parametrize("durability", ["second", "event", "none"])
def test_that_what_is_given_is_written_in_order(
    archive: Archive, heard: Heard, durability: Durability
) -> None:
    record = ConnectionRecord(1, "live", "")
    with begun(archive, heard, durability) as thread:
        assert thread.durability == durability
        give(thread, *LINES[:20])
        thread.note(record)
        give(thread, *LINES[20:])
        thread.check_file()
        thread.sync_soon()
    assert archived_lines(archive) == {URL: LINES}
    assert records(archive, "connections") == [record]
    assert (heard.words, thread.waiting, thread.trouble, thread.gaps) == ([], 0, "", [])


def test_that_many_lines_do_not_wait_for_the_half_second(
    archive: Archive, heard: Heard, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_thread, "_BATCH", 5)
    monkeypatch.setattr(archive_thread, "_FLUSH_SECONDS", PATIENCE)
    with begun(archive, heard, "second") as thread:
        give(thread, *LINES)
        assert disk.tried.wait(PATIENCE)
    assert archived_lines(archive) == {URL: LINES}


def test_that_it_waits_while_the_archive_cannot_be_written_and_says_so_once(
    archive: Archive, heard: Heard, disk: Disk
) -> None:
    disk.is_full = True
    with begun(archive, heard) as thread:
        give(thread, *LINES)
        heard.until("disk is full; what comes waits in memory, up to 200,000 lines")
        assert "disk is full" in thread.trouble
        assert not thread.is_behind
        disk.is_full = False
        heard.until("can be written again, and has every line")
        assert thread.trouble == ""
    assert archived_lines(archive) == {URL: LINES}
    assert len(heard.words) == 2


def test_that_beyond_the_memory_an_exact_gap_is_recorded_and_said(
    archive: Archive, heard: Heard, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_thread, "WAITING_MOST", 6)
    disk.is_full = True
    with begun(archive, heard) as thread:
        give(thread, *LINES[:6])
        heard.until("disk is full")
        give(thread, *LINES[6:10])
        assert thread.waiting == 6
        disk.is_full = False
        heard.until("can be written again")
        assert "every line" not in heard.words[-1]
        give(thread, LINES[10])
        heard.until("lacks 4 lines: events 6 to 9, from ")
        (gap,) = thread.gaps
    assert isinstance(gap, GapRecord)
    assert (gap.epoch, gap.first_seq, gap.last_seq, gap.events, gap.lines) == ("e1", 6, 9, 4, 4)
    assert records(archive, "gaps") == [gap]
    assert archived_lines(archive) == {URL: [*LINES[:6], LINES[10]]}


def test_that_an_epoch_that_began_in_a_gap_is_named_after_it(
    archive: Archive, heard: Heard, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_thread, "WAITING_MOST", 6)
    hello = LINES[0].replace(b'"e1"', b'"e2"')
    disk.is_full = True
    with begun(archive, heard) as thread:
        give(thread, *LINES[:6])
        heard.until("disk is full")
        give(thread, LINES[6], hello, LINES[1])
        disk.is_full = False
        heard.until("can be written again")
        give(thread, LINES[2])
    assert archived_lines(archive) == {URL: [*LINES[:6], hello, LINES[2]]}
    assert [(gap.epoch, gap.lines) for gap in thread.gaps] == [("e1", 1), ("e2", 2)]


def test_that_a_gap_still_open_at_the_end_is_recorded(
    archive: Archive, heard: Heard, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_thread, "WAITING_MOST", 6)
    disk.is_full = True
    with begun(archive, heard) as thread:
        give(thread, *LINES[:6])
        heard.until("disk is full")
        give(thread, *LINES[6:8])
        disk.is_full = False
    assert records(archive, "gaps") == thread.gaps
    assert [gap.lines for gap in thread.gaps] == [2]


def test_that_what_cannot_be_written_at_the_end_is_said(archive: Archive, heard: Heard, disk: Disk) -> None:
    disk.is_full = True
    thread = started(archive, heard)
    give(thread, *LINES)
    heard.until("disk is full")
    with pytest.raises(ArchiveError, match="disk is full; 37 lines are not in it"):
        thread.close()


def test_that_another_writer_of_the_source_ends_it_quietly(archive: Archive, heard: Heard) -> None:
    with begun(archive, heard) as first:
        give(first, *LINES[:5])
        until(lambda: not first.waiting)
        second = started(archive, heard, stream="ws://127.0.0.1:9999")
        give(second, LINES[0])
        until(lambda: second.failure is not None)
        give(second, LINES[1])
        second.note(ConnectionRecord(1, "live", ""))
        assert (second.waiting, second.is_behind) == (0, False)
        assert "another program" in second.trouble
        with pytest.raises(InUseError, match="another program is writing lisbon"):
            second.close()
        give(first, *LINES[5:])
    assert archived_lines(archive) == {URL: LINES}
    assert heard.words == []


def test_that_a_disk_that_hangs_is_noticed_and_only_a_working_one_slows_the_source(
    archive: Archive, heard: Heard, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_thread, "_BEHIND", 3)
    now = [0.0]
    thread = started(archive, heard, passed=lambda: now[0])
    disk.works.clear()
    give(thread, *LINES)
    assert disk.tried.wait(PATIENCE)
    assert thread.is_behind
    now[0] += 10.0
    assert not thread.is_behind
    assert "does not answer; what comes waits in memory" in thread.trouble
    disk.works.set()
    thread.close()
    assert thread.trouble == ""
    assert archived_lines(archive) == {URL: LINES}


def test_that_a_disk_that_hangs_at_the_end_is_not_waited_for_for_ever(
    archive: Archive, heard: Heard, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.works.clear()
    thread = started(archive, heard)
    give(thread, *LINES)
    assert disk.tried.wait(PATIENCE)
    with monkeypatch.context() as patch:
        patch.setattr(archive_thread, "_CLOSE_SECONDS", 0.01)
        with pytest.raises(ArchiveError, match="does not answer"):
            thread.close()
    disk.works.set()
    thread.close()
    assert archived_lines(archive) == {URL: LINES}


def test_that_a_fault_of_its_own_ends_the_writing_and_is_said(
    archive: Archive, heard: Heard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ArchiveRecording, "write", lambda recording, line: 1 / 0)
    thread = started(archive, heard)
    give(thread, LINES[0])
    until(lambda: thread.failure is not None)
    assert "no longer written: ZeroDivisionError" in thread.trouble
    with pytest.raises(ArchiveError, match="is no longer written: ZeroDivisionError"):
        thread.close()
    assert "the archive's thread failed" in caplog.text


def test_that_an_archive_deleted_at_work_is_written_again(archive: Archive, heard: Heard) -> None:
    with begun(archive, heard) as thread:
        give(thread, *LINES[:5])
        until(lambda: not thread.waiting)
        for path in archive.files():
            path.unlink()
        heard.until("was deleted: all of it is written again")
        give(thread, *LINES[5:])
    assert archived_lines(archive) == {URL: LINES}
    assert not [words for found in verified(archive) for words in found.damages]
