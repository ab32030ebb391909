"""A note of what was just done, above the time bar, with a way to undo it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from console.views.text import plain_text
from widgets.outside_text import label
from widgets.painting.theme import Theme

SHOWN_MS = 8_000


class StatusNote(QFrame):
    """Hides itself after some seconds. Owned by the window, over which it lies at the bottom left.

    `undo_requested` is emitted when the user wants to undo what it says.
    """

    undo_requested = Signal()

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._window = window
        self.text = label("", self)
        self.undo = QPushButton("Undo   Ctrl+Z", self)
        self.undo.setObjectName("primary")
        self.undo.setAccessibleName("Undo")
        self.undo.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it comes and goes: Ctrl+Z is the key
        self.undo.clicked.connect(self.undo_requested)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.text, 1)
        self._row.addWidget(self.undo)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SHOWN_MS)
        self._soon.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()
        self.set_theme(theme)

    def say(self, text: str, can_undo: bool = False) -> None:
        """Show *text*, with a button to undo it if *can_undo*."""
        self.text.setText(plain_text(text))
        self.setAccessibleName(plain_text(text))
        self.undo.setVisible(can_undo)
        self._place()
        self.show()
        self.raise_()
        self._soon.start()

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self._theme = theme
        self._row.setContentsMargins(theme.px(14), theme.px(8), theme.px(10), theme.px(8))
        self._row.setSpacing(theme.px(14))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        px, around = self._theme.px, self._window.size()
        size = self.sizeHint()
        width = min(size.width(), around.width() - px(100))
        self.setGeometry(px(88), around.height() - px(118) - size.height(), width, size.height())
