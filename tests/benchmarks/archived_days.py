"""`python -m tests.benchmarks.archived_days`: opening days of an archive, and showing any instant of them.

A day is opened from its checkpoint, as when it was opened before. Times are the best of a run for opening,
and all of them for seeking; `json.loads` of the same events is timed in the same run.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from console.desk.desk import Desk
from console.flags.rules.rules import Rulebook
from console.floor.floor import Floor
from console.history.adding import add_recording
from console.history.archive import Archive, ArchivedDay
from console.history.checkpoints.opening import open_day
from console.sources.loading import load
from console.views.floor.choices import Choices
from tests.benchmarks.made_day import made_day

_DAYS = 5
_WEEK = 7
_SEEKS = 40
_ROUNDS = 5
_FIRST = "2026-11-22"


def main() -> None:
    print("making a week of 500 agents …", file=sys.stderr)
    lines = made_day(agents=500, queues=20, contacts=20_000, seed=2)
    with tempfile.TemporaryDirectory() as folder:
        _week(Path(folder), lines)
    print("making a day of 2,000 agents …", file=sys.stderr)
    lines = made_day(agents=2_000, queues=40, contacts=190_000)
    size = sum(map(len, lines)) + len(lines)
    print(f"{_DAYS} days of {len(lines):,} events of 2,000 agents, {size / len(lines):.0f} bytes a line\n")
    with tempfile.TemporaryDirectory() as folder:
        archive = _archive(Path(folder), lines, _DAYS)
        _opening(archive, lines)
        _seeking(archive)


def _archive(folder: Path, lines: list[bytes], days: int) -> Archive:
    """An archive of so many days, each with *lines*, and with their checkpoints."""
    archive = Archive(folder / "archive")
    preparing = 0.0
    for number in range(days):
        _add(archive, folder, lines, number)
        began = time.process_time()
        load(open_day(archive, archive.days()[-1].day))
        preparing += time.process_time() - began
    print(f"played and kept the first time: {preparing / days / len(lines) * 1e6:.2f} µs an event, CPU time")
    return archive


def _add(archive: Archive, folder: Path, lines: list[bytes], number: int) -> None:
    date = f"{_FIRST[:-2]}{int(_FIRST[-2:]) + number}"
    text = b"\n".join(lines) + b"\n"
    text = text.replace(_FIRST.encode(), date.encode()).replace(b"c-20261122", b"c-%d" % number)
    path = folder / f"{date}.jsonl"
    path.write_bytes(text)
    add_recording(archive, str(path), "bench")
    path.unlink()


def _opening(archive: Archive, lines: list[bytes]) -> None:
    day = archive.days()[-1]
    cpu, wall = [], []
    for _ in range(_ROUNDS):
        gc.collect()
        began, started = time.monotonic(), time.process_time()
        floor = load(open_day(archive, day.day)).floor
        wall.append(time.monotonic() - began)
        cpu.append(time.process_time() - started)
        assert floor.applied == _DAYS * len(lines)
        del floor
    loads = min(_loads(lines) for _ in range(2))
    print(
        f"opening an archived day: {min(cpu):.2f} s CPU, {min(wall):.2f} s wall (goal: 1 s)"
        f" = {min(cpu) / loads:.2f} × json.loads of its events"
    )
    bytes_kept = sum(path.stat().st_size for path in archive.path.glob(f"checkpoints/*/{day.day}.floor"))
    kept, stored, received = bytes_kept, day.path.stat().st_size, sum(map(len, lines))
    print(
        f"on disk: {kept / len(lines):.1f} bytes an event for its checkpoint, with the day before it,"
        f" {stored / len(lines):.1f} for its lines, {received / len(lines):.0f} as received"
    )


def _loads(lines: list[bytes]) -> float:
    began = time.process_time()
    for line in lines:
        json.loads(line)
    return time.process_time() - began


def _seeking(archive: Archive) -> None:
    """Read what the window shows, at instants of each day."""
    chosen = random.Random(1)
    first, wall, cpu = 0.0, list[float](), list[float]()
    for day in archive.days():
        desk = _desk(archive, day)
        for number in range(_SEEKS + 1):
            at = chosen.randrange(desk.floor.shown_from, desk.floor.latest)
            began, started = time.monotonic(), time.process_time()
            desk.playhead.seek(at)
            desk.read()
            if number:
                wall.append(time.monotonic() - began)
                cpu.append(time.process_time() - started)
            else:
                first = max(first, time.process_time() - started)
        del desk
        gc.collect()
    print(f"any instant read: {_spread(wall)} wall (goal: 300 ms at p95); {_spread(cpu)} CPU")
    print(f"  the first of a day: {first * 1e3:.0f} ms CPU")


def _spread(taken: list[float]) -> str:
    taken.sort()
    return ", ".join(
        f"{name} {taken[min(int(len(taken) * share), len(taken) - 1)] * 1e3:.0f} ms"
        for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))
    )


def _desk(archive: Archive, day: ArchivedDay) -> Desk:
    desk = Desk(load(open_day(archive, day.day)).floor, Rulebook(), Choices(), follows=False)
    desk.move_edge(None)
    return desk


def _week(folder: Path, lines: list[bytes]) -> None:
    """How much memory days take that are played one after the other."""
    archive, found = Archive(folder / "archive"), list[float]()
    for number in range(_WEEK):
        _add(archive, folder, lines, number)
    floor: Floor | None = None
    for day in archive.days():
        floor = None
        gc.collect()  # a floor is a cycle
        floor = load(open_day(archive, day.day)).floor
        found.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    assert floor is not None
    print(
        f"a week of {len(lines):,} events a day, day after day: at most {found[2]:,.0f} MB after three days,"
        f" {found[-1]:,.0f} MB after seven; {floor.books.nbytes / 1e6:.1f} MB of rows held\n"
    )


if __name__ == "__main__":
    main()
