"""Every part of the window opens its figures, by hand and by key, and keeps what else a click does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.views.details.agent_detail import agent_drawer
from console.views.rows import Figure
from tests.widgets.floors import rows, scene, time_line
from widgets.window.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    shown = MainWindow("dark")
    qtbot.addWidget(shown)
    shown.resize(1600, 1000)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.show_rows(rows())
    shown.show_time_line(time_line())
    return shown


def asked(window: MainWindow) -> list[Figure]:
    received: list[Figure] = []
    window.explain_requested.connect(received.append)
    return received


def click(window: MainWindow, at: QPoint) -> None:
    """Click where *at* is in the window, on whatever is there."""
    widget = window.childAt(at)
    assert isinstance(widget, QWidget)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.mapFrom(window, at))


def test_that_a_click_opens_every_figure_but_those_of_tiles(window: MainWindow) -> None:
    received = asked(window)
    agents: list[str] = []
    window.agent_opened.connect(agents.append)
    queues: list[str] = []
    window.queue_opened.connect(queues.append)
    wanted = []
    for figure, rect in window.placed_figures():
        if figure.metric.startswith("flags."):
            continue
        click(window, rect.center())
        if figure.metric == "time_in_state_seconds":
            assert agents.pop() == figure.scope.partition(":")[2]
        else:
            wanted.append(figure)
    assert received == wanted
    assert len(wanted) > 30
    assert not agents
    assert not queues


def test_that_beside_its_figures_a_card_opens_its_queue(window: MainWindow) -> None:
    received = asked(window)
    queues: list[str] = []
    window.queue_opened.connect(queues.append)
    rect = window.floor.queues.card_rect(0)
    QTest.mouseClick(window.floor.queues, Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(20, 8))
    assert queues == [window.floor.queues.cards[0].id]
    assert not received


def test_that_the_question_mark_opens_what_has_the_focus(window: MainWindow) -> None:
    received, floor = asked(window), window.floor
    for part in (floor.queues, floor.grid, window.headline, window.time_bar.plot, floor.grid_head):
        part.setFocus()
        QTest.keyClicks(part, "?")
    card, tile = floor.queues.cards[0], floor.grid.groups[0].tiles[0]
    level, counts = window.headline.headline.figures[0], floor.grid_head.placed_figures()
    assert received == [card.service_level, tile.time, level, level, counts[0][0]]
    floor.filter.setFocus()
    QTest.keyClicks(floor.filter, "?")
    assert floor.filter.text() == "?"
    assert len(received) == 5


def test_that_arrows_walk_the_figures_of_a_card_and_enter_opens_one(window: MainWindow) -> None:
    received, queues = asked(window), window.floor.queues
    opened: list[str] = []
    window.queue_opened.connect(opened.append)
    queues.setFocus()
    for _ in range(2):
        QTest.keyClick(queues, Qt.Key.Key_Right)
    QTest.keyClick(queues, Qt.Key.Key_Return)
    QTest.keyClick(queues, Qt.Key.Key_Down)
    QTest.keyClick(queues, Qt.Key.Key_Return)
    assert [figure.metric for figure in received] == ["longest_wait_seconds"]
    assert received[0].scope == f"queue:{queues.cards[0].id}"
    assert opened == [queues.cards[1].id]


def test_that_an_agents_measures_open(window: MainWindow) -> None:
    floor = scene()
    row = agent_drawer(floor.floor, "a0", floor.clock, [])
    assert row is not None
    window.show_agent(row)
    received = asked(window)
    figures = [figure for figure, _ in window.drawer.placed_figures()]
    rect = dict(zip([f.metric for f in figures], window.drawer.placed_figures(), strict=True))["occupancy"][1]
    click(window, window.drawer.mapTo(window, rect.center()))
    assert [figure.metric for figure in received] == ["occupancy"]


def test_that_an_attention_card_explains_the_figure_it_names(window: MainWindow) -> None:
    received = asked(window)
    cards = [card for card in window.floor.attention.cards.values() if card.card.figure is not None]
    assert cards
    for card in cards:
        card.setFocus()
        QTest.keyClicks(card, "?")
        QTest.keyClick(card, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert received == [card.card.figure for card in cards for _ in range(2)]
    assert all(figure.scope == card.card.scope for figure, card in zip(received[::2], cards, strict=True))


def test_that_the_drawer_asks_why_its_agent_is_in_the_state(window: MainWindow) -> None:
    floor = scene()
    row = agent_drawer(floor.floor, "a0", floor.clock, [])
    assert row is not None
    window.show_agent(row)
    received, asked_why = asked(window), list[str]()
    window.state_explained.connect(asked_why.append)
    window.drawer.why.click()
    assert asked_why == ["a0"]
    QTest.keyClicks(window.drawer, "?")
    assert [(figure.metric, figure.scope) for figure in received] == [("time_in_state_seconds", "agent:a0")]


def test_that_the_time_bars_menu_explains_the_service_level_there(window: MainWindow) -> None:
    received, sought = asked(window), list[int]()
    window.seek_requested.connect(sought.append)
    window.time_bar.plot.explain_requested.emit(window.time_bar.plot.line.start)
    assert sought == [window.time_bar.plot.line.start]
    assert received == [window.headline.headline.figures[0]]
