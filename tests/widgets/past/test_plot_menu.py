"""The menu of the time bar's plot."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.past.plot_menu import open_plot_menu


def test_that_what_is_chosen_is_asked_for(qtbot: QtBot) -> None:
    plot = QWidget()
    qtbot.addWidget(plot)
    plot.show()
    asked: list[int] = []
    menu = open_plot_menu(plot, QPoint(5, 5), [(1_795_000_000_000, "then"), (2, "<b>R&D</b>")], asked.append)
    assert [action.text() for action in menu.actions()] == ["then", "<b>R&&D</b>"]
    menu.actions()[0].trigger()
    menu.close()
    assert asked == [1_795_000_000_000]


def test_that_the_service_level_there_is_explained(qtbot: QtBot) -> None:
    plot = QWidget()
    qtbot.addWidget(plot)
    plot.show()
    explained: list[int] = []
    menu = open_plot_menu(plot, QPoint(5, 5), [(7, "then"), (2, "flag")], print, explained.append)
    assert menu.actions()[-1].text() == "Explain the service level there"
    menu.actions()[-1].trigger()
    menu.close()
    assert explained == [7]
