"""The icon in the system's tray, where there is one: a click brings the window to the front."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from console.window.session.context import Context
from widgets.outside_text import action


class TrayIcon(QObject):
    """Shown with the window. Owned by the app."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._window = context.window
        self.icon: QSystemTrayIcon | None = None

    def show(self) -> None:
        """Show the icon, if the system has a tray."""
        if self.icon is not None or not QSystemTrayIcon.isSystemTrayAvailable():
            return
        self.icon = QSystemTrayIcon(QApplication.windowIcon(), self)
        menu = QMenu(self._window)
        for words, slot in (("Show Floorlight", self.bring), ("Quit", self._window.close)):
            made = action(words, menu)
            made.triggered.connect(lambda _=False, act=slot: act())
            menu.addAction(made)
        self.icon.setContextMenu(menu)
        self.icon.activated.connect(lambda _: self.bring())
        self.icon.show()

    def bring(self) -> None:
        """Bring the window to the front."""
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
