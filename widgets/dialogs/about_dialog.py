"""About Floorlight: its version, licence and libraries, to read and to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from widgets.outside_text import label
from widgets.painting.theme import Theme


class AboutDialog(QDialog):
    """Shows *versions*, lines of text."""

    def __init__(self, theme: Theme, versions: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Floorlight")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sign = label("", self)
        sign.setPixmap(QApplication.windowIcon().pixmap(theme.px(64), theme.px(64)))
        self.versions = label(versions, self, "muted")
        self.versions.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        buttons = QDialogButtonBox(self)
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QApplication.clipboard().setText(versions))
        close = buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        close.setObjectName("primary")
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(10))
        column.addWidget(sign)
        column.addWidget(label("Floorlight", self, "large"))
        column.addWidget(label("A supervisor console for contact centres. MIT licence.", self))
        column.addWidget(self.versions)
        column.addWidget(buttons)
