"""Which figures of a window can be seen: none cut off by a scroll area, none below what lies over it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from console.views.rows import Figure
from widgets.painting.visible_figures import in_window, seen_figures

ONE, OTHER = Figure("waiting", "queue:a", "1", 1), Figure("waiting", "queue:b", "2", 2)
PLACED = [(ONE, QRect(10, 10, 20, 20)), (OTHER, QRect(10, 210, 20, 20))]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(400, 400)
    return widget


def part_of(window: QWidget) -> QWidget:
    part = QWidget(window)
    part.setGeometry(50, 100, 300, 300)
    return part


def test_that_figures_are_found_in_the_windows_coordinates(window: QWidget) -> None:
    part = part_of(window)
    window.show()
    assert seen_figures(window, [(part, PLACED)], []) == [
        (ONE, QRect(60, 110, 20, 20)),
        (OTHER, QRect(60, 310, 20, 20)),
    ]
    assert in_window(window, part) == QRect(50, 100, 300, 300)


def test_that_what_lies_over_a_figure_hides_it_and_its_own_figures_stay(window: QWidget) -> None:
    part, cover = part_of(window), QWidget(window)
    cover.setGeometry(0, 0, 400, 200)
    window.show()
    assert [figure for figure, _ in seen_figures(window, [(part, PLACED)], [cover])] == [OTHER]
    assert [figure for figure, _ in seen_figures(window, [(cover, PLACED[:1])], [cover])] == [ONE]
    cover.hide()
    assert len(seen_figures(window, [(part, PLACED)], [cover])) == 2


def test_that_a_scroll_area_cuts_off_what_is_not_in_sight(window: QWidget) -> None:
    area, inner = QScrollArea(window), QWidget()
    area.setGeometry(0, 0, 200, 100)
    inner.resize(180, 600)
    area.setWidget(inner)
    window.show()
    assert [figure for figure, _ in seen_figures(window, [(inner, PLACED)], [])] == [ONE]
    area.verticalScrollBar().setValue(190)
    assert [figure for figure, _ in seen_figures(window, [(inner, PLACED)], [])] == [OTHER]


def test_that_a_figure_outside_its_part_is_not_seen(window: QWidget) -> None:
    part = part_of(window)
    window.show()
    assert seen_figures(window, [(part, [(ONE, QRect(290, 10, 20, 20))])], []) == []
