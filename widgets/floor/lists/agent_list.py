"""The list of agents: rows to sort, to select and to copy; its columns are chosen, moved and resized."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QMenu, QTableView, QWidget

from console.views.floor.agent_list import ListOrder, ListRow
from console.views.list_columns import SHOWN_AT_FIRST, SORTED_AT_FIRST, chosen_columns
from console.views.rows import Figure, ListedAgent, TileGroup
from widgets.floor.lists.headings import folded_lines, heading_lines
from widgets.floor.lists.list_columns import columns_text, toggled
from widgets.floor.lists.list_header import ListHeader
from widgets.floor.lists.list_menu import fill_columns, open_entries, row_entries
from widgets.floor.lists.list_model import AgentListModel
from widgets.floor.lists.list_painter import ListPainter, cell_lines, row_height
from widgets.painting.text_layout import TextLine
from widgets.painting.theme import Ink, Theme, Type

_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AgentList(QTableView):
    """The agents as rows. `opened` carries the agent's id when a row is opened.

    `engaged_changed` is emitted when the pointer or the focus enters or leaves: no row moves in between.
    `folding_changed` carries `collapsed` or `unfolded` and a group; `choice_changed` a setting's name
    (`list_columns`, `list_sort`) and its new value; `copy_requested` is emitted for the rows selected.
    """

    opened = Signal(str)
    engaged_changed = Signal(bool)
    folding_changed = Signal(str, str)
    choice_changed = Signal(str, str)
    selected_changed = Signal()
    copy_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agents")
        self.setAccessibleName("Agents")
        self.theme = theme
        self.chosen = ""
        self.sort = SORTED_AT_FIRST
        columns = chosen_columns(SHOWN_AT_FIRST)
        self._order = ListOrder()
        self._shown: tuple[Sequence[TileGroup], Mapping[str, ListedAgent]] = ((), {})
        self._empty_text = ""
        self._engaged = self._has_pointer = False
        self.model_of_rows = AgentListModel([key for key, _ in columns], self._rows_in_sight, self)
        self.header = ListHeader(theme, columns, self.model_of_rows, self)
        self.painter_of_cells = ListPainter(theme, self.header, self)
        self._set_up()
        self.set_theme(theme)

    def _set_up(self) -> None:
        self.setModel(self.model_of_rows)
        self.setItemDelegate(self.painter_of_cells)
        self.setHorizontalHeader(self.header)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.selectionModel().selectionChanged.connect(lambda *_: self.selected_changed.emit())
        self.selectionModel().currentChanged.connect(lambda *_: self._note_current())
        self.header.sectionClicked.connect(self._on_sort)
        self.header.columns_changed.connect(self._on_columns)
        self.header.customContextMenuRequested.connect(self._on_header_menu)

    # Display -------------------------------------------------------------------------------------

    def show_groups(
        self,
        groups: Sequence[TileGroup],
        listed: Mapping[str, ListedAgent],
        empty_text: str = "",
        may_move: bool = True,
    ) -> None:
        """Show *groups* with what is *listed* of their agents; rows that may not move keep their order."""
        self._shown, self._empty_text = (groups, listed), empty_text
        rows = self._order.rows(groups, listed, self.sort, may_move)
        before = self.model_of_rows.rowCount()
        self.model_of_rows.set_rows(rows)
        if not rows or not before:
            self.viewport().update()

    def show_columns(self, text: str) -> None:
        """Show the columns that the setting *text* names."""
        columns = chosen_columns(text)
        if columns != self.header.columns:
            self.header.show_columns(columns, self.viewport().width())
            self.viewport().update()

    def show_sort(self, sort: str) -> None:
        """Sort by *sort*."""
        if sort != self.sort:
            self.sort = self.header.sort = sort
            self.header.viewport().update()
            self.show_groups(*self._shown, self._empty_text)

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = self.painter_of_cells.theme = theme
        self.header.set_theme(theme)
        self.header.sort = self.sort
        self.verticalHeader().setMinimumSectionSize(row_height(theme))
        self.verticalHeader().setDefaultSectionSize(row_height(theme))
        self.header.divide(self.viewport().width())
        self.viewport().update()

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim the figures because the data is old, or undo that."""
        if dimmed != self.painter_of_cells.dimmed:
            self.painter_of_cells.dimmed = dimmed
            self.viewport().update()

    def choose(self, agent: str) -> None:
        """Mark the row of *agent* as the one whose drawer is open, and scroll to it; "" for none."""
        self.chosen = agent
        if agent:
            self._go_to(f"agent:{agent}")

    def go_to_group(self, group: str) -> None:
        """Go to the heading of *group* (an id), at the top, if it is shown."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._go_to(f"group:{group}", QAbstractItemView.ScrollHint.PositionAtTop)

    def selected(self) -> list[ListRow]:
        """The agents selected, in order."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.model_of_rows.rows[number] for number in numbers]

    def rows(self) -> Sequence[ListRow]:
        """All rows in order."""
        return self.model_of_rows.rows

    def current_row(self) -> ListRow | None:
        """The row with the focus, if any."""
        number = self.currentIndex().row()
        return self.model_of_rows.rows[number] if 0 <= number < self.model_of_rows.rowCount() else None

    def select_agents(self, rows: Sequence[ListRow]) -> None:
        """Select *rows* and no others."""
        wanted = {row.id for row in rows}
        chosen = QItemSelection()
        for number, row in enumerate(self.model_of_rows.rows):
            if row.id in wanted:
                index = self.model_of_rows.index(number)
                chosen.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """Every visible figure with its rectangle in this widget's coordinates."""
        to_widget, seen = self.viewport().geometry().topLeft(), self.viewport().rect()
        return [
            (figure, rect.translated(to_widget))
            for line in self.lines()
            for figure, rect in line.figures
            if seen.contains(rect)
        ]

    def lines(self) -> list[TextLine]:
        """The visible lines of text, in the viewport's coordinates."""
        found: list[TextLine] = []
        columns = list(enumerate(self.model_of_rows.columns))
        for number in self._rows_in_sight():
            row, top = self.model_of_rows.rows[number], self.rowViewportPosition(number)
            if row.tile is None:
                line = QRect(0, top, 0, self.rowHeight(number))
                whole = self.painter_of_cells.whole_row(line, self.viewport().width())
                found += (folded_lines if row.is_folded else heading_lines)(self.theme, row.group, whole)
                continue
            for place, column in columns:
                if self.isColumnHidden(place):
                    continue
                left, width = self.columnViewportPosition(place), self.columnWidth(place)
                cell = QRect(left, top, width, self.rowHeight(number))
                found += cell_lines(self.theme, column, row, cell, column == self.header.first)
        return found

    # The user --------------------------------------------------------------------------------------

    def change_column(self, column: str) -> None:
        """Show or hide *column* for the user, the last one stays; empty shows the columns of a new list."""
        self.show_columns(columns_text(toggled(self.header.columns, column)) if column else SHOWN_AT_FIRST)
        self._on_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = Qt.Key(event.key()), self.current_row()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif key == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Space):
            event.ignore()  # the window's
        elif key in _OPEN_KEYS and row is not None:
            self._open(row)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and row is not None:
            if row.group.name and row.group.is_collapsed == (key == Qt.Key.Key_Right):
                self.folding_changed.emit("collapsed", row.group.id)
                self._go_to(f"group:{row.group.id}")
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event)
        if row is not None and row.tile is not None and event.button() == Qt.MouseButton.LeftButton:
            self._open(row)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event)
        if row is not None and row.tile is None and event.button() == Qt.MouseButton.LeftButton:
            self._open(row)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        row = self._row_at(event)
        self._point_at("" if row is None else row.id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_by_key else self.indexAt(event.pos())
        if not index.isValid():
            return
        row = self.model_of_rows.rows[index.row()]
        if row.tile is not None and row not in self.selected():
            self.select_agents([row])
        place = self.visualRect(index).center() if is_by_key else event.pos()
        count, copy = len(self.selected()), self.copy_requested.emit
        entries = row_entries(row, count, self._open, self.folding_changed.emit, copy)
        open_entries(self, entries, self.viewport().mapToGlobal(place))

    def _on_header_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_columns(menu, [key for key, _ in self.header.columns], self.change_column)
        menu.popup(self.header.mapToGlobal(at))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model_of_rows.rowCount():
            first = self.model_of_rows.index(0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._note_engaged()
        self._note_current()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._note_engaged()
        self._note_current()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._has_pointer = event.type() == QEvent.Type.Enter
            if not self._has_pointer:
                self._point_at("")
            self._note_engaged()
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.model_of_rows.rowCount() and self._empty_text:
            painter = QPainter(self.viewport())
            painter.setFont(self.theme.font(Type.WORD))
            painter.setPen(self.theme.colour(Ink.MUTED))
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            rect = self.viewport().rect().adjusted(0, self.theme.px(60), 0, 0)
            painter.drawText(rect, int(flags), self._empty_text)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.header.divide(self.viewport().width())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(120))

    # Parts -----------------------------------------------------------------------------------------

    def _rows_in_sight(self) -> range:
        count = self.model_of_rows.rowCount()
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return range(max(first, 0), count if last < 0 else last + 1) if first >= 0 else range(0)

    def _row_at(self, event: QMouseEvent) -> ListRow | None:
        index = self.indexAt(event.position().toPoint())
        return self.model_of_rows.rows[index.row()] if index.isValid() else None

    def _open(self, row: ListRow) -> None:
        if row.tile is not None:
            self.opened.emit(row.tile.id)
        else:
            self.folding_changed.emit("unfolded" if row.is_folded else "collapsed", row.group.id)

    def _go_to(
        self, row: str, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Put the focus on the row with the id *row* and scroll to it, if it is shown."""
        for number, found in enumerate(self.model_of_rows.rows):
            if found.id == row:
                index = self.model_of_rows.index(number)
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                self.scrollTo(index, hint)
                return

    def _on_sort(self, section: int) -> None:
        key = self.model_of_rows.columns[section]
        self.show_sort(f"-{key}" if self.sort == key else key)
        self.choice_changed.emit("list_sort", self.sort)

    def _on_columns(self) -> None:
        self.viewport().update()
        self.choice_changed.emit("list_columns", columns_text(self.header.columns))

    def _point_at(self, row: str) -> None:
        before, self.painter_of_cells.pointed = self.painter_of_cells.pointed, row
        if before != row:
            self._repaint(before, row)

    def _note_current(self) -> None:
        row = self.current_row()
        before = self.painter_of_cells.current
        self.painter_of_cells.current = row.id if row is not None and self.hasFocus() else ""
        self._repaint(before, self.painter_of_cells.current)

    def _repaint(self, *rows: str) -> None:
        for number in self._rows_in_sight():
            if self.model_of_rows.rows[number].id in rows:
                top = self.rowViewportPosition(number)
                self.viewport().update(QRect(0, top, self.viewport().width(), self.rowHeight(number)))

    def _note_engaged(self) -> None:
        engaged = self._has_pointer or self.hasFocus()
        if engaged != self._engaged:
            self._engaged = engaged
            self.engaged_changed.emit(engaged)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and last row, not to a cell of the row."""
        wanted, moves = QAbstractItemView.CursorAction, self.model_of_rows
        if action in (wanted.MoveHome, wanted.MoveEnd):
            number = 0 if action == wanted.MoveHome else moves.rowCount() - 1
            return moves.index(number, max(0, self.currentIndex().column()))
        return super().moveCursor(action, modifiers)
