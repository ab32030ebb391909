"""The icon in the tray: only where there is a tray, and a click brings the window."""

from __future__ import annotations

from PySide6.QtWidgets import QSystemTrayIcon

from console.window.app import App
from console.window.controllers.program.tray_icon import TrayIcon


def test_that_there_is_one_where_the_system_has_a_tray(app: App) -> None:
    assert isinstance(app.tray, TrayIcon)
    app.tray.show()
    assert (app.tray.icon is not None) is QSystemTrayIcon.isSystemTrayAvailable()


def test_that_it_brings_the_window(app: App) -> None:
    app.window.showMinimized()
    app.tray.bring()
    assert app.window.isVisible()
    assert not app.window.isMinimized()
