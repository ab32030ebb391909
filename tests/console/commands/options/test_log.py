"""A recording that ends in the middle of something is read, and every command that reads it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.cli import main
from feeds.recordings.writer import packer_of
from tests.builders import archived, days_of_events
from tests.feeds import log_of
from tests.made_logs import made_log

MADE = made_log(4, contacts=20)


def killed(folder: Path, suffix: str) -> Path:
    """MADE as a recorder leaves it that is killed in the middle of a line."""
    path, packer = folder / f"log.jsonl{suffix}", packer_of(suffix)
    raw = log_of(*MADE)
    path.write_bytes(packer.pack(raw[:-20]) + packer.flush())
    return path


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
@pytest.mark.parametrize(
    "command", [("report",), ("check",), ("explain", "answered"), ("report", "--format", "json")]
)
def test_that_a_cut_recording_is_read_and_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str, command: tuple[str, ...]
) -> None:
    path = killed(tmp_path, suffix)
    name, *more = command
    assert main([name, str(path), *more]) == 0
    found = capsys.readouterr()
    assert found.err.count("\n") == 1
    assert found.err.startswith(f"floorlight: {path} is truncated: it ends ")
    if name == "check":
        assert f"events      {len(MADE) - 1:,}\n" in found.out
        assert "invalid     0\n" in found.out


def test_that_several_cut_recordings_are_each_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [str(killed(tmp_path, suffix)) for suffix in ("", ".gz")]
    assert main(["report", *paths]) == 0
    assert [line.split(" is truncated")[0][12:] for line in capsys.readouterr().err.splitlines()] == paths


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--at", "2026-11-25T23:59:00Z"], "the day that is opened begins at 2026-11-26T00:00:00.000Z"),
        (["--window", "90h"], "a day is opened with the 26 hours before it"),
    ],
)
def test_that_what_an_archived_day_does_not_show_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    archive = archived(tmp_path, *days_of_events(4))
    command = ["report", "--archive", str(archive.path), "--day", "2026-11-26"]
    assert main([*command, "--window", "30h"]) == 0
    assert capsys.readouterr().err == ""
    assert main([*command, *options]) == 2
    assert words in capsys.readouterr().err
