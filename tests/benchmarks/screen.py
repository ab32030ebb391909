"""`make bench`: the window under load, unseen, at 1920 × 1080: ticks, frames, what is received until painted.

python -m tests.benchmarks.screen [live] [seek] [start]
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from math import inf
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from console.clock import WallClock
from console.floor.floor import Floor
from console.settings.preferences import Preferences
from console.sources.source import session_of
from console.window.app import App
from console.window.displays import has_display
from console.window.session.floor_session import FloorSession
from console.window.session.health import resident_bytes
from feeds.protocol.decoding import decode_chunk
from feeds.protocol.frames import Arrival
from feeds.transport.address import Address
from feeds.transport.websocket import Client
from tests.benchmarks.busy_floor import EVENTS_A_SECOND, MORNING
from tests.benchmarks.made_day import made_day
from widgets.window.event_loop import application
from widgets.window.frame_timer import FrameTimer

SECONDS = int(os.environ.get("SECONDS", "60"))
_SEEKS = 200
_STARTS = 7
_CHUNK_LINES = 350


def main() -> None:
    asked = sys.argv[1:] or ["live", "seek", "start"]
    if "live" in asked:
        live()
    with tempfile.TemporaryDirectory() as folder:
        if "seek" in asked:
            seek(Path(folder))
        if "start" in asked:
            start(Path(folder))


# A live floor ----------------------------------------------------------------------------------------


class Watch:
    """Notes when events were received, and when a frame showed them. Owned by the benchmark."""

    def __init__(self, showing: FloorSession, frames_cpu: list[float]) -> None:
        self.ticks: list[float] = []
        self.ticks_cpu: list[float] = []
        self.frames: list[float] = []
        self.frames_cpu = frames_cpu
        self.blocks: list[float] = []
        self.painted_after: list[float] = []
        self._received: deque[tuple[int, float]] = deque()
        self._shown = 0
        self._inbox = showing.tick.source.feed.inbox  # type: ignore[attr-defined]
        self._began = self._began_cpu = self._ended_cpu = 0.0
        self._due: float | None = None
        put, health = self._inbox.put, showing.tick.health

        def noted(arrivals: Sequence[Arrival]) -> None:
            put(arrivals)
            self._received.append((self._inbox.received, time.monotonic()))

        self._inbox.put = noted
        showing.tick.rows_ready.connect(self._on_rows)
        health.tick_begins = self._on_tick  # type: ignore[method-assign]
        health.tick_ends = self._on_tick_end  # type: ignore[method-assign]
        health.tick_due = self._on_due  # type: ignore[method-assign]
        health.waited = self.blocks.append  # type: ignore[assignment, method-assign]
        health.frame_drawn = self._on_frame  # type: ignore[method-assign]

    def reset(self) -> None:
        kept = (self.ticks, self.ticks_cpu, self.frames, self.frames_cpu, self.blocks, self.painted_after)
        for lengths in kept:
            lengths.clear()

    def _on_tick(self, at: float) -> None:
        self._began, self._began_cpu = at, time.thread_time()
        if self._due is not None:
            self.blocks.append(max(0.0, at - self._due))
        self._due = None

    def _on_tick_end(self, at: float, next_due: float) -> None:
        self.ticks.append(at - self._began)
        self._ended_cpu = time.thread_time()
        self.ticks_cpu.append(self._ended_cpu - self._began_cpu)
        self.blocks.append(at - self._began)
        self._due = None if next_due == inf else max(at, next_due)

    def _on_due(self, at: float) -> None:
        self._due = at if self._due is None else min(self._due, at)

    def _on_rows(self) -> None:
        self._shown = self._inbox.taken

    def _on_frame(self, seconds: float) -> None:
        self.frames.append(seconds)
        now = time.monotonic()
        while self._received and self._received[0][0] <= self._shown:
            _, received_at = self._received.popleft()
            self.painted_after.append(now - received_at)


def _noted(
    act: Callable[[FrameTimer, QObject, QEvent], bool], taken: list[float]
) -> Callable[[FrameTimer, QObject, QEvent], bool]:
    """*act*, whose CPU time is noted in *taken* where it drew a frame."""

    def noted(frames: FrameTimer, watched: QObject, event: QEvent) -> bool:
        began = time.thread_time()
        if act(frames, watched, event):
            taken.append(time.thread_time() - began)
            return True
        return False

    return noted


def live() -> None:
    """2,000 agents, 2,000 events a second for a minute, from a server in a process of its own."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.busy_floor"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        _measure_live(server.stdout.readline().strip())
    finally:
        server.kill()
        server.wait()


