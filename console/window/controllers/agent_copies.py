"""Copies the agents shown, or those selected, to the clipboard or into a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from console.views.floor.agent_list import ListRow
from console.views.floor.list_text import OF_TILES, agents_cells, agents_text, headings, tile_rows
from console.window.session.context import Context
from feeds.errors import UserError
from feeds.files.csv_cells import write_rows
from feeds.recordings.whole_file import whole_file


class AgentCopies(QObject):
    """Answers the window's requests to copy and export agents. Owned by the app.

    What is still being typed into the filter is applied first.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._folder = str(Path.home())
        context.window.copy_requested.connect(self._on_copy)
        context.window.export_requested.connect(lambda: self._when_shown(self._export))

    def _on_copy(self, only_selected: bool) -> None:
        if only_selected:
            rows = self._context.window.floor.list.selected() or self._shown()[0]
            self._copy(agents_text(rows, self._shown()[1]), rows, "")
        else:
            self._when_shown(self._copy_csv)

    def _when_shown(self, act: Callable[[], None]) -> None:
        """Call *act* once what is typed into the filter is shown."""
        session = self._context.session
        if session is None:
            return
        self._context.window.floor.controls.apply_filter()
        if session.desk.is_requested:
            session.tick.rows_ready.connect(lambda _: act(), Qt.ConnectionType.SingleShotConnection)
        else:
            act()

    def _shown(self) -> tuple[Sequence[ListRow], Sequence[str]]:
        """The agents shown, in order, and the columns they are shown in."""
        page = self._context.window.floor
        if page.agents.shown is page.list:
            return page.list.rows(), [column for column, _ in page.list.header.columns]
        return tile_rows(page.rows), OF_TILES

    def _copy_csv(self) -> None:
        rows, columns = self._shown()
        self._copy(agents_csv(rows, columns), rows, " as CSV")

    def _copy(self, text: str, rows: Sequence[ListRow], how: str) -> None:
        QApplication.clipboard().setText(text)
        self._context.window.status.say(f"{_count(rows)} copied{how}")

    def _export(self) -> None:
        from widgets.dialogs.export_dialog import AgentsExportDialog

        dialog = AgentsExportDialog(self._folder, self._context.window)
        dialog.fileSelected.connect(lambda path: self._context.attempt(lambda: self._write(path)))
        dialog.open()

    def _write(self, path: str) -> None:
        """Write the agents shown to *path*. Raises UserError."""
        self._folder = str(Path(path).parent)
        rows, columns = self._shown()
        try:
            with whole_file(path) as file:
                file.write(agents_csv(rows, columns).encode())
        except OSError as error:
            raise UserError(f"{path} cannot be written: {error.strerror or error}") from None
        self._context.window.status.say(f"{_count(rows)} written to {path}")


def agents_csv(rows: Sequence[ListRow], columns: Sequence[str]) -> str:
    """The agents of *rows* as CSV, with a heading."""
    file = StringIO()
    write_rows(file, headings(columns), agents_cells(rows, columns))
    return file.getvalue()


def _count(rows: Sequence[ListRow]) -> str:
    count = sum(row.tile is not None for row in rows)
    return "1 agent" if count == 1 else f"{count:,} agents"
