"""The agent drawer, over the attention column: the agent's day, metrics and flags."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from console.views.rows import AgentDrawer, AttentionCard, Figure, Measure, Severity, Stretch
from console.views.text import timer_text
from widgets.details.side_drawer import SideDrawer
from widgets.painting.icons import draw_band, draw_shape, draw_stretch
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import ALARMS, Ink, Theme, Type

NOBODY = AgentDrawer("", "", "", "", "", "", 0, 0, 0)
_WORKING = ("on_queue",)


class AgentSheet(PaintedWidget):
    """The drawer's content, painted in one pass."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.row = NOBODY
        self.setAccessibleName("Agent")
        self._day = QRect()
        self._signs: list[tuple[Severity, QRect]] = []
        self._band = QRect()
        self._rules: list[int] = []

    def show_row(self, row: AgentDrawer) -> None:
        """Show *row*."""
        if row == self.row:
            return
        self.row = row
        self.setAccessibleName(row.name)
        flags = ". ".join(f"{card.word}: {card.what}" for card in row.flags)
        measures = ", ".join(f"{one.label} {one.own.text}" for one in row.measures)
        self.setAccessibleDescription(". ".join((row.about, row.doing, row.adherence, flags, measures)))
        self.touch()
        self._grow()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._grow()

    def sizeHint(self) -> QSize:
        lines = self.lines()
        return QSize(self.theme.px(300), max((line.rect.bottom() for line in lines), default=0) + self._gap)

    def set_lines(self, setter: TextLayout) -> None:
        row, theme, px = self.row, self.theme, self.theme.px
        self._signs, self._rules = [], []
        left, right, top = px(16), self.width() - px(16), px(2)
        top = setter.paragraph(row.about, (left, top), Type.WORD, Ink.MUTED, right - left, 3) + px(12)
        self._band = QRect(left, top + px(1), px(4), theme.height(Type.TITLE) - px(2))
        times = () if row.time is None else (row.time,)
        setter.sentence(row.doing, times, (left + px(12), top), Type.TITLE, Ink.TEXT, right - left - px(12))
        top += theme.height(Type.TITLE) + px(3)
        text = row.adherence or "no schedule"
        top = setter.paragraph(text, (left + px(12), top), Type.WORD, Ink.MUTED, right - left - px(12), 2)
        top = self._set_flags(setter, row.flags, left, right, top + px(14))
        top = self._set_day(setter, left, right, top)
        self._set_measures(setter, row.measures, left, right, top)

    def paint_ground(self, painter: QPainter) -> None:
        self.lines()
        theme = self.theme
        painter.fillRect(self.rect(), theme.colour(Ink.CARD))
        if not self.row.id:
            return
        draw_band(painter, theme, self.row.state, self._band)
        for severity, rect in self._signs:
            draw_shape(painter, theme, severity, QRectF(rect))
        painter.setPen(QPen(theme.colour(Ink.EDGE), 1.0))
        for top in self._rules:
            painter.drawLine(theme.px(16), top, self.width() - theme.px(16), top)
        self._paint_day(painter)

    def note_at(self, at: QPoint) -> str:
        for stretch, rect in self.stretches():
            if rect.contains(at):
                return f"{stretch.text} for {timer_text((stretch.end - stretch.start) / 1000)}"
        return super().note_at(at)

    def stretches(self) -> list[tuple[Stretch, QRect]]:
        """Every span of the day line with its rectangle: schedule, states, then contacts in lanes."""
        self.lines()
        row, px, day = self.row, self.theme.px, self._day
        found = [(one, self._between(one, day.top(), px(16))) for one in row.schedule]
        found += [(one, self._between(one, day.top() + px(22), px(18))) for one in row.states]
        for one in row.contacts:
            top = day.top() + px(46) + one.lane * px(10)
            found.append((one, self._between(one, top, px(8))))
        return [(one, rect) for one, rect in found if one.end > row.start and one.start < row.end]

    def left_of(self, at: int) -> int:
        """The x position in pixels of the instant *at* (ms) on the day line."""
        row, day = self.row, self._day
        share = (at - row.start) / max(1, row.end - row.start)
        return day.left() + round(min(max(share, 0.0), 1.0) * day.width())

    def _set_flags(
        self, setter: TextLayout, flags: Iterable[AttentionCard], left: int, right: int, top: int
    ) -> int:
        theme, px = self.theme, self.theme.px
        for card in flags:
            side, alarm = px(8), ALARMS[card.severity]
            middle = top + theme.height(Type.LARGE_WORD) // 2
            self._signs.append((card.severity, QRect(left, middle - side // 2, side, side)))
            age = setter.right(card.age, (right, top + px(1)), Type.WORD, Ink.MUTED)
            words = f"{card.what} · acknowledged" if card.acknowledged else card.what
            start = left + px(14)
            room = age.left() - px(8) - start
            top = setter.paragraph(words, (start, top), Type.LARGE_WORD, alarm.ink, room, 2)
            top = setter.paragraph(card.why, (start, top), Type.WORD, Ink.MUTED, right - start, 3) + px(10)
        return top

    def _set_day(self, setter: TextLayout, left: int, right: int, top: int) -> int:
        row, theme, px = self.row, self.theme, self.theme.px
        self._rules.append(top)
        top += px(10)
        setter.left("Today", (left, top), Type.HEADING)
        setter.right("scheduled · state · contacts", (right, top + px(1)), Type.SMALL, Ink.FAINT)
        top += theme.height(Type.HEADING) + px(8)
        lanes = max((one.lane for one in row.contacts), default=0) + 1
        self._day = QRect(left, top, right - left, px(46) + lanes * px(10))
        self._set_words_in_day(setter)
        below, free_from = self._day.bottom() + px(4), left
        for at, text in row.ticks:
            width = theme.width(Type.SMALL, text)
            start = min(max(self.left_of(at) - width // 2, left), right - width)
            if row.start <= at <= row.end and start >= free_from:
                setter.left(text, (start, below), Type.SMALL, Ink.FAINT)
                free_from = start + width + px(10)
        return below + theme.height(Type.SMALL) + px(12)

    def _set_words_in_day(self, setter: TextLayout) -> None:
        """The scheduled activity, where its name fits in its span."""
        for one in self.row.schedule:
            rect = self._between(one, self._day.top(), self.theme.px(16))
            width = self.theme.width(Type.TINY, one.text)
            if width + self.theme.px(8) <= rect.width():
                at = (
                    rect.left() + self.theme.px(4),
                    rect.center().y() - self.theme.height(Type.TINY) // 2 + 1,
                )
                setter.left(one.text, at, Type.TINY, Ink.MUTED)

    def _set_measures(
        self, setter: TextLayout, measures: Iterable[Measure], left: int, right: int, top: int
    ) -> None:
        theme, px, row = self.theme, self.theme.px, self.row
        self._rules.append(top)
        top += px(10)
        team, own = right, right - px(84)
        setter.left("Metrics", (left, top), Type.HEADING)
        setter.right("team", (team, top + px(1)), Type.SMALL, Ink.FAINT)
        setter.right("agent", (own, top + px(1)), Type.SMALL, Ink.FAINT)
        top += theme.height(Type.HEADING)
        setter.left(row.window, (left, top), Type.SMALL, Ink.FAINT, own - left - px(70))
        top += theme.height(Type.SMALL) + px(6)
        for one in measures:
            label = setter.left(one.label, (left, top), Type.TIME, Ink.MUTED)
            if one.own.goal:
                shift = theme.height(Type.TIME) - theme.height(Type.SMALL)
                setter.left(one.own.goal, (label.right() + px(8), top + shift), Type.SMALL, Ink.FAINT)
            self._set_number(setter, one.own, own, top, Type.NAME, Ink.TEXT)
            if one.team is not None:
                self._set_number(setter, one.team, team, top, Type.TIME, Ink.MUTED)
            top += theme.height(Type.TIME) + px(6)

    def _set_number(
        self, setter: TextLayout, figure: Figure, right: int, top: int, kind: Type, calm: Ink
    ) -> None:
        setter.figure(figure, (right, top), kind, from_right=True, calm=calm)

    def _between(self, stretch: Stretch, top: int, height: int) -> QRect:
        left = self.left_of(stretch.start)
        return QRect(left, top, max(1, self.left_of(stretch.end) - left), height)

    def _paint_day(self, painter: QPainter) -> None:
        theme, px, day, row = self.theme, self.theme.px, self._day, self.row
        for one, rect in self.stretches():
            if one in row.states:
                draw_stretch(painter, theme, one.kind, rect)
                continue
            inset = QRectF(rect).adjusted(0, 0, -1 if rect.width() > px(3) else 0, 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(self._ink_of(one)))
            painter.drawRoundedRect(inset, min(px(2), inset.width() / 2), px(2))
        now = self.left_of(row.now)
        painter.fillRect(
            QRect(now - px(1), day.top() - px(3), px(2), day.height() + px(4)), theme.colour(Ink.TEXT)
        )

    def _ink_of(self, stretch: Stretch) -> Ink:
        if stretch.kind == "contact":
            return Ink.FILLED
        return Ink.TRACK if stretch.kind in _WORKING else Ink.RAISED

    @property
    def _gap(self) -> int:
        return self.theme.px(16)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._grow()

    def _grow(self) -> None:
        self.setMinimumHeight(self.sizeHint().height())


class Drawer(SideDrawer):
    """The agent drawer, over the right side of its parent. `why_requested` carries the agent whose state is
    to be explained."""

    why_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.sheet = AgentSheet(theme)
        super().__init__(theme, parent, self.sheet, 400)
        self.why = QPushButton("Why this state? (?)", self)
        self.why.setObjectName("link")
        self.why.clicked.connect(lambda: self.why_requested.emit(self.sheet.row.id))
        self._column.addWidget(self.why, 0, Qt.AlignmentFlag.AlignLeft)

    def show_agent(self, row: AgentDrawer) -> None:
        """Show *row*; opens the drawer and takes the focus if it was closed."""
        if row.id != self.sheet.row.id:
            self.area.verticalScrollBar().setValue(0)
        self.sheet.show_row(row)
        self.open_with(row.name)

    def agent(self) -> str:
        """The id of the agent shown; empty while closed."""
        return "" if self.isHidden() else self.sheet.row.id
