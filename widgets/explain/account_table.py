"""The table of an account: every item counted, or left out, with its wait drawn against the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from console.views.explain.explained_rows import COLUMN_WORDS, AccountRow, Column, Effect, cell_text
from widgets.explain.account_model import AccountModel
from widgets.outside_text import show_tip
from widgets.painting.row_model import ROW_ROLE
from widgets.painting.text_layout import TextLayout, paint_lines
from widgets.painting.theme import Ink, Theme, Type

LONGEST = 4.0  # thresholds that a bar shows; longer waits are cut there
_MEASURED = 400  # rows whose texts are measured for the width of a column


class _Cells(QStyledItemDelegate):
    """Paints one cell by the theme."""

    def __init__(self, table: AccountTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._table.row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        table, theme, rect = self._table, self._table.theme, option.rect
        row, column = index.data(ROW_ROLE), Column(index.column())
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, theme.colour(Ink.ACCENT_FILL if chosen else Ink.CARD))
        ink = Ink.ON_ACCENT if chosen else table.ink_of(row, column)
        text, px = index.data(), theme.px
        setter = TextLayout(theme)
        top = rect.top() + (rect.height() - theme.height(Type.WORD)) // 2
        left, right = rect.left() + px(6), rect.right() - px(6)
        if column is Column.LENGTH:
            drawn = setter.right(text, (right, top), Type.WORD, ink)
            room = QRect(left, rect.top(), min(drawn.left(), right) - px(8) - left, rect.height())
            if row.seconds is not None and room.width() > px(12):
                table.paint_bar(painter, row, room)
        elif column is Column.ADDS:
            setter.right(text, (right, top), Type.WORD, ink, right - left)
        else:
            setter.left(text, (left, top), Type.WORD, ink, right - left)
        paint_lines(painter, theme, setter.lines)


class AccountTable(QTableView):
    """All rows, sortable by each column; Enter opens the current one.

    `opened` carries the row, `turned` 1 for Right and −1 for Left, `menu_requested` a position on the screen.
    """

    opened = Signal(object)
    turned = Signal(int)
    menu_requested = Signal(QPoint)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.rows = AccountModel(self, self._rows_in_sight)
        self.limit = 0.0
        self._longest = 1.0
        self._shown: tuple[Column, ...] = tuple(Column)
        self.setAccessibleName(name)
        self.setModel(self.rows)
        self.setItemDelegate(_Cells(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(1)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.sectionClicked.connect(lambda section: self.sort_by(Column(section)))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ROW_ROLE)))
        self.set_theme(theme)

    def show_rows(
        self, rows: Sequence[AccountRow], here: ZoneInfo, limit: float, columns: Sequence[Column]
    ) -> None:
        """Show *rows* in *columns*; *limit* is the threshold in seconds that bars are drawn against, or 0."""
        self.limit = limit
        self._longest = max([1.0, *(row.seconds for row in rows if row.seconds is not None)])
        had_none = not self.rows.rows
        self.rows.show_rows(rows, here)
        if tuple(columns) != self._shown or had_none:
            self._shown = tuple(columns)
            self._fit()
        if had_none and rows:
            self.setCurrentIndex(self.rows.index(0, 0))
            self.clearSelection()

    def sort_by(self, column: Column) -> None:
        """Sort by *column*; again for the other direction, a third time for the order of misses."""
        head, model = self.horizontalHeader(), self.rows
        if model.sorted_by is not column:
            model.sort_by(column)
        elif not model.is_descending:
            model.sort_by(column, is_descending=True)
        else:
            model.sort_by(None)
        head.setSortIndicatorShown(model.sorted_by is not None)
        if model.sorted_by is not None:
            order = Qt.SortOrder.DescendingOrder if model.is_descending else Qt.SortOrder.AscendingOrder
            head.setSortIndicator(column, order)
        self.scrollToTop()

    def chosen_rows(self) -> list[AccountRow]:
        """The selected rows in order."""
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows.rows[place] for place in chosen]

    def _rows_in_sight(self) -> range:
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return range(max(first, 0), len(self.rows.rows) if last < 0 else last + 1)

    def current_row(self) -> AccountRow | None:
        """The current row, if any."""
        index = self.currentIndex()
        row: AccountRow | None = index.data(ROW_ROLE) if index.isValid() else None
        return row

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        self.horizontalHeader().setFont(theme.font(Type.SMALL))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.verticalScrollBar().setSingleStep(self.row_height())
        self._fit()

    def row_height(self) -> int:
        """The height of one row in pixels."""
        return self.theme.height(Type.WORD) + self.theme.px(8)

    def ink_of(self, row: AccountRow, column: Column) -> Ink:
        """The colour of *row* in *column*: misses stand out by why."""
        if column is Column.WHY:
            return Ink.BREACH if row.effect is Effect.MISS else Ink.MUTED
        return Ink.MUTED if column in (Column.AT, Column.QUEUE) else Ink.TEXT

    def paint_bar(self, painter: QPainter, row: AccountRow, field: QRect) -> None:
        """Draw the time of *row* in *field*: filled, or hollow for a miss; a line marks the threshold."""
        theme, px = self.theme, self.theme.px
        seconds = row.seconds or 0.0
        share = min(1.0, seconds / (self.limit * LONGEST if self.limit else self._longest))
        high = px(6)
        bar = QRectF(field.left(), field.center().y() - high / 2, max(high, share * field.width()), high)
        is_miss = row.effect is Effect.MISS
        ink = {Effect.MISS: Ink.BREACH, Effect.GOOD: Ink.AVAILABLE}.get(row.effect, Ink.FILLED)
        colour = theme.colour(ink)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, max(1.0, theme.zoom)) if is_miss else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if is_miss else colour)
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), high / 2, high / 2)
        if self.limit:
            mark = field.left() + round(field.width() / LONGEST)
            painter.fillRect(
                QRect(mark, field.top() + px(3), px(1), field.height() - px(6)), theme.colour(Ink.MUTED)
            )
        painter.restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        if event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.opened.emit(row)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the panel's
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        links = (Column.WHO, Column.AGENT)
        if (
            index.isValid()
            and is_plain
            and event.button() == Qt.MouseButton.LeftButton
            and index.column() in links
        ):
            row = index.data(ROW_ROLE)
            self.opened.emit(row if index.column() == Column.WHO else agent_only(row))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())

    def viewportEvent(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            show_tip(event.globalPos(), index.data() if index.isValid() else "", self)
            return True
        return super().viewportEvent(event)  # type: ignore[arg-type]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give each column the width of its texts, the last the rest."""
        theme, px, here = self.theme, self.theme.px, self.rows.here
        some, room = self.rows.rows[:_MEASURED], self.viewport().width()
        widths: dict[Column, int] = {}
        for column in self._shown:
            texts = [cell_text(row, column, here) for row in some] if column is not Column.WHY else []
            wide = max((theme.width(Type.WORD, text) for text in texts), default=px(40)) + px(14)
            wide = max(wide, theme.width(Type.SMALL, COLUMN_WORDS[column]) + px(20))
            widths[column] = min(wide, px(170)) + (px(84) if column is Column.LENGTH else 0)
        short = sum(widths[column] for column in self._shown if column is not Column.WHY) + px(270) - room
        if short > 0 and Column.LENGTH in widths:  # the bar makes way for the words, then the names do
            widths[Column.LENGTH] -= min(px(84), short)
        short = sum(widths[column] for column in self._shown if column is not Column.WHY) + px(96) - room
        if short > 0:
            widths[Column.WHO] = max(px(60), widths[Column.WHO] - short)
        used = sum(widths[column] for column in self._shown if column is not Column.WHY)
        widths[Column.WHY] = max(px(60), room - used)
        for column in Column:
            self.setColumnHidden(column, column not in self._shown)
            if column in self._shown:
                self.setColumnWidth(column, widths[column])


def agent_only(row: AccountRow) -> AccountRow:
    """*row* as its agent, without the contact."""
    return replace(row, contact="")
