"""What changed between two instants, as a table to read and copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from console.views.details.changes import FloorChanges
from widgets.outside_text import label
from widgets.painting.theme import Theme

_COLUMNS = ("", "Of", "Before", "After")


class ChangeTable(QDialog):
    """The differences between two instants. Ctrl+C copies them, tab-separated."""

    def __init__(self, theme: Theme, changes: FloorChanges, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("What changed")
        self.changes = changes
        count = len(changes.rows)
        self.title = label(
            f"{changes.span}: {count:,} {'change' if count == 1 else 'changes'}", self, "title"
        )
        self.table = QTableWidget(count, len(_COLUMNS), self)
        self.table.setAccessibleName("What changed")
        self.table.setHorizontalHeaderLabels(list(_COLUMNS))
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        for row, change in enumerate(changes.rows):
            for place, text in enumerate((change.kind, change.who, change.before, change.after)):
                self.table.setItem(row, place, QTableWidgetItem(text))
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        copying, closing = QPushButton("Copy", self), QPushButton("Close", self)
        copying.clicked.connect(self.copy)
        closing.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addStretch(1)
        for button in (copying, closing):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.title)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        margin = theme.px(14)
        column.setContentsMargins(margin, margin, margin, margin)
        self.resize(theme.px(760), theme.px(520))
        self.table.setFocus()

    def copy(self) -> None:
        """Copy all rows to the clipboard."""
        rows = ((change.kind, change.who, change.before, change.after) for change in self.changes.rows)
        QApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)
