"""The actions of the main window, by menu, shortcut or palette, in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    Action("undo", "Floor", "Undo acknowledge or snooze", "Ctrl+Z"),
    Action("copy_agents", "Floor", "Copy the agents shown as CSV", "Ctrl+Shift+C"),
    Action("export_agents", "Floor", "Export the agents shown as CSV…", "Ctrl+Shift+E"),
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
    Action("calendar", "Time", "Go to a day…", "Ctrl+G"),
    Action("changes", "Time", "What changed in the last 10 minutes", "Ctrl+J"),
    Action("compare", "Time", "Compare with the same day last week, or stop", "Ctrl+E"),
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
    Action("shortcuts", "Help", "Keyboard shortcuts…", "Ctrl+/"),
    Action("about", "Help", "About Floorlight"),
)


class WindowMenus:
    """The menus of all actions of *window*, connected to *slots* by id. Owned by the window.

    The window owns the actions too, so that their shortcuts work while no menu is open. `shortcuts` are the
    user's own, by action.
    """

    def __init__(self, window: QMainWindow, slots: Mapping[str, Callable[[], object]]) -> None:
        self._window = window
        self._waiting: dict[str, QAction] = {}
        self._actions: dict[str, QAction] = {}
        self.shortcuts: Mapping[str, str] = {}
        menus: dict[str, QMenu] = {}
        last: QMenu | None = None
        for item in ACTIONS:
            if item is None:
                if last is not None:
                    last.addSeparator()
                continue
            if item.menu not in menus:
                menus[item.menu] = QMenu(f"&{item.menu}", window)
            last = menus[item.menu]
            made = self._actions[item.id] = _made(window, item, slots[item.id])
            last.addAction(made)
            if item.opens:
                made.setVisible(False)
                self._waiting[item.opens] = made
        self.menus = list(menus.values())

    def offer(self, name: str) -> None:
        """Show the action that opens *name*, which now exists."""
        if (made := self._waiting.pop(name, None)) is not None:
            made.setVisible(True)

    def show_shortcuts(self, chosen: Mapping[str, str]) -> None:
        """Use the shortcuts *chosen*, by action; all others have their own."""
        self.shortcuts = chosen
        for item in ACTIONS:
            if item is not None and item.keys not in PLAIN_KEYS:
                keys = chosen.get(item.id, item.keys)
                self._actions[item.id].setShortcuts([QKeySequence(one) for one in keys.split("|") if one])

    def add_recent(self, menu: QMenu) -> None:
        """Offer *menu*, the recordings opened last, below the action that opens one."""
        self.menus[0].insertMenu(self.menus[0].actions()[1], menu)

    def open(self, at: QPoint) -> None:
        """Open one menu of all menus at *at*, a position on the screen."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for part in self.menus:
            menu.addMenu(part)
        menu.popup(at)

    def entries(self) -> list[PaletteEntry]:
        """The actions offered in the palette: neither those that wait to be offered, nor its own."""
        return [
            PaletteEntry(f"action:{item.id}", item.words, item.menu, self._keys_of(item))
            for item in ACTIONS
            if item is not None and item.id != "find" and item.opens not in self._waiting
        ]

    def _keys_of(self, item: Action) -> str:
        return self.shortcuts.get(item.id, item.keys).partition("|")[0]


def _made(window: QMainWindow, item: Action, slot: Callable[[], object]) -> QAction:
    made = action(item.words, window)
    made.setObjectName(item.id)
    if item.keys in PLAIN_KEYS:
        made.setText(f"{made.text()}\t{item.keys}")
    elif item.keys:
        made.setShortcuts([QKeySequence(keys) for keys in item.keys.split("|")])
    made.triggered.connect(lambda _=False: slot())
    window.addAction(made)
    return made
