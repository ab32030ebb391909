"""The dialog that asks which recordings to open, while the floor keeps running."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

_KINDS = "Recordings (*.jsonl *.gz *.zst);;All files (*)"


class RecordingDialog(QFileDialog):
    """Asks for one or more recordings, starting in *folder*; `filesSelected` carries them, and it closes."""

    def __init__(self, folder: str, parent: QWidget) -> None:
        super().__init__(parent, "Open a recording", folder, _KINDS)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFileMode(QFileDialog.FileMode.ExistingFiles)
        # The window's style sheet colours the text of all its children, but leaves Qt's lists white.
        ground = parent.palette().base().color().name()
        self.setStyleSheet(f"QTreeView, QComboBox, QAbstractItemView {{ background: {ground}; }}")
