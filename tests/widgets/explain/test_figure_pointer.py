"""What opens a figure: click, ?, Alt+Enter, the menu, and Enter on the one that the arrows reached."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from console.views.rows import Figure
from tests.widgets.floors import rows
from widgets.explain.figure_pointer import FigurePointer, explain_words
from widgets.painting.theme import DARK, Theme
from widgets.window.headline_bar import HeadlineBar

ALT = Qt.KeyboardModifier.AltModifier


def bar_of(qtbot: QtBot) -> tuple[HeadlineBar, FigurePointer, list[Figure]]:
    theme = Theme(DARK)
    bar = HeadlineBar(theme)
    qtbot.addWidget(bar)
    bar.resize(1600, 58)
    bar.show_headline(rows().headline)
    bar.show()
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    pointer = FigurePointer(bar, bar.placed_figures, lambda: theme)
    asked: list[Figure] = []
    pointer.asked.connect(asked.append)
    bar.setFocus()
    return bar, pointer, asked


def test_that_a_click_on_a_figure_opens_it_and_beside_it_nothing(qtbot: QtBot) -> None:
    bar, _, asked = bar_of(qtbot)
    figure, rect = bar.placed_figures()[1]
    QTest.mouseMove(bar, rect.center())
    assert bar.cursor().shape() is Qt.CursorShape.PointingHandCursor
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=rect.center())
    QTest.mouseMove(bar, QPoint(2, 2))
    assert bar.cursor().shape() is not Qt.CursorShape.PointingHandCursor
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    QTest.mouseClick(bar, Qt.MouseButton.MiddleButton, pos=rect.center())
    assert asked == [figure]


def test_that_arrows_walk_the_figures_and_enter_opens(qtbot: QtBot) -> None:
    bar, _, asked = bar_of(qtbot)
    figures = [figure for figure, _ in bar.placed_figures()]
    QTest.keyClick(bar, Qt.Key.Key_Return)  # none is reached yet
    QTest.keyClick(bar, Qt.Key.Key_Right)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert explain_words(figures[1]) == bar.accessibleDescription()
    QTest.keyClick(bar, Qt.Key.Key_Return)
    QTest.keyClick(bar, Qt.Key.Key_Left)
    QTest.keyClick(bar, Qt.Key.Key_Left)
    QTest.keyClick(bar, Qt.Key.Key_Return, ALT)
    QTest.keyClick(bar, Qt.Key.Key_Escape)
    QTest.keyClick(bar, Qt.Key.Key_Return)
    assert asked == [figures[1], figures[-1]]


def test_that_the_ring_is_around_the_figure_while_the_part_has_the_focus(qtbot: QtBot) -> None:
    bar, pointer, _ = bar_of(qtbot)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    _, rect = bar.placed_figures()[0]
    assert pointer.ring.isVisible()
    assert pointer.ring.geometry().contains(rect)
    bar.grab()
    bar.clearFocus()
    assert pointer.ring.isHidden()


def test_that_the_question_mark_opens_the_main_figure(qtbot: QtBot) -> None:
    bar, _, asked = bar_of(qtbot)
    QTest.keyClicks(bar, "?")
    assert asked == [bar.placed_figures()[0][0]]


def test_that_the_menu_offers_the_figure_pointed_at(qtbot: QtBot) -> None:
    bar, _, asked = bar_of(qtbot)
    figure, rect = bar.placed_figures()[2]
    where = bar.mapToGlobal(rect.center())
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, rect.center(), where)
    QApplication.sendEvent(bar, event)
    [menu] = [one for one in bar.findChildren(QMenu) if one.isVisible()]
    assert [action.text() for action in menu.actions()] == [explain_words(figure)]
    menu.actions()[0].trigger()
    menu.close()
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), where)
    QApplication.sendEvent(bar, by_key)
    [menu] = [one for one in bar.findChildren(QMenu) if one.isVisible()]
    assert len(menu.actions()) == len(bar.placed_figures())
    menu.close()
    assert asked == [figure]
