"""The band of a timeline: waits, offers, talks and holds on one line, to scale, with the instant shown."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from console.views.explain.explained_rows import EventList
from console.views.rows import Stretch
from console.views.text import clock_text, measured_text
from widgets.painting.icons import draw_stretch
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import Ink, Theme, Type

NO_EVENTS = EventList("", "", "", (), 0, 0, 0, "UTC")
_HIGH, _GAP = 14, 6  # pixels at zoom 1 of a lane's band, and between it and its neighbours
WAITING = "waiting"


class EventBand(PaintedWidget):
    """Painted in one pass; hovering shows what a stretch is, when and for how long."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.row = NO_EVENTS
        self._day = QRect()

    def show_row(self, row: EventList) -> None:
        """Show *row*."""
        if row != self.row:
            self.row = row
            self.setAccessibleName(row.title)
            said = [*row.about, *(self._said(one) for one in row.stretches)]
            self.setAccessibleDescription(". ".join(said))
            self.touch()
            self._grow()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._grow()

    def sizeHint(self) -> QSize:
        below = max((line.rect.bottom() for line in self.lines()), default=0)
        return QSize(self.theme.px(300), max(below, self._day.bottom()) + self.theme.px(10))

    def stretches(self) -> list[tuple[Stretch, QRect]]:
        """Every stretch with its rectangle."""
        self.lines()
        px, top, pitch = self.theme.px, self._day.top(), self._pitch
        found = []
        for one in self.row.stretches:
            left = self.left_of(one.start)
            width = max(px(2), self.left_of(one.end) - left)
            found.append(
                (one, QRect(left, top + one.lane * pitch + pitch - px(_HIGH + _GAP), width, px(_HIGH)))
            )
        return found

    @property
    def _pitch(self) -> int:
        """From one lane to the next, in pixels: its words above its band."""
        return self.theme.height(Type.SMALL) + self.theme.px(2 + _HIGH + _GAP)

    def left_of(self, at: int) -> int:
        """The x position in pixels of the instant *at* (ms)."""
        row, day = self.row, self._day
        share = (at - row.start) / max(1, row.end - row.start)
        return day.left() + round(min(max(share, 0.0), 1.0) * day.width())

    def set_lines(self, setter: TextLayout) -> None:
        row, theme, px = self.row, self.theme, self.theme.px
        left, right, top = px(16), self.width() - px(16), px(2)
        for words in row.about:
            top = setter.paragraph(words, (left, top), Type.WORD, Ink.MUTED, right - left, 2) + px(2)
        top += px(8)
        if not row.stretches:
            self._day = QRect(left, top, right - left, 0)
            return
        lanes = max(one.lane for one in row.stretches) + 1
        self._day = QRect(left, top, right - left, self._pitch * lanes - px(_GAP))
        for one in row.stretches:
            start, width = self.left_of(one.start), self.left_of(one.end) - self.left_of(one.start)
            if theme.width(Type.SMALL, one.text) + px(4) <= width:
                setter.left(one.text, (start, top + one.lane * self._pitch), Type.SMALL, Ink.MUTED)
        below, free_from = self._day.bottom() + px(5), left
        for at_ms, text in row.ticks:
            width = theme.width(Type.SMALL, text)
            start = min(max(self.left_of(at_ms) - width // 2, left), right - width)
            if start >= free_from:
                setter.left(text, (start, below), Type.SMALL, Ink.FAINT)
                free_from = start + width + px(10)

    def paint_ground(self, painter: QPainter) -> None:
        self.lines()
        theme, px = self.theme, self.theme.px
        painter.fillRect(self.rect(), theme.colour(Ink.CARD))
        for one, rect in self.stretches():
            if one.kind == WAITING:
                painter.setPen(QPen(theme.colour(Ink.FAINT), px(1), Qt.PenStyle.DashLine))
                painter.setBrush(theme.colour(Ink.TRACK))
                painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), px(3), px(3))
            else:
                draw_stretch(painter, theme, one.kind, rect)
        if self.row.stretches and self.row.start <= self.row.now <= self.row.end:
            left, day = self.left_of(self.row.now), self._day
            mark = QRect(left - px(1), day.top() - px(3), px(2), day.height() + px(6))
            painter.fillRect(mark, theme.colour(Ink.TEXT))

    def note_at(self, at: QPoint) -> str:
        for one, rect in self.stretches():
            if rect.contains(at):
                return self._said(one)
        return super().note_at(at)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._grow()

    def _said(self, one: Stretch) -> str:
        here = ZoneInfo(self.row.time_zone)
        lasted = measured_text((one.end - one.start) / 1000)
        return f"{one.text}: {clock_text(one.start, here)} – {clock_text(one.end, here)}, {lasted}"

    def _grow(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
