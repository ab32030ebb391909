"""The dialog for an export: it asks for a file to write, and does not hold up the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from widgets.dialogs.export_dialog import AgentsExportDialog


def test_that_it_asks_for_a_csv_file_to_write(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = AgentsExportDialog(str(tmp_path), window)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert dialog.defaultSuffix() == "csv"
    assert Path(dialog.directory().path()) == tmp_path
