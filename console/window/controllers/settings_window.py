"""The settings dialog: what is changed shows at once, and is kept when it is saved."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.settings.preferences import Preferences, preferences_path, write_preferences
from console.window.controllers.archive_keeping import ArchiveKeeping
from console.window.session.chosen_views import choices_of, shown_choices
from console.window.session.context import Context
from feeds.errors import UserError

if TYPE_CHECKING:
    from widgets.dialogs.settings_dialog import SettingsDialog


class SettingsWindow(QObject):
    """Opens the settings, applies and saves them. Owned by the app."""

    def __init__(self, context: Context, archive: ArchiveKeeping) -> None:
        super().__init__(context)
        self._context = context
        self._archive = archive
        context.window.offer("settings")
        context.window.settings_requested.connect(self._on_requested)
        context.window.appearance_changed.connect(self._on_appearance)

    def _on_requested(self) -> None:
        from console.settings.layout_files import layout_names
        from widgets.dialogs.settings_dialog import SettingsDialog

        window = self._context.window
        values, file = self._context.chosen.flat(), str(preferences_path())
        names = layout_names(preferences_path().with_name("layouts"))
        dialog = SettingsDialog(window.theme, values, names, file, window)
        dialog.changed.connect(lambda key, value: self._preview({**dialog.values, key: value}))
        dialog.saved.connect(partial(self._on_saved, dialog))
        self._archive.measured.connect(dialog.show_archive)
        self._archive.measure()
        dialog.open()

    def _on_saved(self, dialog: SettingsDialog, values: dict[str, str | int | float]) -> None:
        try:
            write_preferences(preferences_path(), Preferences.of_flat(values))
        except UserError as error:
            dialog.show_error(str(error))
            return
        self._apply(Preferences.of_flat(values))
        self._context.chosen_saved.emit()

    def _preview(self, values: dict[str, str | int | float]) -> None:
        """Show the floor by *values*, unless a text is still being typed: saving checks it."""
        with suppress(UserError):
            self._apply(Preferences.of_flat(values))

    def _apply(self, chosen: Preferences) -> None:
        """Show the floor by *chosen*."""
        self._context.choose(chosen)
        self._context.window.appearance.show(chosen.appearance.theme, chosen.appearance.zoom)
        self._context.window.floor.show_choices(shown_choices(chosen))
        if self._context.session is not None:
            self._context.session.desk.choose(choices_of(chosen))

    def _on_appearance(self, theme: str, zoom: float) -> None:
        """Save the theme and zoom chosen in the window."""
        chosen = self._context.chosen
        appearance = chosen.appearance.model_copy(update={"theme": theme, "zoom": zoom})
        self._context.choose(chosen.model_copy(update={"appearance": appearance}))
        self._context.attempt(lambda: write_preferences(preferences_path(), self._context.chosen))
