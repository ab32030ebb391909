"""An archived day as a log: what a recording of it would give."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.history.adding import add_recording
from console.history.archive import Archive
from console.history.archived_log import ArchivedLog, archived_logs, day_logs, lines_in_order
from console.history.checkpoints.opening import open_day
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError
from console.sources.loading import load
from feeds.recordings.reader import EventLog, Recording
from tests.builders import DAY, JSON, archived, days_of_events, figures
from tests.feeds import encoded
from tests.made_logs import made_log

LAST = "2026-11-25"


def lines(log: EventLog) -> list[bytes]:
    return [line for count, chunk in log.chunks() for line in chunk.split(b"\n")[: count or 1]]


def test_that_days_in_a_row_are_the_recording(tmp_path: Path) -> None:
    events = days_of_events(3)
    days = archived(tmp_path, *events).days()
    log = ArchivedLog("lisbon", "day.jsonl", days)
    assert lines(log) == [encoded(event) for event in events]
    assert log.position == log.size > 0
    assert log.cut is None
    one_by_one = [lines(log) for day in days for log in day_logs([day], {("lisbon", "day.jsonl")})]
    assert [len(part) for part in one_by_one] == [13, 12, 12]
    assert [line for part in one_by_one for line in part] == lines(log)


def test_that_a_day_alone_begins_with_the_hello_in_force(tmp_path: Path) -> None:
    events = days_of_events(3)
    (log,) = archived_logs(archived(tmp_path, *events), LAST, None)
    assert lines(log) == [encoded(event) for event in (events[0], *events[25:])]


@pytest.mark.parametrize("seed", range(6))
def test_that_batches_and_figures_are_those_of_the_recording(tmp_path: Path, seed: int) -> None:
    """Also where lines are odd, oversized or blank."""
    path = tmp_path / "day.jsonl"
    made = [encoded(event) for event in made_log(seed, contacts=25)]
    odd = [b"", b"odd", b"  ", b"{}", b"{" + b" " * 5_000_000, b" " * 5_000_000 + b"x", b'{"a":1}' * 10_000]
    for number, line in enumerate(odd):
        made.insert(number * 17, line)
    path.write_bytes(b"\n".join(made) + b"\n")
    archive = Archive(tmp_path / "archive")

    add_recording(archive, str(path))
    last = archive.days()[-1]
    log, recording = ArchivedLog(last.source, path.name, archive.days()), Recording(path)
    ours, theirs = list(log.batches()), list(recording.batches())
    for name in ("events", "lines", "unknown"):
        assert joined(ours, name) == joined(theirs, name)
    assert [found.line for batch in ours for found in batch.invalid] == [
        found.line for batch in theirs for found in batch.invalid
    ]
    one, other = load(open_day(archive, last.day)).floor, load([str(path)]).floor
    assert figures(one, one.latest, None) == figures(other, other.latest, None)


def joined(batches: list, name: str) -> list:  # type: ignore[type-arg]
    found = [getattr(batch, name) for batch in batches]
    return [item for part in found for item in (part if name != "unknown" else [part] * bool(part))]


def test_that_a_damaged_block_is_left_out_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.history.days.blocks.BLOCK_LINES", 5)
    events = days_of_events(2)
    archive = archived(tmp_path, *events)
    day = archive.days()[0]
    content = day.path.read_bytes()
    with DayFile(day.path) as file:
        block, _ = file.read(2)
    place = content.index(block.data)
    day.path.write_bytes(content[:place] + b"\0" + content[place + 1 :])
    (log,) = archived_logs(archive, day.day, None)
    assert lines(log) == [encoded(event) for event in events[:5] + events[10:13]]
    assert log.cut == "5 lines cannot be read"
    assert "archive verify" in log.cut_words


def test_that_sources_and_streams_of_a_day_are_logs_of_their_own(tmp_path: Path) -> None:
    events = days_of_events(1)
    archived(tmp_path, *events)
    archived(tmp_path, *days_of_events(1, each=2, customer="u2"), name="more.jsonl")
    archive = archived(tmp_path, *[{**event, "source": "porto"} for event in events], name="porto.jsonl")
    logs = archived_logs(archive, DAY, None)
    assert [log.source for log in logs] == ["lisbon", "lisbon", "porto"]
    assert len({log.stream for log in logs}) == 3
    assert [log.source for log in archived_logs(archive, DAY, "porto")] == ["porto"]


def test_that_merged_lines_name_their_epoch_where_the_log_changes(tmp_path: Path) -> None:
    def events(epoch: str, minutes: list[int]) -> list[JSON]:
        head = {**days_of_events(0)[0], "epoch": epoch}
        state = {"type": "agent.state", "agent": epoch, "state": "available"}
        return [
            head,
            *(
                {**state, "at": f"{DAY}T08:{minute:02}:00Z", "seq": seq}
                for seq, minute in enumerate(minutes, 1)
            ),
        ]

    archived(tmp_path, *events("e1", [1, 4]), name="one.jsonl")
    archive = archived(tmp_path, *events("e2", [2, 3]), name="two.jsonl")
    merged = list(lines_in_order(archived_logs(archive, DAY, None)))
    path = tmp_path / "merged.jsonl"
    path.write_bytes(b"\n".join(merged))
    epoch, found = "", []
    for batch in Recording(path).batches():
        for event in batch.events:
            epoch = getattr(event, "epoch", epoch)
            if event.type == "agent.state":
                found.append((event.agent, epoch))
    assert found == [("e1", "e1"), ("e2", "e2"), ("e2", "e2"), ("e1", "e1")]


@pytest.mark.parametrize(
    ("day", "source", "words"),
    [
        ("2026-01-01", None, f"has no 2026-01-01; its days are from {DAY} to {LAST}"),
        ("2026-01-01", "lisbon", "has no 2026-01-01 of lisbon"),
        (DAY, "porto", "has nothing of porto; its sources are lisbon"),
    ],
)
def test_that_a_day_that_is_not_there_is_one_error_with_what_is(
    tmp_path: Path, day: str, source: str | None, words: str
) -> None:
    archive = archived(tmp_path, *days_of_events(3))
    with pytest.raises(ArchiveError, match=words):
        archived_logs(archive, day, source)


def test_that_an_empty_archive_says_how_to_fill_it(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ArchiveError, match="nothing yet: `floorlight archive add`"):
        archived_logs(Archive(tmp_path / "empty"), DAY, None)


def test_that_an_archive_that_does_not_exist_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="does not exist: `floorlight archive add`"):
        archived_logs(Archive(tmp_path / "none"), DAY, None)
