"""A window that has been painted for long holds no more than one that has been painted for a while."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.desk.desk import Desk
from console.views.rows import FloorRows, TimeLine
from tests.builders import Scene
from tests.widgets.floors import QUEUES, desk_of, scene
from widgets.window.main_window import MainWindow

FRAMES = 20
_AGENTS = 12
_OURS = ("PySide6.", "Shiboken.", "widgets.", "console.views.")


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window whose caches are full after a few frames."""
    monkeypatch.setattr("widgets.floor.tile_painter.KEPT_TIMES", 20)
    monkeypatch.setattr("widgets.painting.theme.KEPT_WIDTHS", 200)
    shown = MainWindow("dark")
    qtbot.addWidget(shown)
    shown.resize(1280, 800)
    shown.show()
    return shown


def paint(window: MainWindow, rows: FloorRows, line: TimeLine) -> None:
    """Show *rows* and *line* as a frame does, and let go of what Qt is to delete."""
    window.show_rows(rows)
    window.show_time_line(line)
    window.grab()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def held(window: MainWindow, rows: FloorRows, line: TimeLine) -> Counter[str]:
    """How many objects of Qt's and of ours there are, by type, and all widgets, while *rows* and *line* show.

    `findChildren` would count more, but lets the window hold what it finds for good.
    """
    paint(window, rows, line)
    gc.collect()
    kinds = (f"{type(thing).__module__}.{type(thing).__qualname__}" for thing in gc.get_objects())
    found = Counter(kind for kind in kinds if kind.startswith(_OURS))
    found["widgets"] = len(QApplication.allWidgets())
    return found


def grown(window: MainWindow, desk: Desk, instants: Iterator[int]) -> dict[str, int]:
    """The types of which there is one more for every other frame or so, once the caches are full.

    *instants* (ms) are those of `4 * FRAMES` frames.
    """
    first = desk.read(), desk.time_line()
    seen: list[Counter[str]] = []
    for number, at in enumerate(instants, start=1):
        desk.move_edge(at)
        paint(window, desk.read(), desk.time_line())
        if number in (2 * FRAMES, 3 * FRAMES, 4 * FRAMES):
            seen.append(held(window, *first))
    # PySide makes some of its types only when they are asked for: the first is for that alone.
    _, before, after = seen
    return {kind: after[kind] - before[kind] for kind in after if after[kind] - before[kind] >= FRAMES / 2}


def worked(made: Scene, number: int, seconds: float, reason: str) -> None:
    """Let an agent take a contact for so many *seconds*, and be away for *reason* then."""
    agent, contact = f"a{number % _AGENTS}", f"k{number}"
    made.available(agent).queued(contact, QUEUES[number % 3]).after(3).answered(contact, agent)
    made.after(seconds).released(contact, agent).after(2).not_ready(agent, reason)


def test_that_durations_that_go_on_for_long_leave_nothing_behind(window: MainWindow) -> None:
    made = scene(_AGENTS)
    for number in range(_AGENTS):
        worked(made, number, 20 + 9 * number, "lunch")
    instants = (made.clock + 11_000 * number for number in range(4 * FRAMES))
    assert grown(window, desk_of(made), instants) == {}


def test_that_looks_that_agents_no_longer_have_are_let_go(window: MainWindow) -> None:
    made = scene(_AGENTS)

    def instants() -> Iterator[int]:
        for number in range(4 * FRAMES):
            worked(made, number, 10 + number % 50, f"errand {number}")
            yield made.clock

    assert grown(window, desk_of(made), instants()) == {}
