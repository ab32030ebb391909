"""Paints the cells of the list of agents: each row as one card, of which a cell shows its part."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.views.floor.agent_list import ListRow, cell_figure, cell_text
from console.views.list_columns import COLUMNS
from console.views.rows import AgentTile, Severity
from widgets.floor.lists.headings import draw_fold_mark, folded_lines, heading_lines
from widgets.floor.lists.list_header import ListHeader
from widgets.painting.icons import card, draw_band, draw_shape, focus_ring
from widgets.painting.row_model import ROW_ROLE
from widgets.painting.text_layout import TextLayout, TextLine, paint_lines
from widgets.painting.theme import ALARMS, BANDS, UNKNOWN_BAND, Ink, Theme, Type

_SIGN = 9  # pixels at zoom 1 of the mark before a reason


def row_height(theme: Theme) -> int:
    """The height of a row in pixels."""
    return theme.height(Type.NAME) + theme.px(11)


def cell_lines(theme: Theme, column: str, row: ListRow, rect: QRect, is_first: bool) -> list[TextLine]:
    """The text of *row* in *column*, in the cell *rect*; the first leaves room for the state's band."""
    tile, more = row.tile, row.more
    if tile is None or more is None:
        return []
    px = theme.px
    kind, ink = _looks(column, tile)
    setter = TextLayout(theme)
    left, right = rect.left() + px(18 if is_first else 8), rect.right() - px(8)
    drop = theme.metrics(Type.NAME).ascent() - theme.metrics(kind).ascent()
    at = rect.top() + (rect.height() - theme.height(Type.NAME)) // 2 + drop
    text, figure = cell_text(column, tile, more), cell_figure(column, tile, more)
    if column == "load":
        return []
    if column == "attention" and tile.severity is not Severity.NONE:
        left += px(_SIGN + 5)
    if COLUMNS[column].is_number:
        setter.right(text, (right, at), kind, ink, right - left, figure)
    else:
        setter.left(text, (left, at), kind, ink, right - left, figure)
    return setter.lines


def _looks(column: str, tile: AgentTile) -> tuple[Type, Ink]:
    if column == "agent":
        return Type.NAME, Ink.MUTED if tile.state == "offline" else Ink.TEXT
    if column == "state":
        return Type.WORD, BANDS.get(tile.state, UNKNOWN_BAND).ink
    if column == "time":
        return Type.TIME, ALARMS[tile.severity].figure
    if column == "attention":
        return Type.WORD, ALARMS[tile.severity].ink
    return Type.WORD, Ink.MUTED


class ListPainter(QStyledItemDelegate):
    """Owned by the list, whose *header* says where columns are."""

    def __init__(self, theme: Theme, header: ListHeader, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.dimmed = False
        self._header = header
        self.pointed = ""  # the row under the pointer, by id
        self.current = ""  # the row with the focus, by id; empty without it

    def whole_row(self, cell: QRect, room: int) -> QRect:
        """The rectangle of the row around *cell*, in a viewport *room* pixels wide."""
        width = max(self._header.length(), room)
        return QRect(-self._header.offset(), cell.top(), width, cell.height())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, row_height(self.theme))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: ListRow = index.data(ROW_ROLE)
        theme, cell, view = self.theme, option.rect, option.widget
        column, first = self._header.keys[index.column()], self._header.first
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(cell)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = view.viewport().width() if isinstance(view, QAbstractItemView) else 0
        whole = self.whole_row(cell, room)
        painter.fillRect(cell, theme.colour(Ink.GROUND))
        if row.tile is None:
            self._paint_own(painter, row, whole)
        else:
            self._paint_card(painter, row, row.tile, whole, is_chosen)
            lines = cell_lines(theme, column, row, cell, column == first)
            paint_lines(painter, theme, lines, self.dimmed)
            self._paint_marks(painter, column, row.tile, cell)
        if row.id == self.current:
            focus_ring(painter, theme, whole.adjusted(0, 1, -1, -2), theme.px(6))
        painter.restore()

    def _paint_own(self, painter: QPainter, row: ListRow, whole: QRect) -> None:
        """A heading, or the line of folded agents."""
        theme, is_folded = self.theme, row.is_folded
        lines = folded_lines if is_folded else heading_lines
        kind = Type.WORD if is_folded else Type.HEADING
        paint_lines(painter, theme, lines(theme, row.group, whole), self.dimmed)
        draw_fold_mark(painter, theme, whole, kind, not is_folded and not row.group.is_collapsed)

    def _paint_card(
        self, painter: QPainter, row: ListRow, tile: AgentTile, whole: QRect, is_chosen: bool
    ) -> None:
        theme, px, alarm = self.theme, self.theme.px, ALARMS[tile.severity]
        inside = whole.adjusted(0, 1, -1, -2)
        if is_chosen:
            card(painter, theme, inside, Ink.SELECTED, Ink.ACCENT, px(6))
        elif tile.severity is not Severity.NONE:
            card(painter, theme, inside, alarm.fill, alarm.edge, px(6))
        elif row.id == self.pointed:
            card(painter, theme, inside, Ink.HOVER, Ink.HOVER, px(6))
        else:
            painter.fillRect(QRect(whole.left(), whole.bottom(), whole.width(), 1), theme.colour(Ink.EDGE))
        draw_band(
            painter,
            theme,
            tile.state,
            QRect(whole.left() + px(7), whole.top() + px(6), px(3), whole.height() - px(13)),
        )

    def _paint_marks(self, painter: QPainter, column: str, tile: AgentTile, cell: QRect) -> None:
        theme, px = self.theme, self.theme.px
        left = cell.left() + px(18 if column == self._header.first else 8)
        if column == "attention" and tile.severity is not Severity.NONE:
            side = px(_SIGN)
            draw_shape(painter, theme, tile.severity, QRectF(left, cell.center().y() - side / 2, side, side))
        elif column == "load" and tile.state != "offline":
            box = QRect(left, cell.center().y() - px(2), cell.right() - px(8) - left, px(4))
            painter.fillRect(box, theme.colour(Ink.TRACK))
            box.setWidth(round(box.width() * min(max(tile.load, 0.0), 1.0)))
            painter.fillRect(box, theme.colour(Ink.FILLED))
