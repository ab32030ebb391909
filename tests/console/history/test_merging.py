"""Logs merged by instant."""

from __future__ import annotations

from pathlib import Path

from console.floor.floor import EventBatch, Floor
from console.history.merging import batches_of
from console.sources.loading import Loaded
from feeds.recordings.reader import open_log
from tests.feeds import PLAIN, encoded


def batches(folder: Path, *logs: list[str]) -> tuple[list[EventBatch], Loaded]:
    """What logs of states at those times, or of what is no event, give: batches, and what was found."""
    opened, found = [], Loaded(Floor())
    for number, times in enumerate(logs):
        path = folder / f"{number}.jsonl"
        made = [
            encoded({**PLAIN["agent.state"], "at": f"2026-11-22T{time}Z"})
            if time[0].isdigit()
            else time.encode()
            for time in times
        ]
        path.write_bytes(b"".join(line + b"\n" for line in made))
        opened.append(open_log(path))
    return list(batches_of(opened, found)), found


def test_that_one_log_keeps_the_order_of_its_lines(tmp_path: Path) -> None:
    (batch,), loaded = batches(tmp_path, ["09:00:02", "odd", "09:00:01"])
    assert list(batch.lines) == [1, 3]
    assert [(Path(stream).name, found.line) for stream, found in loaded.invalid] == [("0.jsonl", 2)]
    assert (loaded.invalid_count, loaded.unknown) == (1, 0)


def test_that_several_are_merged_by_instant_and_ties_by_their_order(tmp_path: Path) -> None:
    found, loaded = batches(tmp_path, ["09:00:01", "09:00:03"], ['{"type":"odd"}', "09:00:01", "09:00:02"])
    assert [(Path(batch.stream).name, list(batch.lines)) for batch in found] == [
        ("0.jsonl", [1]),
        ("1.jsonl", [2, 3]),
        ("0.jsonl", [2]),
    ]
    assert (loaded.invalid_count, loaded.unknown) == (0, 1)
