"""The actions of the main window, by menu, shortcut or palette, in one table."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from widgets.outside_text import action
from widgets.painting.appearance import SYSTEM
from widgets.painting.palette_entry import PaletteEntry

# Space presses a focused button, and End moves within a field: the window handles these keys only if no
# focused widget does, in its `keyPressEvent`; a shortcut would always take them.
PLAIN_KEYS = ("Space", "End")


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the window. `keys` are shortcuts separated by |.

    `opens` names what must exist first, a page or a window; until it is offered, the action is hidden.
    """

    id: str
    menu: str
    words: str
    keys: str = ""
    opens: str = ""


# None separates two groups of a menu.
ACTIONS: tuple[Action | None, ...] = (
    Action("open_recording", "Floor", "Open a recording…", "Ctrl+O"),
    Action("connect", "Floor", "Connect to a server…", "Ctrl+Shift+O"),
    Action("retry", "Floor", "Retry the connection now", "F5"),
    Action("demo", "Floor", "Show the demo", "Ctrl+D"),
    None,
    Action("settings", "Floor", "Settings…", "Ctrl+,", "settings"),
    None,
    Action("quit", "Floor", "Quit", "Ctrl+Q"),
    Action("find", "Go", "Find an agent, a queue, an action…", "Ctrl+K"),
    Action("filter", "Go", "Filter the agents", "Ctrl+F"),
    None,
    Action("queues", "Go", "Go to queues", "Alt+1"),
    Action("agents", "Go", "Go to agents", "Alt+2"),
    Action("attention", "Go", "Go to attention", "Alt+3"),
    Action("time", "Go", "Go to the time bar", "Alt+4"),
    None,
    Action("floor", "Go", "Floor", "Ctrl+1"),
    Action("inspector", "Go", "Inspector", "Ctrl+2", "inspector"),
    Action("play", "Time", "Play or pause", "Space"),
    Action("back", "Time", "Back 30 seconds", "Ctrl+Left"),
    Action("forward", "Time", "Forward 30 seconds", "Ctrl+Right"),
    Action("second_back", "Time", "Back 1 second", "Alt+Left"),
    Action("second_forward", "Time", "Forward 1 second", "Alt+Right"),
    Action("event_back", "Time", "Previous event", "Alt+Shift+Left"),
    Action("event_forward", "Time", "Next event", "Alt+Shift+Right"),
    Action("flag_back", "Time", "Previous flag", "Ctrl+Shift+Left"),
    Action("flag_forward", "Time", "Next flag", "Ctrl+Shift+Right"),
    None,
    Action("faster", "Time", "Faster", "Ctrl+Up"),
    Action("slower", "Time", "Slower", "Ctrl+Down"),
    Action("live", "Time", "Return to live, or to the end", "End"),
    Action("zoom_in", "View", "Zoom in", "Ctrl+=|Ctrl++"),
    Action("zoom_out", "View", "Zoom out", "Ctrl+-"),
    Action("reset_zoom", "View", "Reset zoom", "Ctrl+0"),
    None,
    Action("dark", "View", "Dark"),
    Action("light", "View", "Light"),
    Action(SYSTEM, "View", "Follow system"),
    None,
    Action("list", "View", "Tiles or list", "Ctrl+L"),
    None,
    Action("wallboard", "View", "Wallboard", "F11", "wallboard"),
    Action("menu", "View", "This menu", "F10"),
    Action("manual", "Help", "Manual", "F1"),
)


def make_menus(
    window: QMainWindow, slots: Mapping[str, Callable[[], object]]
) -> tuple[list[QMenu], dict[str, QAction]]:
    """Menus of all actions, connected to *slots* by id; and the actions that wait to be offered.

    The window owns the actions too, so that their shortcuts work while no menu is open.
    """
    menus: dict[str, QMenu] = {}
    last: QMenu | None = None
    waiting: dict[str, QAction] = {}
    for item in ACTIONS:
        if item is None:
            if last is not None:
                last.addSeparator()
            continue
        if item.menu not in menus:
            menus[item.menu] = QMenu(f"&{item.menu}", window)
        last = menus[item.menu]
        made = _made(window, item, slots[item.id])
        last.addAction(made)
        if item.opens:
            made.setVisible(False)
            waiting[item.opens] = made
    return list(menus.values()), waiting


def _made(window: QMainWindow, item: Action, slot: Callable[[], object]) -> QAction:
    made = action(item.words, window)
    if item.keys in PLAIN_KEYS:
        made.setText(f"{made.text()}\t{item.keys}")
    elif item.keys:
        made.setShortcuts([QKeySequence(keys) for keys in item.keys.split("|")])
    made.triggered.connect(lambda _=False: slot())
    window.addAction(made)
    return made


def open_menu(window: QMainWindow, menus: Iterable[QMenu], at: QPoint) -> None:
    """Open one menu of all *menus* at *at*, a position on the screen."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for part in menus:
        menu.addMenu(part)
    menu.popup(at)


def action_entries(waiting: Container[str]) -> list[PaletteEntry]:
    """The actions offered in the palette: neither those *waiting* to be offered, nor its own."""
    return [
        PaletteEntry(f"action:{item.id}", item.words, item.menu, item.keys.partition("|")[0])
        for item in ACTIONS
        if item is not None and item.id != "find" and item.opens not in waiting
    ]
