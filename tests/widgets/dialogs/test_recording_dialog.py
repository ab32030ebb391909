"""The dialog for recordings can be read in either theme, and takes several at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QTreeView, QWidget

from widgets.dialogs.recording_dialog import RecordingDialog
from widgets.window.main_window import MainWindow


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_that_its_lists_can_be_read(theme: str, qapp: QApplication, tmp_path: Path) -> None:
    window = MainWindow(theme)
    dialog = RecordingDialog(str(tmp_path), window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    parts: list[QWidget] = [*dialog.findChildren(QTreeView), *dialog.findChildren(QComboBox)]
    assert parts
    for part in parts:
        ground = part.grab().toImage().pixelColor(part.width() // 2, part.height() - 6)
        text = part.palette().text().color()
        assert abs(ground.lightness() - text.lightness()) > 100, part
    dialog.close()
    window.deleteLater()


def test_that_several_recordings_may_be_chosen(qapp: QApplication, tmp_path: Path) -> None:
    window = MainWindow("dark")
    dialog = RecordingDialog(str(tmp_path), window)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
    assert dialog.directory().absolutePath() == str(tmp_path)
    window.deleteLater()
