"""`floorlight simulate`: a recording as asked, the same each time, or one line that says why not."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from console.cli import main
from console.sources.loading import load

ROOT = Path(__file__).parents[4]
PROGRAM = [sys.executable, "-m", "console", "simulate"]
SMALL = ("--agents", "12", "--queues", "3", "--hours", "0.5")


def simulated(*arguments: str | Path) -> bytes:
    """What the program writes; on stderr, where no terminal is, it writes nothing."""
    done = subprocess.run([*PROGRAM, *map(str, arguments)], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def test_that_a_recording_is_whole_and_numbered(tmp_path: Path) -> None:
    out = tmp_path / "day.jsonl"
    assert simulated(*SMALL, "-o", out) == b""
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["type"] == "hello"
    assert (lines[0]["source"], lines[0]["at"]) == ("simulated-lisbon", "2026-06-16T07:00:00.000Z")
    assert [line["seq"] for line in lines[1:]] == list(range(1, len(lines)))
    loaded = load([str(out)])
    assert (loaded.invalid_count, loaded.unknown) == (0, 0)
    assert not loaded.floor.books.anomaly_counts
    assert loaded.floor.applied == len(lines) - 1
    (epoch,) = loaded.floor.epochs.values()
    assert (epoch.name, epoch.gaps) == (lines[0]["epoch"], [])
    assert list(tmp_path.iterdir()) == [out]


def test_that_every_packing_and_standard_output_hold_the_same_bytes(tmp_path: Path) -> None:
    plain, packed, tight = (tmp_path / f"day.jsonl{suffix}" for suffix in ("", ".gz", ".zst"))
    for out in (plain, packed, tight):
        assert main(["simulate", *SMALL, "-o", str(out)]) == 0
    reported = plain.read_bytes()
    assert gzip.decompress(packed.read_bytes()) == reported
    with tight.open("rb") as file:
        assert zstandard.ZstdDecompressor().stream_reader(file).read() == reported
    assert simulated(*SMALL) == simulated(*SMALL, "-o", "-") == reported
    again = packed.read_bytes()
    assert main(["simulate", *SMALL, "-o", str(packed)]) == 0
    assert packed.read_bytes() == again


def test_that_seed_start_and_flat_are_heeded(tmp_path: Path) -> None:
    reported = []
    for number, more in enumerate(
        ([], ["--seed", "2"], ["--start", "2026-01-05T12:00:00+01:00"], ["--flat"])
    ):
        out = tmp_path / f"{number}.jsonl"
        assert main(["simulate", *SMALL, *more, "-o", str(out)]) == 0
        reported.append(out.read_bytes())
    assert len(set(reported)) == 4
    assert b'"at":"2026-01-05T11:00:00.000Z"' in reported[2].splitlines()[1]


def test_that_an_old_recording_is_replaced(tmp_path: Path) -> None:
    out = tmp_path / "day.jsonl"
    out.write_bytes(b"old\n" * 100_000)
    assert main(["simulate", *SMALL, "-o", str(out)]) == 0
    assert out.read_bytes().startswith(b"{")
    assert b"old\n" not in out.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--agents", "0"], "0 agents: a floor has 1 to 20,000"),
        (["--agents", "-3"], "-3 agents"),
        (["--agents", "many"], "argument --agents: invalid int value: 'many'"),
        (["--queues", "0"], "0 queues: a floor has 1 to 1,000"),
        (["--hours", "0"], "0 hours: a simulation lasts more than 0"),
        (["--hours", "-1"], "-1 hours"),
        (["--hours", "nan"], "nan hours"),
        (["--hours", "long"], "argument --hours: invalid float value"),
        (["--seed", "x"], "argument --seed: invalid int value"),
        (["--start", "yesterday"], "--start 'yesterday' is not an RFC 3339 instant"),
        (["-o", "day.csv"], "day.csv: a recording's name ends in .jsonl, .jsonl.gz or .jsonl.zst"),
        (["-o", "nowhere/day.jsonl"], "nowhere/day.jsonl cannot be written: No such file or directory"),
        (["-o", "folder.jsonl"], "folder.jsonl is not a regular file"),
        (["day.jsonl"], "unrecognized arguments: day.jsonl"),
    ],
)
def test_that_what_cannot_be_done_is_one_line(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.jsonl").mkdir()
    assert main(["simulate", *arguments]) == 2
    reported = capsys.readouterr()
    assert reported.out == ""
    assert reported.err.startswith("floorlight: ")
    assert words in reported.err
    assert reported.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["folder.jsonl"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to another process")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_that_a_signal_leaves_the_old_recording_and_nothing_half_made(
    tmp_path: Path, number: int, status: int
) -> None:
    out = tmp_path / "day.jsonl.gz"
    out.write_bytes(b"old")
    with subprocess.Popen(
        [*PROGRAM, "--agents", "500", "--hours", "100", "-o", str(out)], cwd=ROOT, stderr=subprocess.PIPE
    ) as program:
        while len(list(tmp_path.iterdir())) == 1:
            assert program.poll() is None
        program.send_signal(number)
        _, error = program.communicate()
    assert (program.returncode, error) == (status, b"")
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_that_a_reader_who_has_enough_ends_it() -> None:
    with subprocess.Popen(
        [*PROGRAM, "--hours", "100"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert b'"hello"' in program.stdout.readline()
        program.stdout.close()
        assert program.wait() == 0
        assert program.stderr.read() == b""
