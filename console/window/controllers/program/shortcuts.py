"""The shortcuts: the user's own are applied at the start, and changed in the sheet of all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from console.settings.preferences import preferences_path
from console.settings.shortcut_files import read_shortcuts, write_shortcuts
from console.window.session.context import Context
from widgets.window.actions import ACTIONS, PLAIN_KEYS


class Shortcuts(QObject):
    """Reads, shows and saves shortcuts. Owned by the app."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._chosen: dict[str, str] = {}
        context.window.shortcuts_requested.connect(self._on_requested)
        context.attempt(self._read)

    @property
    def _path(self) -> Path:
        return preferences_path().with_name("shortcuts.toml")

    def _read(self) -> None:
        """Apply the user's shortcuts. Raises SettingsError."""
        actions = [item.id for item in ACTIONS if item is not None and item.keys not in PLAIN_KEYS]
        self._chosen = read_shortcuts(self._path, actions)
        if self._chosen:
            self._context.window.commands.show_shortcuts(self._chosen)

    def _on_requested(self) -> None:
        from widgets.dialogs.shortcut_sheet import Shortcut, ShortcutSheet

        window = self._context.window
        shortcuts = []
        for item in ACTIONS:
            if item is not None and item.keys not in PLAIN_KEYS:
                first = item.keys.partition("|")[0]
                keys = self._chosen.get(item.id, first)
                shortcuts.append(Shortcut(item.id, item.menu, item.words, keys, first))
        sheet = ShortcutSheet(window.theme, shortcuts, window)
        sheet.changed.connect(self._on_changed)
        sheet.open()

    def _on_changed(self, action: str, keys: str) -> None:
        own = {item.id: item.keys.partition("|")[0] for item in ACTIONS if item is not None}
        self._chosen = {name: chosen for name, chosen in self._chosen.items() if name != action}
        if keys != own[action]:
            self._chosen[action] = keys
        self._context.window.commands.show_shortcuts(self._chosen)
        self._context.attempt(lambda: write_shortcuts(self._path, self._chosen))
