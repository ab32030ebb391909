"""The window's menu: every action with its shortcut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from widgets.outside_text import action

# Space presses a focused button, End moves to the end of a field: the window handles these keys only in its
# `keyPressEvent`, when no child used them; a shortcut would always take them.
PLAIN_KEYS = ("Space", "End")


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the window. `keys` are its shortcuts, separated by |.

    `opens` names the page or window it opens; the action is hidden until that is available.
    """

    menu: str
    words: str
    keys: str
    do: Callable[[], object]
    opens: str = ""


def make_menus(
    window: QMainWindow, action_list: Sequence[Action | None]
) -> tuple[list[QMenu], dict[str, QAction]]:
    """Build menus of the actions, with None as a separator; returns the actions not yet available.

    The window takes the actions too, so that their shortcuts work while no menu is open.
    """
    menus: dict[str, QMenu] = {}
    last: QMenu | None = None
    waiting: dict[str, QAction] = {}
    for item in action_list:
        if item is None:
            if last is not None:
                last.addSeparator()
            continue
        if item.menu not in menus:
            menus[item.menu] = QMenu(f"&{item.menu}", window)
        last = menus[item.menu]
        made = _action(window, item)
        last.addAction(made)
        if item.opens:
            made.setVisible(False)
            waiting[item.opens] = made
    return list(menus.values()), waiting


def _action(window: QMainWindow, item: Action) -> QAction:
    made = action(item.words, window)
    if item.keys in PLAIN_KEYS:
        made.setText(f"{made.text()}\t{item.keys}")
    elif item.keys:
        made.setShortcuts([QKeySequence(keys) for keys in item.keys.split("|")])
    made.triggered.connect(lambda _=False: item.do())
    window.addAction(made)
    return made
