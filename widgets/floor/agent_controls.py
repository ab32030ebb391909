"""The controls above the agents: filter, groups, order, columns, and tiles or a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from console.views.rows import TileGroup
from widgets.floor.column_head import ColumnHead
from widgets.floor.lists.list_menu import fill_columns
from widgets.outside_text import action, set_tip
from widgets.painting.choice import Choice

VIEWS = (("tiles", "Tiles"), ("list", "List"))
GROUPS = (("team", "by team"), ("queue", "by queue"), ("state", "by state"), ("none", "no groups"))
ORDERS = (("fixed", "fixed order"), ("attention", "attention first"))
SIZES = (("small", "small"), ("medium", "medium"), ("large", "large"))
OFFLINE = (("fold", "Offline: one line a group"), ("show", "Offline: shown"), ("hide", "Offline: hidden"))
_JUMP_WORDS = {"team": "teams", "queue": "queues", "state": "states", "none": "offline"}
TYPING_MS = 150  # a filter is applied when the typing pauses
FILTER_HELP = (
    "Shows agents whose name, team, queue, state or skill has all of these words; accents and case do not "
    'matter. A field may be named: team:douro state:"on contact". It holds for agents, queues, counts and '
    "attention; the headline stays that of the whole floor."
)


class ViewSwitch(QWidget):
    """Two buttons, of which one is chosen. `chosen` carries the user's choice."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("How the agents are shown")
        self.value = "tiles"
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name, words in VIEWS:
            button = QToolButton(self)
            button.setObjectName("segment")
            button.setText(words)
            button.setCheckable(True)
            set_tip(button, f"Show the agents as {'tiles' if name == 'tiles' else 'a list'} (Ctrl+L)")
            button.clicked.connect(partial(self._on_clicked, name))
            self._group.addButton(button)
            self.buttons[name] = button
            row.addWidget(button)
        self.set_chosen("tiles")

    def set_chosen(self, name: str) -> None:
        """Show *name* as chosen, without a signal."""
        self.value = name
        self.buttons[name].setChecked(True)

    def _on_clicked(self, name: str) -> None:
        if name != self.value:
            self.set_chosen(name)
            self.chosen.emit(name)


