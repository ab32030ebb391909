"""Keeps how the floor is shown: what is chosen above the columns is saved in the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from console.settings.preferences import Preferences, preferences_path, write_preferences
from console.window.session.context import Context

_KEYS = {
    "view": "floor.view",
    "offline": "floor.offline",
    "list_columns": "floor.list_columns",
    "list_sort": "floor.list_sort",
    "group_by": "floor.group_by",
    "order": "floor.order",
    "queue_order": "floor.queue_order",
    "tiles": "appearance.tiles",
}
_SETTLED_MS = 500  # a column that is dragged changes often


class SavedChoices(QObject):
    """Saves each choice soon after it is made. Owned by the app."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLED_MS)
        self._soon.timeout.connect(self._save)
        context.window.choice_changed.connect(self._on_choice)

    def finish(self) -> None:
        """Save now what is still to be saved."""
        if self._soon.isActive():
            self._soon.stop()
            self._save()

    def _on_choice(self, name: str, value: str) -> None:
        key = _KEYS.get(name)
        if key is None:
            return
        values = {**self._context.chosen.flat(), key: value}
        self._context.choose(Preferences.of_flat(values))
        self._soon.start()

    def _save(self) -> None:
        self._context.attempt(lambda: write_preferences(preferences_path(), self._context.chosen))
