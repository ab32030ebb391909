"""The window's menu: every action with its shortcut, for the hand, the keyboard and the palette alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from widgets.outside_text import action

# A button in the focus is pressed with Space, a field's End goes to its end: the window takes these keys only
# when nobody nearer wants them, in its `keyPressEvent`; a shortcut would take them always.
PLAIN_KEYS = ("Space", "End")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can ask the window for. `keys` are shortcuts with | between them.

    `opens` names what must exist for it, a place or a window; until that is offered, it is not.
    """

    menu: str
    words: str
    keys: str
    do: Callable[[], object]
    opens: str = ""


def make_menus(
    window: QMainWindow, action_list: Sequence[Action | None]
) -> tuple[list[QMenu], dict[str, QAction]]:
    """Menus of *deeds*, None standing for a line between two groups, and the actions that wait to be offered.

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
