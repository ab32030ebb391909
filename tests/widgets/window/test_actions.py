"""The window's actions: each has an id, does something, and is offered in a menu and in the palette."""

from __future__ import annotations

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from widgets.window.actions import ACTIONS, PLAIN_KEYS
from widgets.window.main_window import MainWindow

NAMED = [action for action in ACTIONS if action is not None]


def test_that_ids_and_shortcuts_are_each_given_once() -> None:
    keys = [key for action in NAMED for key in action.keys.split("|") if key]
    assert len({action.id for action in NAMED}) == len(NAMED)
    assert len(set(keys)) == len(keys)


def test_that_every_action_stands_in_the_menu_of_its_name(qtbot: QtBot) -> None:
    window = MainWindow("dark")
    qtbot.addWidget(window)
    shown = {
        (menu.title(), made.text().partition("\t")[0])
        for menu in window.menus
        for made in menu.actions()
        if not made.isSeparator()
    }
    assert shown == {(f"&{action.menu}", action.words) for action in NAMED}


def test_that_plain_keys_are_shown_but_are_no_shortcuts(qtbot: QtBot) -> None:
    window = MainWindow("dark")
    qtbot.addWidget(window)
    made = [made for menu in window.menus for made in menu.actions() if made.text().endswith(PLAIN_KEYS)]
    assert len(made) == len(PLAIN_KEYS)
    assert not any(one.shortcuts() for one in made)


def test_that_the_palette_offers_neither_itself_nor_what_does_not_exist_yet(qtbot: QtBot) -> None:
    window = MainWindow("dark")
    qtbot.addWidget(window)
    window.offer("settings")
    ids = [entry.id for entry in window.commands.entries()]
    assert "action:settings" in ids
    assert not {"action:find", "action:wallboard"} & set(ids)


def test_that_shortcuts_of_a_persons_own_replace_those_there_were(qtbot: QtBot) -> None:
    window = MainWindow("dark")
    qtbot.addWidget(window)
    made = window.findChild(QAction, "filter")
    assert isinstance(made, QAction)
    window.commands.show_shortcuts({"filter": "Ctrl+J"})
    assert made.shortcut().toString() == "Ctrl+J"
    assert {entry.id: entry.keys for entry in window.commands.entries()}["action:filter"] == "Ctrl+J"
    window.commands.show_shortcuts({})
    assert made.shortcut().toString() == "Ctrl+F"
