"""The time bar's plot: service level, goal, flags, gaps, and the mark of the instant shown."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from console.views.named_instant import day_text
from console.views.rows import DataGap, Link, Mark, MarkedSpan, TimeLine
from console.views.text import clock_text, goal_share_text
from widgets.accessibility.items import note_value
from widgets.details.mark_groups import grouped_marks, nearest_mark
from widgets.details.plot_axis import axis_labels
from widgets.details.plot_curves import PlotCurves
from widgets.details.time_items import TimeItems
from widgets.details.time_scale import TimeScale
from widgets.outside_text import show_tip
from widgets.painting.icons import draw_hatching, draw_shape, focus_ring
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.sparkline import bounds, value_ticks
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import Ink, Theme, Type
from widgets.past.marked_span import draw_marked_span
from widgets.past.plot_menu import offered_instants, open_plot_menu

_APART = 34  # width in pixels at zoom 1 of a flag sign and its count
_LISTED = 8  # most flags listed in a tooltip
_SNAP = 3  # pixels at zoom 1 from a flag's place at which a drag goes to the flag
NOTHING = TimeLine(0, 0, 0)


class TimePlot(PaintedWidget):
    """The day's line. Dragging or the arrow keys request an instant (`seek_requested`, ms).

    `pointed` carries the instant under the pointer (ms), None once it has left; `explain_requested` one whose
    service level is to be explained.
    """

    seek_requested = Signal(object)
    pointed = Signal(object)
    explain_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.line = NOTHING
        self.link = Link.LOADING
        self.hovered: int | None = None
        self.marked_span: MarkedSpan | None = None
        self._curves = PlotCurves()
        self._place = QPoint()
        self._goes_back = self._goes_on = False
        self._dragged: TimeScale | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("The day's service level; arrow keys move through time")
        self.accessible = TimeItems(self, self.seek_requested.emit)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)

    def show_time_line(self, line: TimeLine) -> None:
        """Show *line*."""
        if line != self.line:
            self.line = line
            self.touch()

    def show_now(self, at: int) -> None:
        """Mark the instant *at* (ms) on the line."""
        if not self.line.start <= at <= self.line.end or at == self.line.now:
            return
        has_moved = self.left_of(at) != self.left_of(self.line.now)
        self.line = replace(self.line, now=at)
        if has_moved:
            self.touch()
        else:
            self.refresh(self.theme.px(4))

    def show_link(self, link: Link) -> None:
        """Show whether the view is live or in the past."""
        if link is not self.link:
            self.link = link
            self.touch()

    def set_reach(self, goes_back: bool, goes_on: bool) -> None:
        """Set whether a drag may leave the line at its start, and at its end: another day is there."""
        self._goes_back, self._goes_on = goes_back, goes_on

    def show_figures_at(self, at: int, lines: list[str]) -> None:
        """Show *lines*, the figures of the instant *at* (ms), at the pointer if it is still there."""
        if self.hovered is not None and at == self.instant_at(self.hovered):
            self._show_note(lines)

    def show_span(self, span: MarkedSpan | None) -> None:
        """Mark the window of an account and its items; None marks nothing."""
        if span != self.marked_span:
            self.marked_span = span
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(300), self.theme.px(84))

    def box(self) -> QRect:
        """The rectangle the line is drawn in."""
        below = self.theme.height(Type.SMALL) + self.theme.px(4)
        return self.rect().adjusted(0, 0, -1, -below)

    def left_of(self, at: int) -> int:
        """The x position of the instant *at* (ms), in pixels."""
        return self._scale().left_of(at)

    def instant_at(self, left: int) -> int:
        """The instant in ms at the x position *left*, in pixels."""
        return self._scale().instant_at(left)

    def _scale(self) -> TimeScale:
        inner = self._inner()
        return TimeScale(self.line.start, self.line.end, inner.left(), inner.width())

    def instant_text(self, at: int) -> str:
        """The time of day of *at* (ms), after its day if that is not the day the line ends."""
        clock, day = clock_text(at, self.line.zone), day_text(at, self.line.zone, with_year=False)
        return clock if day == day_text(self.line.end, self.line.zone, with_year=False) else f"{day} {clock}"

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
        self._set_axis(setter)
        if self.line.end > self.line.start:
            label, text = self._label_box(), self.instant_text(self.line.now)
            ink = Ink.ON_ACCENT if self._is_past else Ink.TEXT
            setter.left(text, (label.left() + px(5), label.top()), Type.SMALL, ink)

    def _set_axis(self, setter: TextLayout) -> None:
        """The values of the axis, except where the goal stands."""
        line, height, right = (
            self.line,
            self.theme.height(Type.SMALL),
            self._inner().left() - self.theme.px(8),
        )
        if line.points:
            for level, words, ink in axis_labels(
                self._values(), line.target, self._goal_words(), self._level_of, height
            ):
                setter.right(words, (right, level - height // 2), Type.SMALL, ink)

    def paint_ground(self, painter: QPainter) -> None:
        theme, box = self.theme, self.box()
        painter.fillRect(self.rect(), theme.colour(Ink.BAR))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Ink.GROUND))
        painter.drawRoundedRect(QRectF(box), theme.px(6), theme.px(6))
        line = self.line
        if line.end > line.start:
            self._paint_past(painter)
            self._paint_gaps(painter)
            if self.marked_span is not None:
                draw_marked_span(painter, theme, box, self.left_of, self.marked_span)
            self._paint_level(painter)
            self._paint_marks(painter)
            self._paint_now(painter)
        if self.hasFocus():
            focus_ring(painter, theme, box, theme.px(6))

    def note_at(self, at: QPoint) -> str:
        found = self.marks_at(at)
        said = [f"{mark.word}: {mark.text}" for mark in found[:_LISTED]]
        near = self.theme.px(2)
        said += [
            gap.text for gap in self.line.gaps if self._span(gap).adjusted(-near, 0, near, 0).contains(at)
        ]
        return "\n".join([*said, *([f"and {len(found) - _LISTED} more"] if len(found) > _LISTED else [])])

    def marks_at(self, at: QPoint) -> list[Mark]:
        """The flags at the position *at*, worst first."""
        near = self.theme.px(6)
        found = [
            mark
            for heap in self.heaps()
            if self._mark_box(heap).left() - near <= at.x() <= self._mark_box(heap).right() + 2 * near
            for mark in heap
        ]
        return found + [mark for mark in self._minor() if abs(self.left_of(mark.at) - at.x()) <= near // 2]

    def offered_at(self, at: QPoint) -> list[tuple[int, str]]:
        """The instants that the menu at *at* offers (ms), with their texts."""
        return offered_instants(self.instant_at(at.x()), self.marks_at(at)[:_LISTED], self.instant_text)

    def heaps(self) -> list[tuple[Mark, ...]]:
        """The flags along the line, worst first; flags too close together share one sign.

        Agent flags are ticks below: on a large floor there is nearly always one.
        """
        major = [mark for mark in self.line.marks if not mark.is_minor]
        return grouped_marks(major, self.left_of, self.theme.px(_APART))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged = self._scale()
            self._seek(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._dragged = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(event.position().toPoint())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.pos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = QPoint(self.left_of(self.line.now), self.box().center().y())
        if self.line.end > self.line.start:
            open_plot_menu(
                self, place, self.offered_at(place), self.seek_requested.emit, self.explain_requested.emit
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = 600_000 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 60_000
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -step, Qt.Key.Key_Right: step}  # they cross midnight too
        if key in steps:
            at = self.line.now + steps[key]
            at = at if self._goes_back else max(at, self.line.start)
            at = at if self._goes_on else min(at, self.line.end)
            self.seek_requested.emit(at)
            note_value(self, (at - self.line.start) / 1000)
        elif key == Qt.Key.Key_Home:
            self.seek_requested.emit(self.line.start)
            note_value(self, 0.0)
        else:
            super().keyPressEvent(event)

    @property
    def _is_past(self) -> bool:
        """Whether what is shown is not the newest there is."""
        return self.link is Link.REWOUND or (self.link is Link.REPLAY and self.line.now < self.line.end)

    def _seek(self, event: QMouseEvent) -> None:
        if self.line.end > self.line.start:
            is_exact = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            left = event.position().toPoint().x()
            here = self.instant_at(left) if is_exact else self.snapped(left)
            beyond = self._instant_beyond(left)
            self.seek_requested.emit(here if beyond is None else beyond)

    def _instant_beyond(self, left: int) -> int | None:
        """The instant at *left* if that is beside the line that was pressed, on another day; else None.

        A drag keeps the scale it began with, whatever day is shown meanwhile.
        """
        drag, shown, inner = self._dragged, self._scale(), self._inner()
        is_beside = (self._goes_back and left < inner.left()) or (self._goes_on and left > inner.right())
        if drag is None or (drag.overlaps(shown) and not is_beside):
            return None
        return drag.instant_at(left, clamped=False)

    def snapped(self, left: int) -> int:
        """The instant at the x position *left*: of the flag there, if there is one."""
        marks = (mark for heap in self.heaps() for mark in heap)
        found = nearest_mark(marks, self.left_of, left, self.theme.px(_SNAP))
        return self.instant_at(left) if found is None else found.at

    def _point(self, at: QPoint | None) -> None:
        """Note where the pointer is."""
        left = None if at is None or self.line.end <= self.line.start else at.x()
        if at is not None:
            self._place = at
        if left == self.hovered:
            return
        for place in (self.hovered, left):
            if place is not None:
                self.update(QRect(place - 2, 0, 4, self.height()))
        self.hovered = left
        self.pointed.emit(None if left is None else self.instant_at(left))
        self._show_note([])

    def _show_note(self, lines: list[str]) -> None:
        """Show the instant under the pointer with *lines* and the flags there."""
        if self.hovered is None:
            show_tip(QPoint(), "", self)
            return
        said = [self.instant_text(self.instant_at(self.hovered)), *lines, self.note_at(self._place)]
        show_tip(self.mapToGlobal(self._place), "\n".join(filter(None, said)), self)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return True  # shown at once, as the pointer moves
        return super().event(event)

    def _goal_words(self) -> str:
        return f"goal ≥ {goal_share_text(self.line.target)}"

    def _values(self) -> list[float]:
        return value_ticks(*self._bounds())

    def _bounds(self) -> tuple[float, float]:
        """The lowest and highest value on the axis."""
        return bounds([value for _, value in (*self.line.points, *self.line.earlier)], self.line.target)

    def _inner(self) -> QRect:
        """The part of the box for the day; the axis is to its left, the last count to its right."""
        px = self.theme.px
        widest = self._goal_words() if self.line.target is not None else "100 %" * bool(self.line.points)
        left = self.theme.width(Type.SMALL, widest) + px(18) if widest else px(8)
        return self.box().adjusted(left, 0, -px(_APART - 4), 0)

    def _field(self) -> QRectF:
        """The part of the day's box for the line, above the marks."""
        inner, px = self._inner(), self.theme.px
        return QRectF(inner.left(), inner.top() + px(7), inner.width(), inner.height() - px(27))

    def _level_of(self, share: float) -> int:
        """The y position of *share*, in pixels."""
        low, high = self._bounds()
        field = self._field()
        return round(field.bottom() - (share - low) / (high - low) * field.height())

    def _label_box(self) -> QRect:
        """Where the instant shown is written: at the top, beside its mark, inside the box."""
        theme, px, box = self.theme, self.theme.px, self.box()
        width = theme.width(Type.SMALL, self.instant_text(self.line.now)) + px(10)
        left = min(self.left_of(self.line.now) - width // 2, box.right() - px(2) - width)
        left = max(left, self._inner().left())
        return QRect(left, box.top() + px(2), width, theme.height(Type.SMALL) + px(2))

    def _paint_past(self, painter: QPainter) -> None:
        """When the view is not live, shade the day up to the instant shown."""
        if self.link is not Link.REWOUND:
            return
        box, now = self.box(), self.left_of(self.line.now)
        painter.fillRect(box.adjusted(now - box.left(), 0, -1, 0), self.theme.colour(Ink.TRACK))

    def _paint_gaps(self, painter: QPainter) -> None:
        """Hatch the spans without data; the shortest can still be seen."""
        for gap in self.line.gaps:
            draw_hatching(painter, self.theme, QRectF(self._span(gap)))

    def _span(self, gap: DataGap) -> QRect:
        """Where *gap* is drawn."""
        left, right, box = self.left_of(gap.start), self.left_of(gap.end), self.box()
        return QRect(left, box.top(), max(self.theme.px(3), right - left), box.height())

    def _paint_level(self, painter: QPainter) -> None:
        theme, field = self.theme, self._field()
        if self.line.points:
            for value in self._values():
                grid = QRectF(field.left(), self._level_of(value), field.width(), theme.px(1))
                painter.fillRect(grid, theme.colour(Ink.EDGE))
            self._curves.paint(painter, theme, field, self.line, self._bounds())

    def _minor(self) -> list[Mark]:
        return [mark for mark in self.line.marks if mark.is_minor]

    def _paint_marks(self, painter: QPainter) -> None:
        theme, bottom = self.theme, self.box().bottom()
        for left in {self.left_of(mark.at) for mark in self._minor()}:
            tick = QRect(left, bottom - theme.px(4), theme.px(1), theme.px(4))
            painter.fillRect(tick, theme.colour(Ink.MUTED))
        for heap in self.heaps():
            draw_shape(painter, self.theme, heap[0].severity, self._mark_box(heap))

    def _mark_box(self, heap: tuple[Mark, ...]) -> QRectF:
        """Where the sign of *heap* is drawn: at its earliest flag, so that it cannot overlap the next."""
        side = self.theme.px(8)
        left = min(self.left_of(mark.at) for mark in heap) - side / 2
        return QRectF(left, self.box().bottom() - self.theme.px(5) - side, side, side)

    def _paint_now(self, painter: QPainter) -> None:
        theme, box = self.theme, self.box()
        if self.hovered is not None:
            painter.fillRect(QRect(self.hovered, box.top(), 1, box.height()), theme.colour(Ink.MUTED))
        now = self.left_of(self.line.now)
        width = theme.px(3 if self._is_past else 2)
        ink = Ink.ACCENT if self._is_past else Ink.TEXT
        painter.fillRect(QRect(now - width // 2, box.top(), width, box.height()), theme.colour(ink))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(Ink.ACCENT_FILL if self._is_past else Ink.RAISED))
        painter.drawRoundedRect(QRectF(self._label_box()), theme.px(3), theme.px(3))
