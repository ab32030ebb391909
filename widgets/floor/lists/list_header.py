"""The header of the list of agents: columns are sorted by a click, and moved and resized by dragging."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from console.views.list_columns import COLUMNS
from widgets.floor.lists.list_columns import Column, column_widths
from widgets.floor.lists.list_model import AgentListModel
from widgets.painting.text_layout import TextLayout, paint_lines
from widgets.painting.theme import Ink, Theme, Type

_MARK = 7  # pixels at zoom 1 of the mark of the sorted column


class ListHeader(QHeaderView):
    """Owned by the list. `columns_changed` is emitted when the user moves or resizes a column.

    `room_changed` is emitted when the titles in `without_room` change: columns the list is too narrow for.
    """

    columns_changed = Signal()
    room_changed = Signal()

    def __init__(self, theme: Theme, columns: list[Column], rows: AgentListModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme = theme
        self.columns = columns
        self.sort = ""
        self.without_room: list[str] = []
        self._rows = rows
        self._is_placing = False
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.sectionMoved.connect(lambda *_: self._on_moved())
        self.sectionResized.connect(self._on_resized)
        self.set_theme(theme)

    @property
    def keys(self) -> list[str]:
        """The columns by section, which is not always their order."""
        return self._rows.columns

    @property
    def first(self) -> str:
        """The column at the left end."""
        return self.columns[0][0]

    def show_columns(self, columns: list[Column], room: int) -> None:
        """Show *columns* in this order on *room* pixels."""
        self.columns, keys = columns, [key for key, _ in columns]
        self._is_placing = True
        self._rows.set_columns(keys)
        for place, key in enumerate(keys):
            self.moveSection(self.visualIndex(self._rows.columns.index(key)), place)
        self._is_placing = False
        self.divide(room)

    def divide(self, room: int) -> None:
        """Divide *room* pixels among the columns."""
        widths = column_widths(self.columns, room, self.theme.zoom)
        self._is_placing = True
        for (key, _), width in zip(self.columns, widths, strict=True):
            section = self._rows.columns.index(key)
            self.setSectionHidden(section, not width)
            if width:
                self.resizeSection(section, width)
        self._is_placing = False
        titles = [
            COLUMNS[key].title for (key, _), width in zip(self.columns, widths, strict=True) if not width
        ]
        if titles != self.without_room:
            self.without_room = titles
            self.room_changed.emit()

    def _on_moved(self) -> None:
        if not self._is_placing:
            keys = [self._rows.columns[self.logicalIndex(place)] for place in range(self.count())]
            widths = dict(self.columns)
            self.columns = [(key, widths[key]) for key in keys]
            self.columns_changed.emit()

    def _on_resized(self, section: int, before: int, width: int) -> None:
        if not self._is_placing and section < len(self._rows.columns):
            key, own = self._rows.columns[section], max(20, round(width / self.theme.zoom))
            self.columns = [(name, own if name == key else kept) for name, kept in self.columns]
            self.columns_changed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        self.setMinimumSectionSize(theme.px(30))
        self.setFixedHeight(self.sizeHint().height())
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(0, self.theme.height(Type.SMALL) + self.theme.px(12))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme, px = self.theme, self.theme.px
        painter.fillRect(rect, theme.colour(Ink.GROUND))
        if not 0 <= section < len(self._rows.columns):
            return
        key = self._rows.columns[section]
        column, is_sorted = COLUMNS[key], self.sort.removeprefix("-") == key
        left = rect.left() + px(18 if key == self.first else 8)
        right = rect.right() - px(8)
        mark = px(_MARK) + px(4) if is_sorted else 0
        setter = TextLayout(theme)
        top = rect.top() + (rect.height() - theme.height(Type.SMALL)) // 2
        ink = Ink.TEXT if is_sorted else Ink.MUTED
        if column.is_number:
            shown = setter.right(column.title, (right - mark, top), Type.SMALL, ink, right - mark - left)
        else:
            shown = setter.left(column.title, (left, top), Type.SMALL, ink, right - mark - left)
        paint_lines(painter, theme, setter.lines)
        if is_sorted:
            self._paint_mark(painter, QPointF(shown.right() + px(5), rect.center().y()))

    def _paint_mark(self, painter: QPainter, at: QPointF) -> None:
        """Which way the column is sorted: down in its own order, up in the other."""
        side = float(self.theme.px(_MARK))
        up = -1 if self.sort.startswith("-") else 1
        corners = [
            QPointF(at.x(), at.y() - up * side / 4),
            QPointF(at.x() + side, at.y() - up * side / 4),
            QPointF(at.x() + side / 2, at.y() + up * side / 2),
        ]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.colour(Ink.TEXT))
        painter.drawPolygon(QPolygonF(corners))
        painter.restore()