class FilterField(QLineEdit):
    """The field that filters. Escape empties it. `left` is emitted by Down, and by Escape when empty."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class AgentControls(QObject):
    """Owned by the floor page. `changed` carries a choice's name and its new value; `jump_requested` a group.

    `columns_changed` carries a column to show or to hide, empty for the columns of a new list.
    """

    changed = Signal(str, str)
    jump_requested = Signal(str)
    columns_changed = Signal(str)

    def __init__(self, head: ColumnHead, parent: QWidget) -> None:
        super().__init__(parent)
        self.groups: Sequence[TileGroup] = ()
        self.columns: Callable[[], Sequence[str]] = tuple
        self.offline = "fold"
        self._head = head
        self._width = 10_000
        self._without_room: list[QWidget] = []
        self.filter = self._filter()
        self.choices = {
            "group_by": Choice("Group agents", GROUPS),
            "order": Choice("Order of the agents", ORDERS),
            "tiles": Choice("Size of the tiles", SIZES),
        }
        self.choices["tiles"].set_chosen("medium")
        for name, control in self.choices.items():
            control.chosen.connect(partial(self.changed.emit, name))
        self.choices["group_by"].chosen.connect(lambda _: self._show_view())
        self.jump = self._menu_button("Go to a group, collapse groups, offline agents", self._fill_jump)
        self.columns_button = self._menu_button("Columns of the list", self._fill_columns)
        self.columns_button.setText("columns ▾")
        self.view = ViewSwitch(parent)
        self.view.chosen.connect(self._on_view)
        head.add_control(self.filter)
        head.add_stretch()
        for widget in (self.jump, *self.choices.values(), self.columns_button, self.view):
            head.add_control(widget)
        head.resized.connect(self.fit)
        self._show_view()

    def show_choices(self, chosen: dict[str, str]) -> None:
        """Show what is *chosen*, without a signal."""
        for name, control in self.choices.items():
            if name in chosen:
                control.set_chosen(chosen[name])
        self.offline = chosen.get("offline", self.offline)
        if "view" in chosen:
            self.view.set_chosen(chosen["view"])
        self._show_view()

    def choose_view(self, view: str) -> None:
        """Show the agents as *view* for the user."""
        self.view.set_chosen(view)
        self._on_view(view)

    def fit(self, width: int) -> None:
        """Show as many controls as *width* pixels have room for; the others are in the first one's menu."""
        self._width = width
        self._show_view()

    def _show_view(self) -> None:
        """Offer what the chosen view has, an order and a size of tiles or columns, as far as they fit."""
        is_list = self.view.value == "list"
        self.jump.setText(f"{_JUMP_WORDS[self.choices['group_by'].value]} ▾")
        order: QWidget = self.columns_button if is_list else self.choices["order"]
        offered = [self.choices["group_by"], order, *([] if is_list else [self.choices["tiles"]])]
        gap = self._head.spacing
        left = self._width - self.filter.minimumWidth() - 2 * gap
        left -= sum(part.sizeHint().width() + gap for part in (self.jump, self.view))
        for part in (*self.choices.values(), self.columns_button):
            left -= part.sizeHint().width() + gap if part in offered else 0
            part.setVisible(part in offered)
        self._without_room.clear()
        while left < 0 and offered:
            hidden = offered.pop()
            self._without_room.insert(0, hidden)
            left += hidden.sizeHint().width() + gap
            hidden.hide()
        self.view.setVisible(left >= 0)

    def _on_view(self, view: str) -> None:
        self._show_view()
        self.changed.emit("view", view)

    def _filter(self) -> FilterField:
        field = FilterField()
        field.setPlaceholderText("Filter name, team, queue, state, skill")
        field.setClearButtonEnabled(True)
        field.setAccessibleName("Filter by name, team, queue, state or skill")
        field.setAccessibleDescription(FILTER_HELP)
        set_tip(field, FILTER_HELP)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(lambda: self.changed.emit("text", field.text().strip()))
        field.textChanged.connect(lambda _: self._typing.start())
        return field

    def apply_filter(self) -> None:
        """Apply what is typed at once."""
        if self._typing.isActive():
            self._typing.stop()
            self.changed.emit("text", self.filter.text().strip())

    def _menu_button(self, words: str, fill: Callable[[QMenu], None]) -> QToolButton:
        button = QToolButton()
        button.setObjectName("link")
        button.setAccessibleName(words)
        set_tip(button, words)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.aboutToShow.connect(partial(fill, menu))
        button.setMenu(menu)
        return button

    def _fill_jump(self, menu: QMenu) -> None:
        menu.clear()
        named = [group for group in self.groups if group.name]
        for group in named:
            _add(menu, group.name, partial(self.jump_requested.emit, group.id))
        if named:
            menu.addSeparator()
            every = "\0".join(group.id for group in named)
            _add(menu, "Collapse all", partial(self.changed.emit, "collapsed_groups", every))
            _add(menu, "Expand all", partial(self.changed.emit, "collapsed_groups", ""))
            menu.addSeparator()
        for name, words in OFFLINE:
            _add(menu, words, partial(self._on_offline, name), self.offline == name)
        if self.view.isHidden():
            for name, words in VIEWS:
                _add(menu, words, partial(self.choose_view, name), self.view.value == name)
        for hidden in self._without_room:
            if isinstance(hidden, Choice):
                menu.addMenu(hidden.options())
            else:
                self._fill_columns(menu.addMenu("Columns"))

    def _on_offline(self, name: str) -> None:
        self.offline = name
        self.changed.emit("offline", name)

    def _fill_columns(self, menu: QMenu) -> None:
        """All columns, those shown checked."""
        fill_columns(menu, self.columns(), self.columns_changed.emit)


def _add(menu: QMenu, words: str, act: Callable[[], object], is_checked: bool | None = None) -> None:
    made = action(words, menu)
    if is_checked is not None:
        made.setCheckable(True)
        made.setChecked(is_checked)
    made.triggered.connect(lambda _=False: act())
    menu.addAction(made)
