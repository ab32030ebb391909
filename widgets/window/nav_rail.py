"""The navigation rail at the left of the window: the available pages."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from widgets.painting.icons import icon
from widgets.painting.theme import Ink, Theme

PLACES = (("floor", "Floor"), ("inspector", "Inspect"))
ACTIONS = (("wallboard", "Wallboard"), ("settings", "Settings"), ("menu", "Menu"))


class NavRail(QWidget):
    """A button for each page, and below them those that open other windows."""

    place_chosen = Signal(str)
    action_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Places")
        self.theme = theme
        self.buttons: dict[str, QToolButton] = {}
        self._offered: set[str] = set()
        self._places = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        for name, words in PLACES:
            button = self._button(name, words)
            button.setCheckable(True)
            self._places.addButton(button)
            button.clicked.connect(lambda _=False, n=name: self.place_chosen.emit(n))
            self._column.addWidget(button)
            button.hide()
        self._column.addStretch(1)
        for name, words in ACTIONS:
            button = self._button(name, words)
            button.clicked.connect(lambda _=False, n=name: self.action_chosen.emit(n))
            self._column.addWidget(button)
            button.hide()
        self.offer("menu")
        self.set_theme(theme)

    def offer(self, name: str) -> None:
        """Show the button of *name*, which is now available."""
        self._offered.add(name)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width(), 0)

    def _fit(self) -> None:
        """Show the buttons that have room; the menu, which has all actions, is always one of them."""
        pitch = self.theme.px(56)
        room = max(1, (self.height() - self.theme.px(14)) // pitch)
        order = ["menu", *(name for name, _ in PLACES), *(name for name, _ in ACTIONS if name != "menu")]
        shown = [name for name in order if name in self._offered][:room]
        for name, button in self.buttons.items():
            button.setVisible(name in shown)

    def show_place(self, name: str) -> None:
        """Mark *name* as the current page."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)
            self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        px = theme.px
        self.setFixedWidth(px(72))
        self._column.setContentsMargins(px(5), px(10), px(5), px(10))
        self._column.setSpacing(px(6))
        self._draw()
        self._fit()

    def _button(self, name: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(words)
        self.buttons[name] = button
        return button

    def _draw(self) -> None:
        px = self.theme.px
        for name, button in self.buttons.items():
            button.setIcon(icon(self.theme, name, Ink.TEXT if button.isChecked() else Ink.MUTED, 18))
            button.setIconSize(QSize(px(18), px(18)))
            button.setFixedSize(px(62), px(50))
