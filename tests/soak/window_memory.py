"""`make soak`: a window that shows the demo for hours needs no more memory, but for its floor's ledgers.

python -m tests.soak.window_memory [--hours H] [--settling MINUTES] [--table FILE]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import linear_regression
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer

from console.settings.preferences import Preferences
from console.window.app import App
from console.window.run import run_window
from console.window.session.health import resident_bytes
from widgets.window.event_loop import leave

GOAL = 2.0  # MB an hour
_SAMPLE_SECONDS = 60.0
_SAMPLES_A_LINE = 10
_MB = 1e6
_COLUMNS = ("minutes", "resident_bytes", "ledger_bytes", "events")


class Sample(NamedTuple):
    """The memory of this process at one moment, in bytes, the ledgers among it; events taken in so far."""

    minutes: float
    resident: int
    ledgers: int
    events: int

    @property
    def rest(self) -> int:
        """Bytes that are not the ledgers'."""
        return self.resident - self.ledgers


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the demo, print its memory; 1 where it grows by more than the goal, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.window_memory", description=__doc__)
    parser.add_argument("--hours", type=float, default=8.0, help="how long; default: 8")
    parser.add_argument("--settling", type=float, default=30.0, help="minutes that do not count; default: 30")
    parser.add_argument("--table", type=Path, help="also write each minute's sample to this file (TSV)")
    options = parser.parse_args(arguments)
    if options.hours * 60 < options.settling + 10:
        parser.error("--hours: at least ten minutes more than --settling")
    with _screen() as name, _settings_of_its_own():
        print(f"the demo's window for {options.hours:g} h on {name}", flush=True)
        samples = watch(options.hours * 3600, options.table)
    return judge(samples, options.settling)


def judge(samples: Sequence[Sample], settling: float) -> int:
    """Print by how much memory grew after *settling* minutes; 1 where that is more than the goal, else 0.

    Growth is the slope of the line that lies nearest to all samples, so that no single one decides.

    >>> judge([Sample(minute, 170_000_000 + 10_000 * minute, 10_000 * minute, 1) for minute in range(99)], 30)
    from minute 30 on, over 1.1 h: +0.60 MB/h, ledgers +0.60 MB/h, the rest +0.00 MB/h (goal: under 2)
    0
    >>> judge([Sample(minute, 170_000_000 + 40_000 * minute, 10_000, 1) for minute in range(99)], 30)
    from minute 30 on, over 1.1 h: +2.40 MB/h, ledgers +0.00 MB/h, the rest +2.40 MB/h (goal: under 2)
    1
    """
    counted = [sample for sample in samples if sample.minutes >= settling]
    if len(counted) < 3 or not counted[0].events:
        print("the demo did not come up, or not for long enough: nothing was measured")
        return 1
    hours = [sample.minutes / 60 for sample in counted]
    whole, ledgers, rest = (
        linear_regression(hours, values).slope / _MB
        for values in (
            [sample.resident for sample in counted],
            [sample.ledgers for sample in counted],
            [sample.rest for sample in counted],
        )
    )
    print(
        f"from minute {settling:g} on, over {hours[-1] - hours[0]:.1f} h: {whole:+.2f} MB/h, "
        f"ledgers {ledgers:+.2f} MB/h, the rest {rest:+.2f} MB/h (goal: under {GOAL:g})"
    )
    return int(rest >= GOAL)


def watch(seconds: float, table: Path | None) -> list[Sample]:
    """Show the demo in a window for *seconds*; a sample a minute, each also a line of *table*, if any."""
    samples: list[Sample] = []
    with nullcontext() if table is None else table.open("w", encoding="ascii", buffering=1) as file:
        if file is not None:
            print(*_COLUMNS, sep="\t", file=file)
        began = time.monotonic()

        def sample(app: App) -> None:
            samples.append(_sample(app, (time.monotonic() - began) / 60))
            if file is not None:
                print(*samples[-1], sep="\t", file=file)
            if len(samples) % _SAMPLES_A_LINE == 0:
                _print(samples[-1])

        def show(app: App) -> None:
            app.show_demo()
            _every(app, _SAMPLE_SECONDS, lambda: sample(app))
            QTimer.singleShot(round(seconds * 1000), app, leave)

        run_window(show, Preferences(), None)
    return samples


def _every(owner: QObject, seconds: float, act: Callable[[], object]) -> None:
    timer = QTimer(owner)
    timer.timeout.connect(act)
    timer.start(round(seconds * 1000))


def _sample(app: App, minutes: float) -> Sample:
    desk = app.desk
    ledgers, events = (0, 0) if desk is None else (desk.floor.books.nbytes, desk.floor.applied)
    return Sample(round(minutes, 2), resident_bytes() or 0, ledgers, events)


def _print(sample: Sample) -> None:
    print(
        f"  {sample.minutes:4.0f} min  resident {sample.resident / _MB:7.2f} MB  ledgers "
        f"{sample.ledgers / _MB:6.2f} MB  the rest {sample.rest / _MB:7.2f} MB  {sample.events:,} events",
        flush=True,
    )


@contextmanager
def _screen() -> Iterator[str]:
    """A screen for the window, by its name: an X server of its own if installed, else Qt's unseen one."""
    server = shutil.which("Xvfb")
    if server is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield "the unseen screen"
        return
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(writing), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as sent:
            number = sent.readline().strip()
        if not number:
            sys.exit("Xvfb did not come up")
        os.environ.update(DISPLAY=f":{number}", QT_QPA_PLATFORM="xcb")
        yield f"Xvfb :{number}"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _settings_of_its_own() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="floorlight-soak-") as folder:
        os.environ["FLOORLIGHT_SETTINGS"] = str(Path(folder) / "settings.toml")
        yield


if __name__ == "__main__":
    sys.exit(main())
