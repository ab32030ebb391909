"""About Floorlight: the versions, to read and to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from widgets.dialogs.about_dialog import AboutDialog
from widgets.painting.theme import DARK, Theme


def test_that_the_versions_are_shown_and_copied(qtbot: QtBot) -> None:
    dialog = AboutDialog(Theme(DARK), "floorlight: 1.2\npython: 3.11")
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.versions.text() == "floorlight: 1.2\npython: 3.11"
    copy = next(button for button in dialog.findChildren(QPushButton) if button.text() == "Copy")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == dialog.versions.text()
