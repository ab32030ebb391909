"""The flags that are snoozed, in a menu above the attention column: choosing one shows it again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from console.views.rows import SnoozedFlag
from widgets.outside_text import action, set_tip


class SnoozedFlags(QToolButton):
    """Hidden while nothing is snoozed. `woken` carries the id of a flag to show again."""

    woken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("link")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_tip(self, "Flags that are snoozed; choose one to show it again")
        self._flags: tuple[SnoozedFlag, ...] = ()
        menu = QMenu(self)
        menu.aboutToShow.connect(partial(self._fill, menu))
        self.setMenu(menu)
        self.hide()

    def show_flags(self, flags: Sequence[SnoozedFlag]) -> None:
        """Offer *flags*."""
        if tuple(flags) == self._flags:
            return
        self._flags = tuple(flags)
        words = f"{len(flags)} snoozed"
        self.setText(f"{words} ▾")
        self.setAccessibleName(words)
        self.setVisible(bool(flags))

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for flag in self._flags:
            until = f", until {flag.until}" if flag.until else ""
            made = action(f"Show again: {flag.who}, {flag.what}{until}", menu)
            made.triggered.connect(lambda _=False, name=flag.id: self.woken.emit(name))
            menu.addAction(made)
