"""The model of an account's rows: a column for each thing a row can be sorted by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from console.views.explain.explained_rows import COLUMN_WORDS, AccountRow, Column, cell_text, sort_key
from widgets.painting.row_model import RowModel

_RIGHT = (Column.LENGTH, Column.ADDS)


class AccountModel(RowModel[AccountRow]):
    """The rows counted, or left out, in the order they are given or by one column. Owned by its table.

    *seen* returns the rows in sight, by number: only their changes are announced. None announces all.
    """

    def __init__(self, parent: QObject | None = None, seen: Callable[[], range] | None = None) -> None:
        super().__init__(lambda row: row.key, lambda row: row.words, parent)
        self._seen = seen
        self._now_seen: range | None = None
        self.here = ZoneInfo("UTC")
        self.sorted_by: Column | None = None
        self.is_descending = False
        self._given: Sequence[AccountRow] = ()

    def show_rows(self, rows: Sequence[AccountRow], here: ZoneInfo) -> None:
        """Show *rows*, in the order chosen, with their instants in the time zone *here*."""
        if rows is self._given and here is self.here:
            return
        self._given, self.here = rows, here
        self.set_rows(self._ordered())

    def set_rows(self, rows: Sequence[AccountRow]) -> None:
        self._now_seen = None if self._seen is None else self._seen()
        super().set_rows(rows)

    def is_seen(self, number: int) -> bool:
        return self._now_seen is None or number in self._now_seen

    def sort_by(self, column: Column | None, is_descending: bool = False) -> None:
        """Sort by *column*; None for the order the rows are given in."""
        self.sorted_by, self.is_descending = column, is_descending
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(index, self._rows[index.row()].key) for index in before]
        self._rows = list(self._ordered())
        places = {row.key: place for place, row in enumerate(self._rows)}
        for index, key in kept:
            self.changePersistentIndex(index, self.index(places[key], index.column()))
        self.layoutChanged.emit()

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return COLUMN_WORDS[Column(section)]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if section in _RIGHT else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and index.isValid():
            return cell_text(self._rows[index.row()], Column(index.column()), self.here)
        return super().data(index, role)

    def _ordered(self) -> Sequence[AccountRow]:
        column = self.sorted_by
        if column is None:
            return self._given
        return sorted(self._given, key=lambda row: sort_key(row, column), reverse=self.is_descending)
