"""The manual, opened by F1."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.window.app import App
from widgets.dialogs.manual_reader import ManualReader


def test_that_f1_opens_the_manual_once_and_the_floor_goes_on(app: App, qtbot: QtBot) -> None:
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    QTest.keyClick(app.window, Qt.Key.Key_F1)
    (reader,) = app.window.findChildren(ManualReader)
    qtbot.waitUntil(reader.field.hasFocus)
    assert not reader.isModal()
    QTest.keyClicks(reader.field, "sl")
    assert reader.page == "metrics"
    app.window.manual_requested.emit()
    assert app.window.findChildren(ManualReader) == [reader]
    reader.close()
