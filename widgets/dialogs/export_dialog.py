"""The dialog that asks where to write what is exported, while the floor keeps running."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


class AgentsExportDialog(QFileDialog):
    """Asks for a file of comma-separated values, starting in *folder*; `fileSelected` carries it."""

    def __init__(self, folder: str, parent: QWidget) -> None:
        super().__init__(parent, "Export the agents shown", folder, "Comma-separated values (*.csv)")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setDefaultSuffix("csv")
        # The window's style sheet colours the text of all its children, but leaves Qt's lists white.
        ground = parent.palette().base().color().name()
        self.setStyleSheet(f"QTreeView, QComboBox, QAbstractItemView {{ background: {ground}; }}")
