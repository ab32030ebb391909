"""The model of the list of agents: a row for each agent, heading and line of folded agents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from console.views.floor.agent_list import ListRow, cell_text
from console.views.list_columns import COLUMNS
from console.views.rows import AgentTile
from widgets.outside_text import tip
from widgets.painting.row_model import ROW_ROLE, RowModel

_TEXTS = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole))
_NOTHING = QModelIndex()


class AgentListModel(RowModel[ListRow]):
    """Owned by the list. *seen* returns the rows in sight, by number: only their changes are announced."""

    def __init__(self, columns: Sequence[str], seen: Callable[[], range], parent: QObject) -> None:
        super().__init__(lambda row: row.id, lambda row: row.text, parent)
        self.columns = list(columns)
        self._seen = seen
        self._now_seen = range(0)

    def set_rows(self, rows: Sequence[ListRow]) -> None:
        self._now_seen = self._seen()
        super().set_rows(rows)

    def is_seen(self, number: int) -> bool:
        return number in self._now_seen

    def announce(self, number: int, before: ListRow) -> None:
        """Emit only the cells whose text differs, unless the whole row looks otherwise."""
        row = self._rows[number]
        old, new = before.tile, row.tile
        if old is None or new is None or before.more is None or row.more is None or not _are_alike(old, new):
            super().announce(number, before)
            return
        for place, column in enumerate(self.columns):
            if cell_text(column, old, before.more) != cell_text(column, new, row.more):
                index = self.index(number, place)
                self.dataChanged.emit(index, index)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def set_columns(self, columns: Sequence[str]) -> None:
        """Show *columns*, by key: those that go are removed, those that come are added at the end."""
        for place in range(len(self.columns) - 1, -1, -1):
            if self.columns[place] not in columns:
                self.beginRemoveColumns(QModelIndex(), place, place)
                del self.columns[place]
                self.endRemoveColumns()
        fresh = [column for column in columns if column not in self.columns]
        if fresh:
            self.beginInsertColumns(QModelIndex(), len(self.columns), len(self.columns) + len(fresh) - 1)
            self.columns += fresh
            self.endInsertColumns()

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in _TEXTS:
            if row.tile is None or row.more is None:
                return row.text if index.column() == 0 else ""
            return cell_text(self.columns[index.column()], row.tile, row.more)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = COLUMNS[self.columns[section]]
        if role in _TEXTS:
            return column.title
        return tip(column.words) if role == Qt.ItemDataRole.ToolTipRole else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return Qt.ItemFlag.NoItemFlags
        enabled = Qt.ItemFlag.ItemIsEnabled
        is_agent = self._rows[index.row()].tile is not None
        return enabled | Qt.ItemFlag.ItemIsSelectable if is_agent else enabled


def _are_alike(one: AgentTile, other: AgentTile) -> bool:
    """Whether two tiles have the same ground, band and bar."""
    return (one.severity, one.state, one.load) == (other.severity, other.state, other.load)
