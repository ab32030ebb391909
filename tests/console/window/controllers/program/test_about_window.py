"""About Floorlight opens from the menu, with the versions of all parts."""

from __future__ import annotations

from console.diagnostics.versions import own_version
from console.window.app import App
from console.window.controllers.program.about_window import AboutWindow
from widgets.dialogs.about_dialog import AboutDialog


def test_that_it_names_the_version(app: App) -> None:
    assert isinstance(app.about, AboutWindow)
    app.window.about_requested.emit()
    dialog = app.window.findChild(AboutDialog)
    assert isinstance(dialog, AboutDialog)
    assert f"floorlight: {own_version()}" in dialog.versions.text()
    dialog.reject()
