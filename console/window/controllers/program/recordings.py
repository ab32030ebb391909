"""Opens recordings: by the dialog, dropped onto the window, or out of those opened last."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from console.settings.preferences import preferences_path
from console.window.session.context import Context
from feeds.errors import UserError
from feeds.recordings.whole_file import whole_file
from widgets.file_drop import FileDrop
from widgets.outside_text import action

MOST = 8  # recordings remembered
_MOST_BYTES = 64 * 1024


class Recordings(QObject):
    """Asks which recordings to open and calls *show* with their paths. Owned by the app."""

    def __init__(self, context: Context, show: Callable[[list[str]], object]) -> None:
        super().__init__(context)
        self._context = context
        self._show = show
        self._folder = str(Path.home())
        context.window.open_recording_requested.connect(self._on_requested)
        FileDrop(context.window, self.open)
        menu = QMenu("Open &recent", context.window)
        menu.aboutToShow.connect(partial(self._fill, menu))
        context.window.commands.add_recent(menu)

    def open(self, paths: list[str]) -> None:
        """Open the recordings *paths*, and remember them."""
        self._folder = str(Path(paths[0]).parent)
        self._context.attempt(partial(self._open, paths))

    def _open(self, paths: list[str]) -> None:
        """Raises UserError."""
        self._show(paths)
        full = [str(Path(path).absolute()) for path in paths]
        kept = [*full, *(path for path in self.recent() if path not in full)]
        with suppress(OSError, UserError):  # a convenience, and no reason to complain
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(self._path) as file:
                file.write("\n".join(kept[:MOST]).encode())

    def recent(self) -> list[str]:
        """The recordings opened last, the newest first."""
        try:
            with self._path.open("rb") as file:
                text = file.read(_MOST_BYTES).decode(errors="replace")
        except OSError:
            return []
        return [line for line in text.splitlines() if line][:MOST]

    @property
    def _path(self) -> Path:
        return preferences_path().with_name("recent")

    def _on_requested(self) -> None:
        from widgets.dialogs.recording_dialog import RecordingDialog

        dialog = RecordingDialog(self._folder, self._context.window)
        dialog.filesSelected.connect(self.open)
        dialog.open()

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        for path in self.recent():
            made = action(path, menu)
            made.triggered.connect(lambda _=False, chosen=path: self.open([chosen]))
            menu.addAction(made)
        if menu.isEmpty():
            made = action("No recordings opened yet", menu)
            made.setEnabled(False)
            menu.addAction(made)
