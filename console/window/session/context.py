"""What the controllers of the window share: the window, the settings, and the floor shown now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from console.settings.preferences import Preferences
from console.window.session.floor_session import FloorSession
from feeds.errors import UserError
from widgets.window.main_window import MainWindow


class Context(QObject):
    """Owned by the app, which alone sets `session`, `chosen` and `place`.

    `place` says how the floor shown was opened, for links to it (`console.views.explain.links`).

    `session_began` is emitted when another floor is shown, before its first tick; `chosen_changed` when
    settings have been changed, `chosen_saved` when they are to stay.
    """

    session_began = Signal(object)
    chosen_changed = Signal()
    chosen_saved = Signal()

    def __init__(self, window: MainWindow, chosen: Preferences) -> None:
        super().__init__(window)
        self.window = window
        self.chosen = chosen
        self.session: FloorSession | None = None
        self.place: tuple[tuple[str, str], ...] = ()

    def begin(self, session: FloorSession) -> None:
        """Show another floor."""
        self.session = session
        self.session_began.emit(session)

    def choose(self, chosen: Preferences) -> None:
        """Use other settings."""
        self.chosen = chosen
        self.chosen_changed.emit()

    def attempt(self, act: Callable[[], object]) -> None:
        """Call *act*, and show a UserError it raises."""
        try:
            act()
        except UserError as error:
            self.window.show_error(str(error))
