"""The strip below the headline: progress of loading, or a problem and its remedy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from console.views.rows import Severity
from console.views.text import plain_text
from widgets.outside_text import label
from widgets.painting.icons import SeveritySign
from widgets.painting.theme import Theme


class NoticeStrip(QWidget):
    """One line across the window, hidden when empty. `dismissed` is emitted when the user closes it."""

    dismissed = Signal()
    _error_came = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = label("", self)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.sign = SeveritySign(theme, Severity.BREACH, self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.copy_button = QPushButton("Copy details", self)
        self.copy_button.clicked.connect(self._on_copy)
        self.copy_button.hide()
        self.close_button = QPushButton("Dismiss", self)
        self.close_button.clicked.connect(self._on_dismissed)
        self._error_came.connect(self.show_error, Qt.ConnectionType.QueuedConnection)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.sign)
        self._row.addWidget(self.text, 1)
        self._row.addWidget(self.progress, 1)
        self._row.addWidget(self.copy_button)
        self._row.addWidget(self.close_button)
        self._details = ""
        self.set_theme(theme)
        self.hide()

    def show_progress(self, done: int, total: int, text: str) -> None:
        """Show that *done* of *total* is loaded; a *total* of 0 means unknown."""
        self._bad(False)
        self.text.setText(plain_text(text))
        share = 0 if total <= 0 else min(1000, done * 1000 // total)
        self.progress.setRange(0, 1000 if total > 0 else 0)
        self.progress.setValue(share)
        self.progress.show()
        self.close_button.hide()
        self.copy_button.hide()
        self.show()

    def show_error(self, text: str, details: str = "") -> None:
        """Show a problem until dismissed; a button copies *details*, if any."""
        self._bad(True)
        self._details = details
        self.copy_button.setText("Copy details")
        self.copy_button.setVisible(bool(details))
        shown = plain_text(text)
        self.text.setText(shown)
        self.setAccessibleName(shown)
        self.progress.hide()
        self.close_button.show()
        self.show()

    def show_note(self, text: str) -> None:
        """Show *text*, which is no problem, until dismissed; not over a problem or progress."""
        if not self.isHidden():
            return
        self._bad(False)
        shown = plain_text(text)
        self.text.setText(shown)
        self.setAccessibleName(shown)
        self.progress.hide()
        self.copy_button.hide()
        self.close_button.show()
        self.show()

    def show_error_later(self, text: str, details: str) -> None:
        """Show a problem from the event loop. May be called from any thread and while handling any error."""
        self._error_came.emit(text, details)

    def forget(self, text: str) -> None:
        """Hide the problem *text*, which is over."""
        if self.property("bad") and self.text.text() == plain_text(text):
            self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        px = theme.px
        self.sign.set_theme(theme)
        self._row.setContentsMargins(px(18), px(7), px(18), px(7))
        self._row.setSpacing(px(18))

    def _bad(self, bad: bool) -> None:
        self.sign.setVisible(bad)
        if self.property("bad") != bad:
            self.setProperty("bad", bad)
            for widget in (self, self.text):
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self._details)
        self.copy_button.setText("Copied")

    def _on_dismissed(self) -> None:
        self.hide()
        self.dismissed.emit()
