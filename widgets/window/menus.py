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
class Deed:
    """One thing a person can ask the window for. `keys` are shortcuts with | between them.

    `opens` names what must exist for it, a place or a window; until that is offered, it is not.
    """

    menu: str
    words: str
    keys: str
    do: Callable[[], object]
    opens: str = ""


def make_menus(window: QMainWindow, deeds: Sequence[Deed | None]) -> tuple[list[QMenu], dict[str, QAction]]:
    """Menus of *deeds*, None standing for a line between two groups, and the actions that wait to be offered.

    The window takes the actions too, so that their shortcuts work while no menu is open.
    """
    menus: dict[str, QMenu] = {}
    last: QMenu | None = None
    waiting: dict[str, QAction] = {}
    for deed in deeds:
        if deed is None:
            if last is not None:
                last.addSeparator()
            continue
        if deed.menu not in menus:
            menus[deed.menu] = QMenu(f"&{deed.menu}", window)
        last = menus[deed.menu]
        made = _action(window, deed)
        last.addAction(made)
        if deed.opens:
            made.setVisible(False)
            waiting[deed.opens] = made
    return list(menus.values()), waiting


def _action(window: QMainWindow, deed: Deed) -> QAction:
    made = action(deed.words, window)
    if deed.keys in PLAIN_KEYS:
        made.setText(f"{made.text()}\t{deed.keys}")
    elif deed.keys:
        made.setShortcuts([QKeySequence(keys) for keys in deed.keys.split("|")])
    made.triggered.connect(lambda _=False: deed.do())
    window.addAction(made)
    return made
