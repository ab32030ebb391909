"""The calendar of archived days: a month with each day's service level, worked by keys or pointer."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from console.views.details.day_calendar import WEEKDAYS, CalendarDay, CalendarMonth, day_beside
from console.views.rows import Severity
from widgets.outside_text import label
from widgets.painting.icons import card, draw_shape, focus_ring
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import ALARMS, Ink, Theme, Type

_CELL = (92, 54)  # pixels at zoom 1
_GAP = 6
_MOST_WEEKS = 6
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -7,
    Qt.Key.Key_Down: 7,
}


class MonthGrid(PaintedWidget):
    """The days of one month. Arrow keys move the cursor; `day_left` carries a day of another month.

    Enter or a click chooses a day there is (`chosen`), C compares with it (`compared`).
    """

    chosen = Signal(str)
    compared = Signal(str)
    day_left = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.month = CalendarMonth("", ())
        self.cursor_day = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Days")

    def show_month(self, month: CalendarMonth) -> None:
        """Show *month*; the cursor stays on its day if that is in it."""
        if month != self.month:
            self.month = month
            self.touch()
        self._describe()

    def set_cursor_day(self, day: str) -> None:
        """Move the cursor to *day*."""
        self.cursor_day = day
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        px = self.theme.px
        width = 7 * px(_CELL[0]) + 6 * px(_GAP)
        return QSize(width, self._head() + _MOST_WEEKS * (px(_CELL[1]) + px(_GAP)))

    def cells(self) -> Iterator[tuple[CalendarDay, QRect]]:
        """Each day of the month with its rectangle."""
        px = self.theme.px
        width, height, gap = px(_CELL[0]), px(_CELL[1]), px(_GAP)
        for row, week in enumerate(self.month.weeks):
            for column, day in enumerate(week):
                if day is not None:
                    top = self._head() + row * (height + gap)
                    yield day, QRect(column * (width + gap), top, width, height)

    def set_lines(self, setter: TextLayout) -> None:
        px, theme = self.theme.px, self.theme
        for column, name in enumerate(WEEKDAYS):
            setter.left(name, (column * (px(_CELL[0]) + px(_GAP)) + px(8), 0), Type.SMALL, Ink.MUTED)
        for day, rect in self.cells():
            left, top = rect.left() + px(8), rect.top() + px(6)
            setter.left(day.number, (left, top), Type.NAME, Ink.TEXT if day.is_kept else Ink.FAINT)
            ink = ALARMS[day.severity].ink if day.severity is not Severity.NONE else Ink.MUTED
            below = rect.bottom() - px(6) - theme.height(Type.WORD)
            setter.left(day.level, (left, below), Type.WORD, ink)

    def paint_ground(self, painter: QPainter) -> None:
        super().paint_ground(painter)
        theme, px = self.theme, self.theme.px
        for day, rect in self.cells():
            if day.is_kept:
                fill = Ink.RAISED if day.is_shown else Ink.CARD
                card(painter, theme, rect, fill, Ink.ACCENT if day.is_shown else Ink.EDGE, px(6))
            if day.severity is not Severity.NONE:
                side = px(8)
                top = rect.bottom() - px(6) - (theme.height(Type.WORD) + side) // 2
                box = QRectF(rect.right() - px(8) - side, top, side, side)
                draw_shape(painter, theme, day.severity, box)
            if day.day == self.cursor_day:
                focus_ring(painter, theme, rect, px(6))

    def note_at(self, at: QPoint) -> str:
        day = self._day_at(at)
        return "" if day is None else day.note

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self.cursor_day:
            self._move_to(day_beside(self.cursor_day, _STEPS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.cursor_day)
        elif key == Qt.Key.Key_C and self._is_kept(self.cursor_day):
            self.compared.emit(self.cursor_day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position().toPoint())
        if day is not None and event.button() is Qt.MouseButton.LeftButton:
            self.set_cursor_day(day.day)
            self._choose(day.day)

    def _head(self) -> int:
        return self.theme.height(Type.SMALL) + self.theme.px(8)

    def _day_at(self, at: QPoint) -> CalendarDay | None:
        return next((day for day, rect in self.cells() if rect.contains(at)), None)

    def _is_kept(self, day: str) -> bool:
        return any(found.is_kept for found, _ in self.cells() if found.day == day)

    def _choose(self, day: str) -> None:
        if self._is_kept(day):
            self.chosen.emit(day)

    def _move_to(self, day: str) -> None:
        is_here = any(found.day == day for found, _ in self.cells())
        self.set_cursor_day(day)
        if not is_here:
            self.day_left.emit(day)

    def _describe(self) -> None:
        for day, _ in self.cells():
            if day.day == self.cursor_day:
                said = day.level if day.is_kept else "nothing kept"
                self.setAccessibleDescription(f"{day.day}, {said}")


class DayCalendar(QDialog):
    """The calendar over the window. `month_requested` carries a number of months to go, `day_left` a day of
    another month that the cursor went to; `chosen` and `compared` carry a day.
    """

    chosen = Signal(str)
    compared = Signal(str)
    month_requested = Signal(int)
    day_left = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Days in the archive")
        self.grid = MonthGrid(theme, self)
        self.title = label("", self, "title")
        self.note = label("", self, "small")
        self.keys = label("Enter: show · C: compare · Page Up, Page Down: month", self, "small")
        before, after = QToolButton(self), QToolButton(self)
        for button, text, name, months in ((before, "‹", "Month before", -1), (after, "›", "Month after", 1)):
            button.setText(text)
            button.setAccessibleName(name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, months=months: self.month_requested.emit(months))
        closing = QPushButton("Close", self)
        closing.setAutoDefault(False)
        closing.clicked.connect(self.close)
        head = QHBoxLayout()
        for part in (before, self.title, after):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.note)
        foot = QHBoxLayout()
        foot.addWidget(self.keys, 1)
        foot.addWidget(closing)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self.grid)
        column.addLayout(foot)
        margin = theme.px(14)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(10))
        self.grid.setFixedSize(self.grid.sizeHint())
        self.grid.chosen.connect(self._on_chosen)
        self.grid.compared.connect(self._on_compared)
        self.grid.day_left.connect(self.day_left)
        self.grid.setFocus()

    def show_month(self, month: CalendarMonth, note: str) -> None:
        """Show *month*; *note* says what is shown of the archive."""
        self.title.setText(month.title)
        self.note.setText(note)
        self.grid.show_month(month)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if months is not None:
            self.month_requested.emit(months)
        else:
            super().keyPressEvent(event)

    def _on_chosen(self, day: str) -> None:
        self.close()
        self.chosen.emit(day)

    def _on_compared(self, day: str) -> None:
        self.close()
        self.compared.emit(day)
