"""`python -m tests.benchmarks.looking`: looks, glances and lines, beside decoding 1,000 events; CPU time."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

from console.floor.floor import Floor
from console.settings.layout_files import find_layout
from console.views.details.agent_detail import agent_drawer
from console.views.details.time_bar import time_line
from console.views.floor.choices import Choices, LinkState
from console.views.floor.floor_view import FloorView
from console.views.rows import FloorRows, Link
from console.views.wallboard.wallboard import WallboardView
from feeds.protocol.decoding import decode_chunk
from tests.benchmarks.made_day import made_day

_ROUNDS = 40
_CHANGES = 50
_CHUNK_LINES = 350
_LIVE = LinkState(Link.LIVE, 0.04)


def main() -> None:
    print("making a morning of 2,000 agents on 40 queues …", file=sys.stderr)
    lines = made_day(agents=2_000, queues=40, contacts=60_000)
    # Told up to where everybody works still, so that the rest is a live feed.
    cut = len(lines) * 3 // 4
    floor = Floor(horizon_ms=None)
    for start in range(0, cut, _CHUNK_LINES):
        _tell(floor, lines[start : min(cut, start + _CHUNK_LINES)], start + 1)
    decoding = _best(lambda: decode_chunk(b"\n".join(lines[cut : cut + 1_000]), 1), 10)[0]
    print(f"{floor.applied:,} events of 2,000 agents; decoding 1,000 of them: {decoding * 1e3:.2f} ms\n")
    view = FloorView(floor, Choices())
    now = floor.latest - floor.latest % 1000
    first = time.process_time()
    view.read(now, _LIVE)
    print(f"the first look of all: {(time.process_time() - first) * 1e3:.1f} ms\n")
    gc.freeze()  # as a program does once it has loaded: what is kept is not gone through again and again
    past, board = now - 5_400_000, WallboardView(floor, find_layout("floor"), Choices())
    _row("look, live", _best(lambda: view.read(now, _LIVE)), decoding, 25.0)
    _row("look, an hour and a half back", _best(lambda: view.read(past, _LIVE)), decoding, 25.0)
    view.read(now, _LIVE)
    _row(f"glance after {_CHANGES} events", _glances(floor, view, lines[cut:], cut + 1), decoding, 3.0)
    start, end = floor.since, floor.latest
    _row("time line of the day", _best(lambda: time_line(floor, start, end, end)), decoding, None)
    _row("drawer of one agent", _best(lambda: agent_drawer(floor, "agent-00007", now)), decoding, None)
    _row("wallboard, layout floor", _best(lambda: board.read(now, _LIVE)), decoding, None)


def _tell(floor: Floor, lines: list[bytes], first: int) -> None:
    batch = decode_chunk(b"\n".join(lines), first)
    floor.apply_all(batch.events, batch.instants, batch.lines, "bench")


def _best(run: Callable[[], object], rounds: int = _ROUNDS) -> list[float]:
    """How long *run* takes, in seconds, the quickest first."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return sorted(taken)


def _glances(floor: Floor, view: FloorView, lines: list[bytes], first: int) -> list[float]:
    """How long it takes to show what 50 events changed."""
    rows: FloorRows = view.read(floor.latest - floor.latest % 1000, _LIVE)
    view.refresh_counts(rows, floor.latest)
    taken = []
    for start in range(0, _ROUNDS * _CHANGES, _CHANGES):
        _tell(floor, lines[start : start + _CHANGES], first + start)
        begun = time.process_time()
        rows = view.refresh_counts(rows, floor.latest)
        taken.append(time.process_time() - begun)
    return sorted(taken)


def _row(name: str, taken: list[float], decoding: float, goal: float | None) -> None:
    best, middle, worst = taken[0], taken[len(taken) // 2], taken[-1]
    asked = "" if goal is None else f"   goal {goal:g} ms"
    print(
        f"{name:<30} {best * 1e3:6.2f} ms best {middle * 1e3:6.2f} median {worst * 1e3:6.2f} most"
        f" {middle / decoding:6.1f} × decoding 1,000 events{asked}"
    )


if __name__ == "__main__":
    main()
