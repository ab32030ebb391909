"""The time bar's plot: service level, goal, flags, and the mark of the instant shown."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from console.views.rows import Link, Mark, TimeLine
from console.views.text import goal_share_text
from widgets.painting.icons import draw_shape, focus_ring
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.sparkline import Trace, bounds, draw_goal
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import ALARMS, Ink, Theme, Type

_APART = 34  # width in pixels at zoom 1 of a flag sign and its count
_LISTED = 8  # most flags listed in a tooltip
NOTHING = TimeLine(0, 0, 0)


class TimePlot(PaintedWidget):
    """The day's line. Dragging or the arrow keys request an instant (`seek_requested`, ms)."""

    seek_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.line = NOTHING
        self.link = Link.LOADING
        self._trace = Trace()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("The day's service level; arrow keys move through time")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_time_line(self, line: TimeLine) -> None:
        """Show *line*."""
        if line != self.line:
            self.line = line
            self.touch()

    def show_now(self, at: int) -> None:
        """Mark the instant *at* (ms) on the line."""
        if self.line.start <= at <= self.line.end and self.left_of(at) != self.left_of(self.line.now):
            self.line = replace(self.line, now=at)
            self.update()

    def show_link(self, link: Link) -> None:
        """Show whether the view is live or in the past."""
        if link is not self.link:
            self.link = link
            self.touch()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(300), self.theme.px(84))

    def box(self) -> QRect:
        """The rectangle the line is drawn in."""
        below = self.theme.height(Type.SMALL) + self.theme.px(4)
        return self.rect().adjusted(0, 0, -1, -below)

    def left_of(self, at: int) -> int:
        """The x position of the instant *at* (ms), in pixels."""
        inner, line = self._inner(), self.line
        if line.end <= line.start:
            return inner.left()
        return inner.left() + round((at - line.start) / (line.end - line.start) * inner.width())

    def instant_at(self, left: int) -> int:
        """The instant in ms at the x position *left*, in pixels."""
        inner, line = self._inner(), self.line
        share = (left - inner.left()) / max(1, inner.width())
        return line.start + round(min(max(share, 0.0), 1.0) * (line.end - line.start))

    def set_lines(self, setter: TextLayout) -> None:
        theme, px, box = self.theme, self.theme.px, self.box()
        top = box.bottom() + px(4)
        free_from = box.left()
        for at, text in self.line.ticks:
            width = theme.width(Type.SMALL, text)
            left = max(self.left_of(at) - width // 2, box.left())
            left = min(left, box.right() + 1 - width)
            if left >= free_from and self.line.start <= at <= self.line.end:
                setter.left(text, (left, top), Type.SMALL, Ink.FAINT)
                free_from = left + width + px(12)
        for heap in self.heaps():
            if len(heap) > 1:
                beside = round(self._mark_box(heap).right()) + px(2)
                middle = self._mark_box(heap).center().y() + 0.5
                below = round(middle) - theme.height(Type.TINY) // 2
                setter.left(f"{len(heap)}", (beside, below), Type.TINY, Ink.MUTED)
        if self.line.target is not None and self.line.points:
            height = theme.height(Type.SMALL)
            level = self._field().bottom() - self._height_of(self.line.target)
            right = self._inner().left() - px(8)
            setter.right(self._goal_words(), (right, round(level) - height // 2), Type.SMALL, Ink.MUTED)

    def paint_ground(self, painter: QPainter) -> None:
        theme, box = self.theme, self.box()
        painter.fillRect(self.rect(), theme.colour(Ink.BAR))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Ink.GROUND))
        painter.drawRoundedRect(QRectF(box), theme.px(6), theme.px(6))
        line = self.line
        if line.end > line.start:
            self._paint_past(painter)
            self._paint_level(painter)
            self._paint_marks(painter)
            self._paint_now(painter)
        if self.hasFocus():
            focus_ring(painter, theme, box, theme.px(6))

    def note_at(self, at: QPoint) -> str:
        near = self.theme.px(6)
        found = [
            mark
            for heap in self.heaps()
            if self._mark_box(heap).left() - near <= at.x() <= self._mark_box(heap).right() + 2 * near
            for mark in heap
        ]
        found += [mark for mark in self._minor() if abs(self.left_of(mark.at) - at.x()) <= near // 2]
        said = [f"{ALARMS[mark.severity].word}: {mark.text}" for mark in found[:_LISTED]]
        return "\n".join([*said, *([f"and {len(found) - _LISTED} more"] if len(found) > _LISTED else [])])

    def heaps(self) -> list[tuple[Mark, ...]]:
        """The flags along the line, worst first; flags too close together share one sign.

        Agent flags are ticks below: on a large floor there is nearly always one.
        """
        heaps: list[list[Mark]] = []
        free_from = 0
        for mark in sorted(self.line.marks, key=lambda mark: mark.at):
            if mark.is_minor:
                continue
            left = self.left_of(mark.at)
            if not heaps or left >= free_from:
                heaps.append([])
                free_from = left + self.theme.px(_APART)
            heaps[-1].append(mark)
        return [tuple(sorted(heap, key=lambda mark: (-mark.severity, mark.at))) for heap in heaps]

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = 600_000 if large else 60_000
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -step, Qt.Key.Key_Right: step}
        if key in steps:
            at = min(max(self.line.now + steps[key], self.line.start), self.line.end)
            self.seek_requested.emit(at)
        elif key == Qt.Key.Key_Home:
            self.seek_requested.emit(self.line.start)
        else:
            super().keyPressEvent(event)

    def _seek(self, event: QMouseEvent) -> None:
        if self.line.end > self.line.start:
            self.seek_requested.emit(self.instant_at(event.position().toPoint().x()))

    def _goal_words(self) -> str:
        return f"goal {goal_share_text(self.line.target)}"

    def _inner(self) -> QRect:
        """The part of the box for the day; the goal is to its left, the last count to its right."""
        px = self.theme.px
        left = (
            self.theme.width(Type.SMALL, self._goal_words()) + px(18)
            if self.line.target is not None
            else px(8)
        )
        return self.box().adjusted(left, 0, -px(_APART - 4), 0)

    def _field(self) -> QRectF:
        """The part of the day's box for the line, above the marks."""
        inner, px = self._inner(), self.theme.px
        return QRectF(inner.left(), inner.top() + px(7), inner.width(), inner.height() - px(27))

    def _height_of(self, share: float) -> float:
        low, high = bounds([value for _, value in self.line.points], self.line.target)
        return (share - low) / (high - low) * self._field().height()

    def _paint_past(self, painter: QPainter) -> None:
        """When the view is not live, shade the day up to the instant shown."""
        if self.link is not Link.REWOUND:
            return
        box, now = self.box(), self.left_of(self.line.now)
        past = QRectF(now, box.top(), box.right() - now, box.height())
        painter.fillRect(past, self.theme.colour(Ink.TRACK))

    def _paint_level(self, painter: QPainter) -> None:
        theme, line, field = self.theme, self.line, self._field()
        if not line.points:
            return
        span = bounds([value for _, value in line.points], line.target)
        if line.target is not None:
            draw_goal(painter, field, line.target, span, theme.colour(Ink.FAINT), theme.px(1))
        length = line.end - line.start
        points = [((at - line.start) / length, value) for at, value in line.points]
        self._trace.draw(painter, field, points, span, QPen(theme.colour(Ink.ACCENT), 1.5 * theme.zoom))

    def _minor(self) -> list[Mark]:
        return [mark for mark in self.line.marks if mark.is_minor]

    def _paint_marks(self, painter: QPainter) -> None:
        theme, bottom = self.theme, self.box().bottom()
        for left in {self.left_of(mark.at) for mark in self._minor()}:
            painter.fillRect(
                QRect(left, bottom - theme.px(4), theme.px(1), theme.px(4)), theme.colour(Ink.MUTED)
            )
        for heap in self.heaps():
            draw_shape(painter, self.theme, heap[0].severity, self._mark_box(heap))

    def _mark_box(self, heap: tuple[Mark, ...]) -> QRectF:
        """Where the sign of *heap* is drawn: at its earliest flag, so that it cannot overlap the next."""
        side = self.theme.px(8)
        left = min(self.left_of(mark.at) for mark in heap) - side / 2
        return QRectF(left, self.box().bottom() - self.theme.px(5) - side, side, side)

    def _paint_now(self, painter: QPainter) -> None:
        theme, box = self.theme, self.box()
        now = self.left_of(self.line.now)
        rewound = self.link is Link.REWOUND
        width = theme.px(3 if rewound else 2)
        ink = Ink.ACCENT if rewound else Ink.TEXT
        painter.fillRect(QRect(now - width // 2, box.top(), width, box.height()), theme.colour(ink))
        if rewound:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(ink))
            painter.drawEllipse(QPointF(now, box.top() + theme.px(5)), theme.px(5), theme.px(5))
