"""Frames: each drawing of a window is timed once, and the window is drawn all the same."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.window.frame_timer import FrameTimer


class Slow(QWidget):
    """A window that counts how often it is painted."""

    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1


def test_that_each_frame_is_reported_once_and_drawn(qtbot: QtBot) -> None:
    window, received = Slow(), list[float]()
    qtbot.addWidget(window)
    FrameTimer(window, received.append)
    window.show()
    qtbot.waitUntil(lambda: window.painted > 0)
    before, drawn = len(received), window.painted
    window.update()
    qtbot.waitUntil(lambda: len(received) > before)
    assert (len(received), window.painted) == (before + 1, drawn + 1)
    assert all(seconds >= 0 for seconds in received)
