"""The manual, opened by F1."""

from __future__ import annotations

from PySide6.QtCore import QObject

from console.window.session.context import Context


class ManualWindow(QObject):
    """Opens the manual over the window. Owned by the app."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        context.window.manual_requested.connect(self._on_requested)

    def _on_requested(self) -> None:
        from console.manual_files import read_manual
        from widgets.dialogs.manual_reader import ManualReader

        window = self._context.window
        shown = window.findChild(ManualReader)
        (shown or ManualReader(window.appearance, read_manual(), window)).take_focus()
