"""The menus of the list of agents: of a row, and of the header."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from console.views.floor.agent_list import ListRow
from console.views.list_columns import COLUMNS
from widgets.outside_text import action

Entry = tuple[str, Callable[[], object]]


def row_entries(
    row: ListRow,
    selected: int,
    open_row: Callable[[ListRow], object],
    fold: Callable[[str, str], object],
    copy: Callable[[], object],
) -> list[Entry]:
    """What can be done with *row*, and with the rows *selected*: words and what they do."""
    found: list[Entry] = []
    group = row.group
    if row.tile is not None:
        found.append((f"Open {row.tile.name}\tEnter", lambda: open_row(row)))
        what = f"{selected} agents" if selected > 1 else row.tile.name
        found.append((f"Copy {what}\tCtrl+C", copy))
    if group.name:
        words = "Expand" if group.is_collapsed else "Collapse"
        found.append((f"{words} {group.name}", lambda: fold("collapsed", group.id)))
    if row.is_folded:
        found.append(("Show who is offline", lambda: fold("unfolded", group.id)))
    return found


def fill_columns(menu: QMenu, shown: Sequence[str], change: Callable[[str], object]) -> None:
    """Fill *menu* with all columns, those *shown* checked; a choice calls *change* with its key."""
    menu.clear()
    for column in COLUMNS.values():
        made = action(column.title, menu)
        made.setCheckable(True)
        made.setChecked(column.key in shown)
        made.triggered.connect(lambda _=False, key=column.key: change(key))
        menu.addAction(made)
    menu.addSeparator()
    reset = action("Reset columns", menu)
    reset.triggered.connect(lambda _=False: change(""))
    menu.addAction(reset)


def open_entries(parent: QWidget, entries: Sequence[Entry], at: QPoint) -> QMenu:
    """Open a menu of *entries* at *at*, a position on the screen."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for words, act in entries:
        text, _, keys = words.partition("\t")
        made = action(text, menu)
        if keys:
            made.setText(f"{made.text()}\t{keys}")
        made.triggered.connect(lambda _=False, chosen=act: chosen())
        menu.addAction(made)
    menu.popup(at)
    return menu
