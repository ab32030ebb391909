"""The sheet of all shortcuts, where each can be changed; one that is taken is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QVBoxLayout,
    QWidget,
)

from console.views.rows import Severity
from widgets.outside_text import label
from widgets.painting.icons import SeveritySign
from widgets.painting.painted_widget import Scroll
from widgets.painting.theme import Theme

# Keys that depend on where the focus is, and stay as they are.
FIXED = (
    ("Space", "Play or pause a recording, or the past"),
    ("End", "Return to live, or to the end"),
    ("Escape", "Close what is on top, clear a selection"),
    ("Arrows, Enter", "Move among queues, agents and flags; open one"),
    ("Left, Right", "In the list: collapse a team, expand it"),
    ("A, S, R", "On a flag's card: acknowledge, snooze, show the floor when it rose"),
    ("Ctrl+C", "In the list: copy the agents selected"),
)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An action with its shortcut now and at first; `menu` is where it stands."""

    id: str
    menu: str
    words: str
    keys: str
    first: str


class ShortcutSheet(QDialog):
    """`changed` carries an action's id and its new shortcut, empty for none."""

    changed = Signal(str, str)

    def __init__(self, theme: Theme, shortcuts: Sequence[Shortcut], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.shortcuts = {shortcut.id: shortcut for shortcut in shortcuts}
        self._keys = {shortcut.id: shortcut.keys for shortcut in shortcuts}
        self.edits: dict[str, QKeySequenceEdit] = {}
        self._sign = SeveritySign(theme, Severity.WARNING, self)
        self.trouble = label("", self, "muted")
        self.trouble.setWordWrap(True)
        self._sign.hide()
        inner = QWidget()
        inner.setObjectName("ground")
        self._fill(QGridLayout(inner), inner)
        said = QHBoxLayout()
        said.addWidget(self._sign)
        said.addWidget(self.trouble, 1)
        self.buttons = QDialogButtonBox(self)
        close = self.buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        reset = self.buttons.addButton("Reset all", QDialogButtonBox.ButtonRole.ResetRole)
        close.setObjectName("primary")
        close.clicked.connect(self.reject)
        reset.clicked.connect(self.reset)
        column = QVBoxLayout(self)
        column.addWidget(Scroll(inner), 1)
        column.addLayout(said)
        column.addWidget(self.buttons)
        self.resize(theme.px(620), theme.px(640))

    def _fill(self, grid: QGridLayout, inner: QWidget) -> None:
        row, menu = 0, ""
        for shortcut in self.shortcuts.values():
            if shortcut.menu != menu:
                menu = shortcut.menu
                grid.addWidget(label(menu, inner, "title"), row, 0, 1, 2)
                row += 1
            edit = QKeySequenceEdit(QKeySequence(shortcut.keys), inner)
            edit.setMaximumSequenceLength(1)
            edit.setClearButtonEnabled(False)
            edit.setAccessibleName(f"Shortcut of {shortcut.words}")
            edit.editingFinished.connect(partial(self._on_edited, shortcut.id))
            self.edits[shortcut.id] = edit
            grid.addWidget(label(shortcut.words, inner), row, 0)
            grid.addWidget(edit, row, 1)
            row += 1
        grid.addWidget(label("Fixed", inner, "title"), row, 0, 1, 2)
        for keys, words in FIXED:
            row += 1
            grid.addWidget(label(words, inner), row, 0)
            grid.addWidget(label(keys, inner, "muted"), row, 1)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(row + 1, 1)

    def reset(self) -> None:
        """Give every action its first shortcut."""
        for shortcut in self.shortcuts.values():
            if self._keys[shortcut.id] != shortcut.first:
                self._take(shortcut.id, shortcut.first)
        self._complain("")

    def _on_edited(self, action: str) -> None:
        keys = self.edits[action].keySequence().toString()
        if keys == self._keys[action]:
            return
        taken = next((name for name, other in self._keys.items() if keys and other == keys), None)
        fixed = next((words for plain, words in FIXED if keys in plain.split(", ")), None) if keys else None
        if taken is not None or fixed is not None:
            owner = fixed if taken is None else self.shortcuts[taken].words
            self._complain(f"{keys} is taken: {owner}. Choose another, or change that one first.")
            self.edits[action].setKeySequence(QKeySequence(self._keys[action]))
            return
        self._complain("")
        self._take(action, keys)

    def _take(self, action: str, keys: str) -> None:
        self._keys[action] = keys
        self.edits[action].setKeySequence(QKeySequence(keys))
        self.changed.emit(action, keys)

    def _complain(self, text: str) -> None:
        self.trouble.setText(text)
        self._sign.setVisible(bool(text))
