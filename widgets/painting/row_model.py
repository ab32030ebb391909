"""A model of finished rows that changes by differences: selection and scroll position survive."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
ROW_ROLE = int(Qt.ItemDataRole.UserRole)


class RowModel(QAbstractTableModel, Generic[Row]):
    """Rows identified by `key`. Owned by the widget that shows it; GUI thread only.

    `set_rows` never resets the model: it removes, inserts and moves rows (as few as possible), and emits
    `dataChanged` for each row whose content changed. By default a row is one cell with its text.
    """

    def __init__(
        self, key: Callable[[Row], Hashable], text: Callable[[Row], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._text = text
        self._rows: list[Row] = []

    @property
    def rows(self) -> Sequence[Row]:
        """The rows in order."""
        return self._rows

    def index(
        self,
        row: int,
        column: int = 0,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008
    ) -> QModelIndex:
        return super().index(row, column, parent)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row)
        return row if role == ROW_ROLE else None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Replace the rows with *rows*, whose keys must be unique."""
        wanted = [self._key(row) for row in rows]
        if [self._key(row) for row in self._rows] != wanted:
            self._remove_what_went(set(wanted))
            self._move_what_stands_elsewhere(wanted)
            self._insert_what_came(rows, wanted)
        for number, row in enumerate(rows):
            if not self.is_seen(number):
                self._rows[number] = row
            elif self._rows[number] is not row and self._rows[number] != row:
                before, self._rows[number] = self._rows[number], row
                self.announce(number, before)

    def announce(self, number: int, before: Row) -> None:
        """Emit that the row *number* differs from the one *before*."""
        self.dataChanged.emit(self.index(number, 0), self.index(number, self.columnCount() - 1))

    def is_seen(self, number: int) -> bool:
        """Whether a view shows the row *number*: changes of others need no signal, as no view keeps them."""
        return True

    def _remove_what_went(self, wanted: set[Hashable]) -> None:
        end = len(self._rows)
        while end > 0:
            if self._key(self._rows[end - 1]) in wanted:
                end -= 1
                continue
            start = end - 1
            while start > 0 and self._key(self._rows[start - 1]) not in wanted:
                start -= 1
            self.beginRemoveRows(QModelIndex(), start, end - 1)
            del self._rows[start:end]
            self.endRemoveRows()
            end = start

    def _move_what_stands_elsewhere(self, wanted: list[Hashable]) -> None:
        here = {self._key(row) for row in self._rows}
        order = {key: place for place, key in enumerate(key for key in wanted if key in here)}
        places = [order[self._key(row)] for row in self._rows]
        if all(a < b for a, b in pairwise(places)):
            return
        settled = sorted(_longest_rise(places))
        for place in range(len(places)):
            known = bisect_left(settled, place)
            if known < len(settled) and settled[known] == place:
                continue
            source = places.index(place)
            # It belongs right after the last placed row that precedes it.
            target = places.index(settled[known - 1]) + 1 if known else 0
            if target not in (source, source + 1):
                self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), target)
                to = target if target < source else target - 1
                places.insert(to, places.pop(source))
                self._rows.insert(to, self._rows.pop(source))
                self.endMoveRows()
            settled.insert(known, place)

    def _insert_what_came(self, rows: Sequence[Row], wanted: list[Hashable]) -> None:
        number = 0
        while number < len(rows):
            if number < len(self._rows) and self._key(self._rows[number]) == wanted[number]:
                number += 1
                continue
            following = self._key(self._rows[number]) if number < len(self._rows) else None
            end = number + 1
            while end < len(rows) and (number >= len(self._rows) or wanted[end] != following):
                end += 1
            self.beginInsertRows(QModelIndex(), number, end - 1)
            self._rows[number:number] = rows[number:end]
            self.endInsertRows()
            number = end


def _longest_rise(places: list[int]) -> list[int]:
    """The longest increasing subsequence of *places*: the rows that need not move.

    >>> _longest_rise([3, 0, 1, 4, 2])
    [0, 1, 2]
    """
    ends: list[int] = []
    ends_at: list[int] = []
    before: list[int] = []
    for number, place in enumerate(places):
        at = bisect_left(ends, place)
        before.append(ends_at[at - 1] if at else -1)
        if at == len(ends):
            ends.append(place)
            ends_at.append(number)
        else:
            ends[at] = place
            ends_at[at] = number
    rise = []
    number = ends_at[-1] if ends_at else -1
    while number >= 0:
        rise.append(places[number])
        number = before[number]
    return rise[::-1]
