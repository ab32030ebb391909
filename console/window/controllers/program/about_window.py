"""About Floorlight, opened from the Help menu."""

from __future__ import annotations

from PySide6.QtCore import QObject

from console.window.session.context import Context


class AboutWindow(QObject):
    """Opens the dialog about the program. Owned by the app."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        context.window.about_requested.connect(self._on_requested)

    def _on_requested(self) -> None:
        from console.diagnostics.versions import versions
        from widgets.dialogs.about_dialog import AboutDialog

        window = self._context.window
        text = "\n".join(f"{name}: {found}" for name, found in versions().items())
        AboutDialog(window.theme, text, window).open()
