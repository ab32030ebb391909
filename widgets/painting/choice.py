"""A button that offers one choice among a few."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from widgets.outside_text import action, action_text, set_tip


class Choice(QToolButton):
    """A button that opens a menu of one choice among a few."""

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("link")
        self.setAccessibleName(name)
        set_tip(self, name)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._actions: dict[str, QAction] = {}
        self.value = ""
        self.setMenu(self._menu)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer *options*, each a name and its text; the first is chosen."""
        self._menu.clear()
        self._actions.clear()
        for name, words in options:
            choice = action(words, self._group)
            choice.setCheckable(True)
            choice.triggered.connect(lambda _=False, i=name: self.choose(i))
            self._menu.addAction(choice)
            self._actions[name] = choice
        if options:
            self.set_chosen(options[0][0])

    def options(self) -> QMenu:
        """The menu of the options, to show in another menu."""
        self._menu.setTitle(action_text(self.accessibleName()))
        return self._menu

    def set_chosen(self, name: str) -> None:
        """Show the option *name* as chosen, without a signal."""
        choice = self._actions.get(name)
        if choice is not None:
            self.value = name
            choice.setChecked(True)
            self.setText(f"{choice.text()} ▾")

    def choose(self, name: str) -> None:
        """Choose the option *name* for the user, with a signal."""
        self.set_chosen(name)
        self.chosen.emit(name)
