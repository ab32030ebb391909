"""Shortcuts: changed in the sheet, in force at once, and kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.settings.preferences import Preferences
from console.window.app import App
from console.window.controllers.program.shortcuts import Shortcuts
from tests.console.window.apps import reported
from widgets.dialogs.shortcut_sheet import ShortcutSheet


def test_that_a_change_is_in_force_at_once_and_at_the_next_start(app: App, tmp_path: Path) -> None:
    assert isinstance(app.shortcuts, Shortcuts)
    QTest.keyClick(app.window, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    sheet = app.window.findChild(ShortcutSheet)
    assert isinstance(sheet, ShortcutSheet)
    sheet.changed.emit("list", "Ctrl+Alt+J")
    sheet.reject()
    assert (tmp_path / "shortcuts.toml").read_text("utf-8") == 'list = "Ctrl+Alt+J"\n'
    app.window.activateWindow()
    QTest.keyClick(
        app.window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    )
    assert app.window.floor.controls.view.value == "list"
    again = App(Preferences())
    assert again.window.commands.shortcuts == {"list": "Ctrl+Alt+J"}
    again.end()


def test_that_a_file_that_is_wrong_is_reported(app: App, tmp_path: Path) -> None:
    (tmp_path / "shortcuts.toml").write_text('nope = "F2"', "utf-8")
    again = App(Preferences())
    assert "nope: no such action" in reported(again)
    again.end()
