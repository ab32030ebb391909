"""Writing an archive: lines in are lines out, whatever is stopped, deleted or damaged in between."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.history.archive import Archive
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError
from console.history.days.records import AnswerRecord
from console.history.verification import verified
from console.history.writer import ArchiveWriter
from feeds.events import instant
from tests.builders import DAY, archived_lines, days_of_events
from tests.feeds import encoded

LINES = [encoded(event) for event in days_of_events(3)]
ODD = [b"", b"  ", b"nothing", b"{}", b'{"type":"acme.odd"}', b"\xff\xfe", b"x" * 70_000]


def opened(archive: Archive, stream: str = "day", said: list[str] | None = None) -> ArchiveWriter:
    writer = ArchiveWriter(archive, "lisbon", (said if said is not None else []).append, durability="none")
    writer.begin(stream)
    return writer


def write(archive: Archive, *lines: bytes, stream: str = "day") -> list[str]:
    """What the writer says as it writes *lines*."""
    said: list[str] = []
    writer = opened(archive, stream, said)
    for line in lines:
        writer.write(line)
    writer.finish()
    writer.close()
    return said


def is_whole(archive: Archive) -> bool:
    return not any(day.damages for day in verified(archive))


STEPS = st.lists(
    st.tuples(st.sampled_from(["line", "odd", "flush", "restart", "other"]), st.integers(0, 6)), max_size=60
)


@settings(max_examples=30)
@given(STEPS)
def test_that_lines_in_are_lines_out_over_flushes_restarts_days_and_streams(
    steps: list[tuple[str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("console.history.days.blocks.BLOCK_LINES", 5)
        archive = Archive(Path(folder) / "a")
        written: dict[str, list[bytes]] = {"day": [], "night": []}
        stream = "day"
        writer = opened(archive)
        for what, number in steps:
            if what in ("line", "odd"):
                done = len(written[stream])
                line = LINES[(done * 7 // 3) % len(LINES)] if what == "line" else ODD[number]
                writer.write(line)
                written[stream].append(line)
            elif what == "flush":
                writer.flush()
            else:
                writer.close()
                if what == "other":
                    stream = "night" if stream == "day" else "day"
                writer = opened(archive, stream)
                assert writer.last_line == len(written[stream])
        writer.close()
        assert archived_lines(archive) == {name: lines for name, lines in written.items() if lines}
        assert is_whole(archive)


def test_that_each_day_begins_with_the_hello_in_force(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    write(archive, *LINES[:20])
    write(archive, *LINES[20:])
    for day in archive.days():
        with DayFile(day.path) as file:
            _, text = file.read(1)
            assert text.split(b"\n")[0] == LINES[0]
    assert archived_lines(archive) == {"day": LINES}


def test_that_what_is_not_flushed_is_lost_with_the_program_and_nothing_else(tmp_path: Path) -> None:
    """A copy of the files is what a killed program leaves."""
    archive = Archive(tmp_path / "a")
    writer = opened(archive)
    for line in LINES[:8]:
        writer.write(line)
    writer.flush()
    writer.write(LINES[8])
    shutil.copytree(archive.path, tmp_path / "left")
    writer.close()
    left = Archive(tmp_path / "left")
    assert archived_lines(left) == {"day": LINES[:8]}
    assert is_whole(left)
    again = opened(left)
    assert again.last_line == 8
    for line in LINES[8:]:
        again.write(line)
    again.close()
    assert archived_lines(left) == {"day": LINES}


def test_that_a_second_writer_of_the_source_is_refused(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    writer = opened(archive)
    with pytest.raises(ArchiveError, match="another program is writing lisbon"):
        opened(archive, "other")
    writer.close()
    opened(archive, "other").close()


def test_that_lines_wait_while_the_disk_is_full_and_are_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path / "a")
    writer = opened(archive)
    for number, line in enumerate(LINES):
        writer.write(line)
        if number % 9 == 4:
            with monkeypatch.context() as patch:
                patch.setattr(DayFile, "commit", _refuse)
                with pytest.raises(ArchiveError, match="disk is full"):
                    writer.flush()
                assert writer.waiting
        elif number % 3 == 0:
            writer.flush()
    writer.close()
    assert archived_lines(archive) == {"day": LINES}
    assert is_whole(archive)


def _refuse(file: DayFile) -> None:
    raise ArchiveError(f"{file.path} cannot be used: database or disk is full")


def test_that_lines_committed_as_the_writer_is_interrupted_are_not_written_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path / "a")
    writer = opened(archive)
    commit = DayFile.commit

    def interrupted(file: DayFile) -> None:
        commit(file)
        raise KeyboardInterrupt

    for line in LINES[:9]:
        writer.write(line)
    with monkeypatch.context() as patch:
        patch.setattr(DayFile, "commit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            writer.flush()
    for line in LINES[9:]:
        writer.write(line)
    writer.close()
    assert archived_lines(archive) == {"day": LINES}
    assert is_whole(archive)


@pytest.mark.parametrize("is_whole_folder", [False, True])
def test_that_a_deleted_day_is_written_again_and_continued(tmp_path: Path, is_whole_folder: bool) -> None:
    archive, said = Archive(tmp_path / "a"), list[str]()
    writer = opened(archive, said=said)
    for line in LINES[:8]:
        writer.write(line)
    writer.flush()
    if is_whole_folder:
        shutil.rmtree(archive.path)
    else:
        archive.days()[0].path.unlink()
    writer.check_file()
    with pytest.raises(ArchiveError, match="another program"):
        archive.locked("lisbon")
    for line in LINES[8:]:
        writer.write(line)
    writer.close()
    assert archived_lines(archive) == {"day": LINES}
    assert len(said) == 1
    assert f"{DAY}.db was deleted" in said[0]


def test_that_a_replaced_day_is_continued_in_the_file_that_is_there(tmp_path: Path) -> None:
    archive, said = Archive(tmp_path / "a"), list[str]()
    writer = opened(archive, said=said)
    for line in LINES[:8]:
        writer.write(line)
    writer.flush()
    path = archive.days()[0].path
    with DayFile(path) as file:
        copy = file.path.read_bytes()
    path.unlink()
    path.write_bytes(copy)
    writer.check_file()
    writer.write(LINES[8])
    writer.close()
    assert archived_lines(archive) == {"day": LINES[:9]}
    assert "was replaced" in said[0]


def test_that_a_day_that_is_no_database_is_set_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    write(archive, *LINES[:20])
    newest = archive.days()[-1]
    newest.path.write_bytes(b"damaged" * 1000)
    said = write(archive, *LINES[13:])
    assert "is set aside" in said[0]
    assert archived_lines(archive) == {"day": LINES}
    assert [path.name for path in archive.set_aside()] == [f"{newest.day}.damaged-1.db"]


def test_that_a_damaged_last_block_is_left_and_the_rest_of_its_day_stays_readable(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    write(archive, *LINES[:5])
    (day,) = archive.days()
    content = day.path.read_bytes()
    with DayFile(day.path) as file:
        block, _ = file.read(1)
    changed = bytes([block.data[20] ^ 1])
    place = content.index(block.data) + 20
    day.path.write_bytes(content[:place] + changed + content[place + 1 :])
    assert write(archive, *LINES[5:13]) == []
    (found,) = verified(archive)
    assert found.lines == 8
    assert len(found.damages) == 2
    assert any("lines 1 to 5 of day cannot be read" in words for words in found.damages)


def test_that_what_people_did_with_flags_is_kept_beside_the_line_that_says_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a")
    answered = {"at": f"{DAY}T08:01:00Z", "flag": "long-hold agent:ana 5", "by": "bea"}
    until = {"until": f"{DAY}T08:05:00Z"}
    lines = [
        *LINES[:3],
        encoded({"type": "flag.acknowledged", **answered, "seq": 3}),
        encoded({"type": "flag.snoozed", **answered, **until, "seq": 4}),
        b'{"type":"flag.acknowledged"}',
        b'{"type":"acme.odd","text":"flag."}',
    ]
    write(archive, *lines[:4])
    write(archive, *lines[4:])
    (day,) = archive.days()
    with DayFile(day.path) as file:
        at = instant(answered["at"])
        assert file.records.read("answers") == [
            AnswerRecord(at, answered["flag"], "acknowledged", None, "bea"),
            AnswerRecord(at, answered["flag"], "snoozed", instant(until["until"]), "bea"),
        ]
    assert archived_lines(archive) == {"day": lines}
