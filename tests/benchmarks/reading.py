"""`python -m tests.benchmarks.reading`: what reading costs, at 100 to 10,000 agents; best CPU times of a run.

A small read shows what 50 events changed, a full read everything of the next second. Each is also given as a
multiple of `json.loads` of 1,000 events and of a fixed loop, timed in the same run.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from console.floor.floor import Floor
from console.settings.layout_files import find_layout
from console.views.details.agent_detail import agent_drawer
from console.views.details.time_bar import time_line
from console.views.floor.choices import Choices, LinkState
from console.views.floor.floor_view import FloorView
from console.views.rows import FloorRows, Link
from console.views.wallboard.wallboard import WallboardView
from feeds.protocol.decoding import decode_chunk
from tests.benchmarks import rolling_figures
from tests.benchmarks.made_day import made_day

_SIZES = (100, 1_000, 2_000, 10_000)
_QUEUES = 40
_SECONDS = 40
_CHANGES = 50
_CHUNK_LINES = 350
_LIVE = LinkState(Link.LIVE, 0.04)


@dataclass
class LiveFloor:
    """A floor with three quarters of a made day applied; the rest arrives as from a live source."""

    agents: int
    floor: Floor = field(default_factory=lambda: Floor(horizon_ms=None))

    def __post_init__(self) -> None:
        print(f"making a day of {self.agents:,} agents on {_QUEUES} queues …", file=sys.stderr)
        contacts = min(30 * self.agents, 90_000)
        self.lines = made_day(agents=self.agents, queues=_QUEUES, contacts=contacts)
        self._first, cut = 0, len(self.lines) * 3 // 4
        while self._first < cut:
            self.take(min(_CHUNK_LINES, cut - self._first))

    def take(self, events: int) -> None:
        """Apply the next *events* events."""
        first = self._first
        batch = decode_chunk(b"\n".join(self.lines[first : first + events]), first + 1)
        self.floor.apply_all(batch.events, batch.instants, batch.lines, "bench")
        self._first += events

    @property
    def second(self) -> int:
        """The whole second (ms) at the floor's edge."""
        return self.floor.latest - self.floor.latest % 1000


@dataclass
class Anchors:
    """Seconds of CPU that other work takes in this run."""

    loads: float
    loop: float

    def row(self, name: str, taken: list[float], note: str = "") -> None:
        """Print a row: the best and the median of *taken* (s), and the best as multiples."""
        taken = sorted(taken)
        best, median = taken[0], taken[len(taken) // 2]
        print(
            f"{name:<36} {best * 1e3:7.2f} ms best {median * 1e3:7.2f} median"
            f"   {best / self.loads:6.2f} × json.loads of 1,000   {best / self.loop:6.2f} × loop   {note}"
        )


def main() -> None:
    live = {agents: LiveFloor(agents) for agents in _SIZES}
    lines = live[2_000].lines[-1_000:]
    anchors = Anchors(
        min(timed(lambda: [json.loads(line) for line in lines], 20)),
        min(timed(lambda: sum(number * number for number in range(100_000)), 20)),
    )
    gc.freeze()  # as a program does once it has loaded
    print(f"best of {_SECONDS} seconds, each with {_CHANGES} events\n")
    read = {agents: Reads(each) for agents, each in live.items()}
    for agents, each in read.items():
        ratio = min(each.small) / min(read[_SIZES[0]].small)
        note = f"{ratio:5.2f} × {_SIZES[0]} agents, {each.changed / _SECONDS:.0f} tiles changed"
        anchors.row(f"small read, {agents:,} agents", each.small, note)
    print()
    for agents, each in read.items():
        ratio = min(each.full) / min(read[_SIZES[0]].full)
        anchors.row(f"full read, {agents:,} agents", each.full, f"{ratio:5.2f} × {_SIZES[0]} agents")
    print()
    _others(live[2_000].floor, anchors)
    print()
    rolling_figures.compare(live[2_000], anchors)


class Reads:
    """How long it takes to show what 50 events changed, and the whole of the next second (s)."""

    def __init__(self, live: LiveFloor) -> None:
        self.small: list[float] = []
        self.full: list[float] = []
        self.changed = 0
        self._view = FloorView(live.floor, Choices())
        now = live.second
        rows = self._view.read(now, _LIVE)
        for _ in range(_SECONDS):
            before = self._view.refresh_counts(rows, live.floor.latest)
            live.take(_CHANGES)
            start = time.process_time()
            rows = self._view.refresh_counts(before, live.floor.latest)
            self.small.append(time.process_time() - start)
            self.changed += _tiles_changed(before, rows)
            now = max(now + 1000, live.second)
            start = time.process_time()
            rows = self._view.read(now, _LIVE)
            self.full.append(time.process_time() - start)


def _tiles_changed(before: FloorRows, after: FloorRows) -> int:
    """How many tiles of *after* are not those of *before*, whose groups are the same."""
    groups = zip(before.groups, after.groups, strict=True)
    return sum(
        old is not new for one, other in groups for old, new in zip(one.tiles, other.tiles, strict=True)
    )


def _others(floor: Floor, anchors: Anchors) -> None:
    now = floor.latest - floor.latest % 1000
    view, board = FloorView(floor, Choices()), WallboardView(floor, find_layout("floor"), Choices())
    past, start, end = now - 5_400_000, floor.since, floor.latest
    anchors.row("full read, 90 minutes back, 2,000", timed(lambda: view.read(past, _LIVE)))
    anchors.row("time line of the day", timed(lambda: time_line(floor, start, end, end)))
    anchors.row("drawer of one agent", timed(lambda: agent_drawer(floor, "agent-00007", now)))
    anchors.row("wallboard, layout floor", timed(lambda: board.read(now, _LIVE)))


def timed(run: Callable[[], object], rounds: int = _SECONDS) -> list[float]:
    """The CPU seconds of each of some *rounds* of *run*."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return taken


if __name__ == "__main__":
    main()
