"""The page of a timeline: its band, then every event in order."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from console.views.explain.explained_rows import EventList, EventRow
from console.views.text import clock_text, measured_text, plain_text
from widgets.explain.event_band import NO_EVENTS, EventBand
from widgets.outside_text import action, label
from widgets.painting.row_model import ROW_ROLE, RowModel
from widgets.painting.text_layout import TextLayout, paint_lines
from widgets.painting.theme import Ink, Theme, Type

_COPIES = (("text", "Copy as text"), ("json", "Copy as JSON"), ("csv", "Copy as CSV"))


class _Events(QStyledItemDelegate):
    """Paints one event in columns: when, how long after the first, what, who, where."""

    def __init__(self, page: EventPage) -> None:
        super().__init__(page)
        self._page = page

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = self._page.theme
        return QSize(0, theme.height(Type.WORD) + theme.px(8))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        page, theme, rect = self._page, self._page.theme, option.rect
        row, px = index.data(ROW_ROLE), theme.px
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, theme.colour(Ink.ACCENT_FILL if chosen else Ink.CARD))
        ink, quiet = (Ink.TEXT, Ink.MUTED) if not row.is_later else (Ink.FAINT, Ink.FAINT)
        if chosen:
            ink = quiet = Ink.ON_ACCENT
        setter = TextLayout(theme)
        top, left, right = rect.top() + px(4), rect.left() + px(8), rect.right() - px(8)
        setter.left(clock_text(row.at, page.here), (left, top), Type.WORD, quiet)
        left += theme.width(Type.WORD, "00:00:00") + px(12)
        after = theme.width(Type.WORD, "+00:00") + px(12)
        setter.right(page.after_text(row), (left + after - px(12), top), Type.WORD, quiet, after)
        left += after
        who = " · ".join(part for part in (row.name, plain_text(row.contact), row.queue) if part)
        room = (right - left) * 3 // 5 if who else right - left
        setter.left(row.words, (left, top), Type.WORD, ink, room - px(10))
        setter.left(who, (left + room, top), Type.WORD, quiet, right - left - room)
        paint_lines(painter, theme, setter.lines)


class EventTable(QListView):
    """The events. `opened` carries the one whose agent or contact is opened."""

    opened = Signal(object)
    menu_requested = Signal(QPoint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.opened.emit(index.data(ROW_ROLE))
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the panel's
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index.data(ROW_ROLE))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_requested.emit(event.globalPos())


class EventPage(QWidget):
    """Shows one list of events. `opened` carries an event, `copy_requested` one of text, csv or json."""

    opened = Signal(object)
    copy_requested = Signal(str)
    marks_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inner")
        self.theme = theme
        self.row = NO_EVENTS
        self.here = ZoneInfo("UTC")
        self.band = EventBand(theme)
        self.rows: RowModel[EventRow] = RowModel(lambda row: row.number, self._said, self)
        self.table = EventTable()
        self.table.setAccessibleName("Events")
        self.table.setModel(self.rows)
        self.table.setItemDelegate(_Events(self))
        self.table.setUniformItemSizes(True)
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.note = label("", self, "small")
        self.note.setWordWrap(True)
        self.copy = QPushButton("Copy")
        self.copy.setMenu(self._copy_menu(self.copy))
        self.marks = QPushButton("Show on the time bar")
        self.marks.setCheckable(True)
        self.marks.clicked.connect(self.marks_requested)
        self.table.opened.connect(self.opened)
        self.table.menu_requested.connect(self._open_menu)
        self._arrange()
        self.set_theme(theme)

    def show_row(self, row: EventList) -> None:
        """Show *row*."""
        is_other = (row.kind, row.id) != (self.row.kind, self.row.id)
        self.row, self.here = row, ZoneInfo(row.time_zone)
        self.band.show_row(row)
        self.rows.set_rows(row.events)
        self.note.setText(row.note)
        self.note.setVisible(bool(row.note))
        if is_other:
            self.marks.setChecked(False)
            self.table.scrollToTop()
            if row.events:
                self.table.setCurrentIndex(self.rows.index(0))
                self.table.clearSelection()

    def after_text(self, row: EventRow) -> str:
        """How long after the first event *row* was."""
        first = self.row.events[0].at if self.row.events else row.at
        return f"+{measured_text((row.at - first) / 1000)}" if row.at > first else ""

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        px = theme.px
        self.band.set_theme(theme)
        self._column.setSpacing(px(4))
        self._below.setContentsMargins(px(16), 0, px(16), 0)
        self._buttons.setContentsMargins(px(16), px(8), px(16), px(2))
        self._buttons.setSpacing(px(8))
        self.table.doItemsLayout()

    def _said(self, row: EventRow) -> str:
        when = (clock_text(row.at, self.here), self.after_text(row))
        parts = (*when, row.words, row.name, plain_text(row.contact), row.queue)
        return " ".join(part for part in parts if part)

    def _arrange(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.band)
        self._below = QVBoxLayout()
        self._below.addWidget(self.table, 1)
        self._below.addWidget(self.note)
        self._column.addLayout(self._below, 1)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.copy)
        self._buttons.addWidget(self.marks)
        self._buttons.addStretch(1)
        self._column.addLayout(self._buttons)

    def _copy_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        for kind, words in _COPIES:
            made = action(words, menu)
            made.triggered.connect(lambda _=False, k=kind: self.copy_requested.emit(k))
            menu.addAction(made)
        return menu

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        index = self.table.currentIndex()
        row: EventRow | None = index.data(ROW_ROLE) if index.isValid() else None
        if row is not None and (row.agent or row.contact):
            opens = action(f"Open {row.name or row.contact}", menu)
            opens.triggered.connect(lambda: self.opened.emit(row))
            menu.addAction(opens)
            menu.addSeparator()
        menu.addActions(self.copy.menu().actions())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
