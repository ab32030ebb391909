"""`make bench`: the CPU of windows that nobody touches, unseen, while a usual day goes on.

    python -m tests.benchmarks.idle [demo] [wallboard] [day]

demo: the demo's 150 agents, beside a bare window with one timer a second. wallboard: the same on a wallboard.
day: 2,000 agents from `serve --simulate`. Each is a process of its own, measured for SECONDS (30) after it
has caught up and settled. A fixed Python loop is timed in the same run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

os.environ["QT_QPA_PLATFORM"] = "offscreen"

SECONDS = float(os.environ.get("SECONDS", "30"))
_SETTLING = 15.0  # seconds after the past is there: the flags of the past hours are found in that time
_LOOPS = 5
_SERVE = "serve --simulate --agents 2000 --queues 40 --port 0 --clock 10:25 --stop-at-eof".split()


def main() -> None:
    asked = sys.argv[1:] or ["demo", "wallboard", "day"]
    if asked[0] == "measure":
        _measure(*asked[1:])
        return
    loop = python_loop()
    print(f"a fixed Python loop takes {loop * 1e3:.0f} ms of CPU; all below in % of one core")
    if "demo" in asked:
        bare, share = _share_of("bare"), _share_of("demo")
        _row("bare window, 1 timer a second", bare, loop)
        _row(f"demo window, idle ({share / max(bare, 1e-4):.1f} × bare)", share, loop, 2.0)
    if "wallboard" in asked:
        _row("wallboard of the demo", _share_of("wallboard"), loop, 1.5)
    if "day" in asked:
        _row("window all day, 2,000 agents", _share_of_day(), loop, 10.0)


def python_loop() -> float:
    """The CPU seconds of a fixed piece of Python: the least of some tries."""
    taken = []
    for _ in range(_LOOPS):
        began = time.process_time()
        total = 0
        for number in range(1_000_000):
            total += number & 7
        taken.append(time.process_time() - began)
    return min(taken)


def _row(name: str, share: float, loop: float, goal: float | None = None) -> None:
    asked = "" if goal is None else f"   goal {goal:g} %"
    print(f"  {name:<34} {share:6.2%} = {share / loop:6.3f} loops a second{asked}", flush=True)


def _share_of_day() -> float:
    command = [sys.executable, "-m", "console", *_SERVE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        url = server.stdout.readline().removeprefix("listening on ").strip()
        found = _share_of("day", url)
        server.stdin.close()
    return found


def _share_of(*measured: str) -> float:
    """The share of one core that a window takes in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.idle", "measure", *measured]
    return float(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


# In the process that is measured ---------------------------------------------------------------------


def _measure(name: str, url: str = "") -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    import console.desk.desk  # noqa: F401 - before Qt, as the program does
    from widgets.window.event_loop import application

    qt: QApplication = application(has_display=False)

    def settle(seconds: float) -> None:
        QTimer.singleShot(round(seconds * 1000), lambda: qt.exit(0))
        qt.exec()

    end = _bare() if name == "bare" else _window(name, url, settle)
    settle(1.0 if name == "bare" else _SETTLING)
    used, began = time.process_time(), time.monotonic()
    settle(SECONDS)
    used, lasted = time.process_time() - used, time.monotonic() - began
    end()
    print(used / lasted)


def _bare() -> Callable[[], object]:
    """A window of Qt's alone, with a label that changes each second."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QLabel, QMainWindow

    window, label = QMainWindow(), QLabel("0")
    window.setCentralWidget(label)
    window.resize(1600, 1000)
    timer = QTimer(window)
    timer.timeout.connect(lambda: label.setText(f"{int(label.text()) + 1}"))
    timer.start(1000)
    window.show()
    return window.close


def _window(name: str, url: str, settle: Callable[[float], None]) -> Callable[[], object]:
    """The program's window or wallboard, once its floor has caught up."""
    from PySide6.QtWidgets import QApplication

    from console.clock import WallClock
    from console.settings.layout_files import find_layout
    from console.settings.preferences import Preferences
    from console.sources.source import session_of
    from console.window.app import App
    from feeds.transport.address import Address
    from feeds.transport.websocket import Client

    app = App(Preferences())
    there: list[bool] = []
    app.arrived.connect(lambda: there.append(True))
    if name == "wallboard":
        app.show_wallboard(find_layout("floor"), 1).resize(1920, 1080)
    else:
        app.window.resize(*((1600, 1000) if name == "demo" else (1920, 1080)))
        app.window.show()
        QApplication.processEvents()
    if url:
        app.follow_client(Client(Address.parse(url), session_of(WallClock())))
    else:
        app.show_demo()
    while not there:
        settle(0.1)
    return app.end


if __name__ == "__main__":
    main()
