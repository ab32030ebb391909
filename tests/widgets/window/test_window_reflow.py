"""The window at any size and zoom: no figure lies over another or outside, and texts lie apart."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.widgets.floor.lists.lists import listed
from tests.widgets.floors import overlapping, rows, scene, time_line
from widgets.painting.painted_widget import PaintedWidget
from widgets.window.main_window import MainWindow

SIZES = [(900, 600), (1280, 800), (1600, 1000), (1920, 1080), (2560, 1440), (3840, 2160)]


@pytest.mark.parametrize("zoom", [0.5, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("view", ["tiles", "list"])
def test_that_no_figure_is_over_another_or_outside(
    qtbot: QtBot, size: tuple[int, int], zoom: float, view: str
) -> None:
    window = MainWindow("dark", zoom)
    qtbot.addWidget(window)
    window.resize(*size)
    window.show()
    floor = scene(60)
    window.show_rows(listed(floor) if view == "list" else rows(floor))
    window.show_time_line(time_line(floor))
    QApplication.processEvents()
    assert (window.width(), window.height()) == size, "nothing asks for a larger window"
    placed = window.placed_figures()
    assert placed
    assert all(window.rect().contains(rect) for _, rect in placed)
    assert not [
        (one.text, other.text)
        for (one, here), (other, there) in combinations(placed, 2)
        if here.intersects(there)
    ]
    for part in window.findChildren(PaintedWidget):
        if part.isVisible() and part.width() > 0:
            assert not overlapping(part.lines()), part
    shown = window.floor.agents.shown
    assert not overlapping(shown.lines())
