"""The dialog that asks where to export an account, while the floor keeps running."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

_KINDS = "CSV (*.csv);;JSON (*.json);;Text (*.txt)"


class ExportDialog(QFileDialog):
    """Asks for a file, starting in *folder*; `fileSelected` carries it, and it closes."""

    def __init__(self, folder: str, parent: QWidget) -> None:
        super().__init__(parent, "Export", folder, _KINDS)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setDefaultSuffix("csv")
        self.filterSelected.connect(self._on_kind)
        # The window's style sheet colours the text of all its children, but leaves Qt's lists white.
        ground = parent.palette().base().color().name()
        self.setStyleSheet(f"QTreeView, QComboBox, QAbstractItemView {{ background: {ground}; }}")

    def _on_kind(self, kind: str) -> None:
        self.setDefaultSuffix(kind.partition("*.")[2].rstrip(")"))
