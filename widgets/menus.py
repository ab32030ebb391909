"""The window's menus: every action of the window with its shortcut, for hand and palette alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing a person can ask the window for."""

    menu: str
    words: str
    keys: str
    do: Callable[[], None]


def add_menus(window: QMainWindow, deeds: list[Deed | None]) -> list[QAction]:
    """Give *window* the menus of *deeds*; None stands for a line between two groups.

    The menu bar is hidden until Alt is pressed or asked for, and the shortcuts work all the while.
    """
    actions = []
    bar = window.menuBar()
    menus: dict[str, QMenu] = {}
    menu: QMenu | None = None
    for deed in deeds:
        if deed is None:
            if menu is not None:
                menu.addSeparator()
            continue
        if deed.menu not in menus:
            menus[deed.menu] = bar.addMenu(f"&{deed.menu}")
        menu = menus[deed.menu]
        action = QAction(deed.words, window)
        if deed.keys:
            action.setShortcuts([QKeySequence(keys) for keys in deed.keys.split("|")])
        action.triggered.connect(lambda _=False, do=deed.do: do())
        menu.addAction(action)
        window.addAction(action)
        actions.append(action)
    return actions
