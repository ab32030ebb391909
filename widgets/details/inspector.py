"""The inspector: raw events, anomalies, quarantine and counters, for checking numbers that look wrong."""

from __future__ import annotations

import json
import re

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from console.views.details.inspector import Finding, Inspection, RawLine
from widgets.outside_text import action, label
from widgets.painting.painted_widget import PaintedWidget, Scroll
from widgets.painting.row_model import ROW_ROLE, RowModel
from widgets.painting.text_layout import TextLayout, paint_lines
from widgets.painting.theme import Ink, Theme, Type

TYPING_MS = 150


class CounterSheet(PaintedWidget):
    """A table of names and values."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName("Counters")
        self.counters: tuple[tuple[str, str], ...] = ()

    def show_counters(self, counters: tuple[tuple[str, str], ...]) -> None:
        """Show *counters*."""
        if counters != self.counters:
            self.counters = counters
            self.setMinimumHeight(self.sizeHint().height())
            self.setAccessibleDescription(", ".join(f"{name} {value}" for name, value in counters))
            self.touch()

    def sizeHint(self) -> QSize:
        pitch = self.theme.height(Type.WORD) + self.theme.px(4)
        return QSize(self.theme.px(260), len(self.counters) * pitch)

    def set_lines(self, setter: TextLayout) -> None:
        pitch = self.theme.height(Type.WORD) + self.theme.px(4)
        right = self.width() - self.theme.px(8)
        for number, (name, value) in enumerate(self.counters):
            top = number * pitch
            shown = setter.right(value, (right, top), Type.WORD, Ink.TEXT, right * 2 // 3)
            setter.left(name, (0, top), Type.WORD, Ink.MUTED, shown.left() - self.theme.px(8))


# The contact of an event, as its JSON has it.
_CONTACT = re.compile(r'"contact"\s*:\s*("(?:[^"\\]|\\.)*")')


class _Columns(QStyledItemDelegate):
    """Paints a row in two columns: a number and its text."""

    def __init__(self, inspector: Inspector) -> None:
        super().__init__(inspector)
        self._inspector = inspector

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        theme = self._inspector.theme
        lines = 1 if isinstance(index.data(ROW_ROLE), RawLine) else 2
        return QSize(0, lines * theme.height(Type.WORD) + theme.px(8))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, row, rect = self._inspector.theme, index.data(ROW_ROLE), option.rect
        px = theme.px
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, theme.colour(Ink.ACCENT_FILL if chosen else Ink.CARD))
        ink, quiet = (Ink.ON_ACCENT, Ink.ON_ACCENT) if chosen else (Ink.TEXT, Ink.MUTED)
        setter = TextLayout(theme)
        top, right = rect.top() + px(4), rect.right() - px(8)
        if isinstance(row, RawLine):
            edge = rect.left() + px(10) + theme.width(Type.WORD, "0,000,000")
            setter.right(f"{row.number:,}", (edge, top), Type.WORD, quiet)
            setter.left(row.text, (edge + px(12), top), Type.WORD, ink, right - edge - px(12))
        elif isinstance(row, Finding):
            count = setter.right(f"{row.count:,}", (right, top), Type.WORD, quiet)
            left = rect.left() + px(10)
            setter.left(row.what, (left, top), Type.WORD, ink, count.left() - px(8) - left)
            setter.left(row.where, (left, top + theme.height(Type.WORD)), Type.SMALL, quiet, right - left)
        paint_lines(painter, theme, setter.lines)


class Inspector(QWidget):
    """The inspector page. `filter_changed` carries the words an event must contain to be listed,
    `event_chosen` the number of an event that a person selects, `contact_opened` the contact of an event that
    is double-clicked or chosen with Enter. Ctrl+C in the list and its menu copy an event as JSON."""

    filter_changed = Signal(str)
    event_chosen = Signal(int)
    contact_opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.setAccessibleName("Inspector")
        self.theme = theme
        self.paused = False
        self._follows = False
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(
            "Events with all of these words, such as type:contact.* agent:… queue:… contact:…"
        )
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Show only events with all of these words")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(lambda: self.filter_changed.emit(self.filter.text().strip()))
        self.filter.textChanged.connect(lambda _: self._typing.start())
        self.pause = QPushButton("Pause", self)
        self.pause.setCheckable(True)
        self.pause.toggled.connect(self._on_pause)
        self.events: RowModel[RawLine] = RowModel(lambda x: x.number, lambda x: f"{x.number} {x.text}", self)
        self.anomalies: RowModel[Finding] = RowModel(lambda x: x.id, _finding_text, self)
        self.quarantine: RowModel[Finding] = RowModel(lambda x: x.id, _finding_text, self)
        self.note = self._label("", "muted")
        self.whole = self._label("", "small")
        self.whole.setWordWrap(True)
        self.whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.counters = CounterSheet(theme)
        self._anomaly_title = self._label("Anomalies", "title")
        self._quarantine_title = self._label("Quarantine", "title")
        self._arrange()
        self.set_theme(theme)

    def show_inspection(self, seen: Inspection) -> None:
        """Show *seen*; while paused, events stay as they are and counters keep counting."""
        if not self.paused:
            self._show_events(seen)
            self.note.setText(seen.events_note)
            self.note.setVisible(bool(seen.events_note))
        self.anomalies.set_rows(seen.anomalies)
        self.quarantine.set_rows(seen.quarantine)
        self._anomaly_title.setText(f"Anomalies, {sum(found.count for found in seen.anomalies):,}")
        self._quarantine_title.setText(f"Quarantine, {len(seen.quarantine):,}")
        self.counters.show_counters(seen.counters)

    def copy_event(self) -> None:
        """Copy the selected event to the clipboard, as it was received."""
        row = self._list.currentIndex().data(ROW_ROLE)
        if isinstance(row, RawLine):
            QApplication.clipboard().setText(row.raw.decode("utf-8", "replace"))

    def _show_events(self, seen: Inspection) -> None:
        """List the events of *seen*, and select that at the playhead, if there is one."""
        self._follows = True
        try:
            self.events.set_rows(seen.events)
            row = next((row for row, event in enumerate(seen.events) if event.number == seen.current), None)
            if row is not None and row != self._list.currentIndex().row():
                self._list.setCurrentIndex(self.events.index(row))
                self._list.scrollTo(self.events.index(row), QListView.ScrollHint.PositionAtCenter)
        finally:
            self._follows = False

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        self.counters.set_theme(theme)
        px = theme.px
        self._outer.setContentsMargins(px(16), px(12), px(16), px(12))
        self._outer.setSpacing(px(20))
        for layout in (self._left, self._right):
            layout.setSpacing(px(8))
        self._side.setFixedWidth(px(340))
        for view in self._views:
            view.doItemsLayout()

    def _arrange(self) -> None:
        self._views: list[QListView] = []
        top = QHBoxLayout()
        top.addWidget(self._label("Events", "title"))
        top.addWidget(self.filter, 1)
        top.addWidget(self.pause)
        self._left = QVBoxLayout()
        self._left.addLayout(top)
        self._left.addWidget(self.note)
        self._list = self._view(self.events, "Events")
        self._list.selectionModel().currentChanged.connect(self._on_current)
        self._list.activated.connect(self._on_activated)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copying = action("Copy as JSON", self._list)
        copying.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copying.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copying.triggered.connect(self.copy_event)
        self._list.addAction(copying)
        self._left.addWidget(self._list, 1)
        self._left.addWidget(self.whole)
        self._side = QWidget(self)
        self._side.setObjectName("ground")
        self._right = QVBoxLayout(self._side)
        self._right.setContentsMargins(0, 0, 0, 0)
        self._right.addWidget(self._label("Counters", "title"))
        self._right.addWidget(Scroll(self.counters), 3)
        self._right.addWidget(self._anomaly_title)
        self._right.addWidget(self._view(self.anomalies, "Anomalies"), 2)
        self._right.addWidget(self._quarantine_title)
        self._right.addWidget(self._view(self.quarantine, "Quarantine"), 2)
        self._outer = QHBoxLayout(self)
        self._outer.addLayout(self._left, 1)
        self._outer.addWidget(self._side)

    def _view(self, model: RowModel[RawLine] | RowModel[Finding], name: str) -> QListView:
        view = QListView(self)
        view.setAccessibleName(name)
        view.setModel(model)
        view.setItemDelegate(_Columns(self))
        view.setUniformItemSizes(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._views.append(view)
        return view

    def _label(self, text: str, name: str) -> QLabel:
        return label(text, self, name)

    def _on_pause(self, paused: bool) -> None:
        self.paused = paused
        self.pause.setText("Resume" if paused else "Pause")

    def _on_activated(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, RawLine) and (contact := contact_in(row.text)):
            self.contact_opened.emit(contact)

    def _on_current(self, index: QModelIndex) -> None:
        """Show the selected event in full below the list."""
        row = index.data(ROW_ROLE)
        self.whole.setText(row.text if isinstance(row, RawLine) else "")
        if isinstance(row, RawLine) and not self._follows:
            self.event_chosen.emit(row.number)


def contact_in(text: str) -> str:
    """The contact that an event names, from its text, which may be cut; empty if none.

    >>> contact_in('{"type":"contact.queued","contact":"c-\\u00e9"}'), contact_in('{"type":"site"}')
    ('c-é', '')
    """
    found = _CONTACT.search(text)
    try:
        return "" if found is None else str(json.loads(found[1]))
    except ValueError:
        return ""


def _finding_text(found: Finding) -> str:
    return f"{found.count} {found.what} {found.where}"