def _measure_live(url: str) -> None:
    frames_cpu: list[float] = []
    FrameTimer.eventFilter = _noted(FrameTimer.eventFilter, frames_cpu)  # type: ignore[assignment, method-assign]
    qt = application(has_display())
    app = App(Preferences())
    app.window.resize(1920, 1080)
    app.window.show()
    app.follow_client(Client(Address.parse(url), session_of(WallClock())))
    showing = app.session
    assert showing is not None
    while showing.tick.source.feed is None:  # type: ignore[attr-defined]
        _settle(qt, 0.01)
    watch = Watch(showing, frames_cpu)
    try:
        _wait_for_load(qt, showing)
        taking_in = max(watch.blocks)
        _settle(qt, 3.0)
        watch.reset()
        applied, used, began = showing.desk.floor.applied, time.process_time(), time.monotonic()
        _settle(qt, SECONDS)
        lasted = time.monotonic() - began
        applied = showing.desk.floor.applied - applied
        used = time.process_time() - used
    finally:
        app.stop()
    print(f"live: 2,000 agents, {applied / lasted:,.0f} events a second, {lasted:.0f} s, 1920 × 1080")
    _row("tick", watch.ticks)
    _row("  its CPU", watch.ticks_cpu)
    _row("frame", watch.frames, 16.7)
    _row("  its CPU", watch.frames_cpu)
    _row("block of the window", watch.blocks)
    _row("received to painted", watch.painted_after, 100.0)
    long = sum(block > 0.05 for block in watch.blocks)
    print(
        f"  blocks over 50 ms: {long}; the longest while the morning was taken in: {taking_in * 1e3:.0f} ms"
    )
    print(f"  CPU: {used / lasted:.0%} of one core; resident: {(resident_bytes() or 0) / 2**20:.0f} MiB\n")


def _wait_for_load(qt: QApplication, showing: FloorSession) -> None:
    """Let the window live until it has all of the morning, and nothing waits."""
    floor, source = showing.desk.floor, showing.tick.source
    while floor.applied < MORNING or source.counters()["behind"] > EVENTS_A_SECOND // 4:
        _settle(qt, 0.1)


def _settle(qt: QApplication, seconds: float) -> None:
    """Let the window live for *seconds*."""
    QTimer.singleShot(round(seconds * 1000), lambda: qt.exit(0))
    qt.exec()


# A recording -----------------------------------------------------------------------------------------


def seek(folder: Path) -> None:
    """A million events: opening them in the window beside decoding and applying them; any instant of them."""
    log = folder / "million.jsonl"
    lines = made_day(agents=2_000, queues=40, contacts=160_000)
    log.write_bytes(b"\n".join(lines) + b"\n")
    bare = _bare_opening(lines)
    qt = application(has_display())
    app = App(Preferences())
    app.window.resize(1920, 1080)
    app.window.show()
    began = time.process_time()
    app.show_recording([str(log)])
    showing = app.session
    assert showing is not None
    blocks = showing.tick.health
    while showing.tick.source.progress is not None:
        qt.processEvents()
    opened = time.process_time() - began
    floor = showing.desk.floor
    print(f"recording: {floor.applied:,} events of 2,000 agents")
    print(f"  opening in the window: {opened:.1f} s CPU = {opened / bare:.2f} × decode + apply (goal: 1.1)")
    _settle(qt, 1.0)
    chosen = random.Random(1)
    taken: list[float] = []
    for _ in range(_SEEKS):
        at = chosen.randrange(floor.since, floor.latest)
        began = time.monotonic()
        showing.seek(at)
        showing.desk.rows = None
        while showing.desk.rows is None:
            showing.tick.tick()
        qt.processEvents()
        taken.append(time.monotonic() - began)
    _row("seek, asked to painted", taken, 300.0)
    app.stop()
    print(f"  longest block of the last second: {blocks.longest_block * 1e3:.0f} ms\n")


def _bare_opening(lines: list[bytes]) -> float:
    import gc

    gc.disable()
    chunks = [b"\n".join(lines[at : at + _CHUNK_LINES]) for at in range(0, len(lines), _CHUNK_LINES)]
    began = time.process_time()
    floor = Floor(horizon_ms=None)
    for number, chunk in enumerate(chunks):
        batch = decode_chunk(chunk, number * _CHUNK_LINES + 1)
        floor.apply_all(batch.events, batch.instants, batch.lines, "bench")
    taken = time.process_time() - began
    gc.enable()
    return taken


# A start ---------------------------------------------------------------------------------------------


def start(folder: Path) -> None:
    """From the start of a process to the first floor it paints, beside a window of Qt's alone.

    Bytecode is cached, as after any installation: the first run of each writes it.
    """
    log = folder / "small.jsonl"
    log.write_bytes(b"\n".join(made_day(agents=150, queues=8, contacts=500)) + b"\n")
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    bare: list[tuple[float, float]] = []
    floor: list[tuple[float, float]] = []
    for _ in range(_STARTS + 1):
        bare.append(_lasts([], environment))
        floor.append(_lasts([str(log)], environment))
    words = []
    for name, index in (("", 0), (" CPU", 1)):
        one, other = (statistics.median(run[index] for run in runs[1:]) for runs in (bare, floor))
        words.append(f"{other * 1e3:.0f} ms{name} = {other / one:.2f} × a bare window's {one * 1e3:.0f} ms")
    print(f"start to first painted floor: {', '.join(words)} (medians of {_STARTS}; goal: 2.5)")


def _lasts(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds that a process which leaves at its first floor lasts, and uses of the CPU."""
    began, used = time.monotonic(), _children_cpu()
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.first_paint", *arguments], check=True, env=environment
    )
    return time.monotonic() - began, _children_cpu() - used


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _row(name: str, taken: Sequence[float], goal: float | None = None) -> None:
    in_order = sorted(taken)

    def at(share: float) -> float:
        return in_order[min(len(in_order) - 1, int(len(in_order) * share))] * 1e3

    asked = "" if goal is None else f"   goal p{99 if goal != 300 else 95} {goal:g} ms"
    print(
        f"  {name:<24} p50 {at(0.5):7.2f}  p95 {at(0.95):7.2f}  p99 {at(0.99):7.2f}  max {at(1):7.2f} ms"
        f"  n {len(in_order):,}{asked}"
    )


if __name__ == "__main__":
    main()
