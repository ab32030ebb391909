"""The queue column: a card for each queue in the view's order, navigated with the arrow keys."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from console.views.metric_words import card_words
from console.views.rows import Figure, QueueCard, Severity
from widgets.accessibility.items import note_current
from widgets.floor.floor_items import QueueItems
from widgets.floor.queues.queue_layout import QueueLayout
from widgets.floor.queues.queue_row import heading_lines, paint_row, set_row
from widgets.painting.icons import card as draw_card
from widgets.painting.icons import draw_shape, focus_ring
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.sparkline import Trace, bounds, draw_goal
from widgets.painting.text_layout import TextLayout, TextLine, figure_width, has_chip
from widgets.painting.theme import ALARMS, STEPS, Ink, Theme, Type

_SIGN = 8  # pixels at zoom 1 of the shape beside a figure


class _LaidCard(NamedTuple):
    """A card with its lines and the shapes beside its figures, laid out in `rect` and `places`."""

    card: QueueCard
    rect: QRect
    places: tuple[int, int, int]
    lines: list[TextLine]
    signs: list[tuple[Severity, QRect]]


class QueueColumn(PaintedWidget):
    """The queue cards in a column. `opened` carries the id of a queue that is chosen.

    `engaged_changed` is emitted when the pointer enters or leaves.
    """

    opened = Signal(str)
    engaged_changed = Signal(bool)
    focus_moved = Signal(QRect)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.setAccessibleName("Queues")
        self.accessible = QueueItems(self, self.opened.emit)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.cards: tuple[QueueCard, ...] = ()
        self._current = ""
        self._pointed = ""
        self._places = (0, 0, 0)
        self._room, self._has_groups = 0, False
        self._layout = QueueLayout(theme, (), 0, 0, False)
        self._laid = range(0)
        self._traces: dict[str, Trace] = {}
        self._laid_cards: dict[str, _LaidCard] = {}
        self._widths: dict[str, tuple[QueueCard, tuple[int, int, int]]] = {}

    @property
    def current_queue(self) -> str:
        """The id of the queue the keyboard is on."""
        return self._current

    def show_cards(self, cards: tuple[QueueCard, ...]) -> None:
        """Show *cards* in order."""
        if cards == self.cards:
            return
        before, self.cards = self.cards, cards
        self._lines = None
        before_layout, self._layout = self._layout, self._made_layout()
        has_moved = before_layout.items != self._layout.items
        if has_moved or [card.id for card in cards] != [card.id for card in before]:
            known = {card.id for card in cards}
            self._traces = {
                name: trace for name, trace in self._traces.items() if name.removesuffix(" then") in known
            }
            self._laid_cards = {queue: laid for queue, laid in self._laid_cards.items() if queue in known}
            self._widths = {queue: wide for queue, wide in self._widths.items() if queue in known}
            self.setMinimumHeight(self.sizeHint().height())
            self.update()
        elif self._columns() != self._places:
            self.update()
        else:
            for index, (old, new) in enumerate(zip(before, cards, strict=True)):
                if old is not new and old != new:
                    self.update(self.card_rect(index))

    def set_room(self, room: int) -> None:
        """Show as many queues as fit in *room* pixels at once, those that need attention as cards."""
        if room != self._room:
            self._room = room
            self._lay_out()

    def set_groups(self, has_groups: bool) -> None:
        """Show a heading above the queues of each channel, or not."""
        if has_groups != self._has_groups:
            self._has_groups = has_groups
            self._lay_out()

    def snapped(self, value: int, before: int) -> int:
        """The scroll position near *value* that cuts no queue, seen from *before*."""
        return self._layout.snapped(value, before)

    def _made_layout(self) -> QueueLayout:
        width = self.width() - self.theme.px(6)
        return QueueLayout(self.theme, self.cards, width, self._room, self._has_groups)

    def _lay_out(self) -> None:
        self._layout = self._made_layout()
        self._laid = range(0)
        self.setMinimumHeight(self.sizeHint().height())
        self.touch()

    def choose(self, queue: str) -> None:
        """Select the card of *queue* and scroll to it."""
        for index, card in enumerate(self.cards):
            if card.id == queue:
                self._focus_on(index)

    def card_at(self, at: QPoint | None) -> QueueCard | None:
        """The card at the position *at*; at None the current one."""
        if at is not None:
            index = self._index_at(at)
            return None if index is None else self.cards[index]
        return next((card for card in self.cards if card.id == self._current), None)

    def set_theme(self, theme: Theme) -> None:
        self._laid_cards.clear()
        self._widths.clear()
        super().set_theme(theme)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(262), self._layout.height)

    def card_rect(self, index: int) -> QRect:
        """The rectangle of the queue at *index*, a card or a row."""
        return self._layout.items[index].rect

    def set_lines(self, setter: TextLayout) -> None:
        self._places = self._columns()
        self._laid = self._in_sight()
        for index in self._laid:
            setter.lines += self._lay_card(index).lines
        for rect, text in self._headings_in_sight():
            setter.lines += heading_lines(self.theme, rect, text)

    def _headings_in_sight(self) -> list[tuple[QRect, str]]:
        seen = self.visibleRegion().boundingRect()
        return [(rect, text) for rect, text in self._layout.headings if seen.isEmpty() or seen.contains(rect)]

    def _lay_card(self, index: int) -> _LaidCard:
        """The card at *index* laid out: cached until it or its place changes."""
        card, rect = self.cards[index], self.card_rect(index)
        kept = self._laid_cards.get(card.id)
        if kept is not None and (kept.rect, kept.places) == (rect, self._places) and kept.card == card:
            return kept
        setter = TextLayout(self.theme)
        if self._layout.items[index].is_row:
            set_row(setter, card, rect)
        else:
            self._set_card(setter, card, rect)
        made = _LaidCard(card, rect, self._places, setter.lines, self._signs_beside(setter.lines))
        self._laid_cards[card.id] = made
        return made

    def lines(self) -> list[TextLine]:
        if self._laid != self._in_sight():  # scrolled
            self._lines = None
        return super().lines()

    def _in_sight(self) -> range:
        """The indices of the queues wholly in sight: only these are laid out and painted, and none is cut."""
        seen = self.visibleRegion().boundingRect()
        return range(len(self.cards)) if seen.isEmpty() else self._layout.whole(seen.top(), seen.bottom())

    def paint_ground(self, painter: QPainter) -> None:
        super().paint_ground(painter)
        self.lines()
        theme = self.theme
        for index in self._laid:
            card, rect = self.cards[index], self.card_rect(index)
            if not self.painted.intersects(rect):
                continue
            if self._layout.items[index].is_row:
                paint_row(painter, theme, card, rect, card.id == self._pointed)
            else:
                self._paint_card(painter, card, rect)
            if self.hasFocus() and card.id == self._current:
                focus_ring(painter, theme, rect, theme.px(8))
            for severity, box in self._lay_card(index).signs:
                draw_shape(painter, theme, severity, QRectF(box))

    def _paint_card(self, painter: QPainter, card: QueueCard, rect: QRect) -> None:
        theme, alarm = self.theme, ALARMS[card.severity]
        is_pointed = card.id == self._pointed and card.severity is Severity.NONE
        draw_card(painter, theme, rect, Ink.HOVER if is_pointed else alarm.fill, alarm.edge, theme.px(8))
        self._paint_trend(painter, card, rect)
        if card.severity is not Severity.NONE:
            side = theme.px(9)
            top = rect.bottom() - theme.px(12) - theme.height(Type.SMALL) // 2 - side // 2
            draw_shape(painter, theme, card.severity, QRectF(rect.left() + theme.px(14), top, side, side))

    def signs(self) -> list[tuple[Severity, QRect]]:
        """The shapes beside figures near or over a limit, where they fit."""
        self.lines()
        return [sign for index in self._laid for sign in self._lay_card(index).signs]

    def _signs_beside(self, lines: list[TextLine]) -> list[tuple[Severity, QRect]]:
        side = self.theme.px(_SIGN)
        right = self.width() - self.theme.px(14)
        found: list[tuple[Severity, QRect]] = []
        for line in lines:
            if line.figure is not None and line.figure.severity is not Severity.NONE and not line.chip:
                top = line.rect.center().y() - side // 2
                box = QRect(line.rect.right() + self.theme.px(4), top, side, side)
                if box.right() <= right and not any(box.intersects(other.rect) for other in lines):
                    found.append((line.figure.severity, box))
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ids = [card.id for card in self.cards]
        here = ids.index(self._current) if self._current in ids else 0
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Down: here + 1, Qt.Key.Key_Up: here - 1, Qt.Key.Key_Home: 0}
        if key in steps and ids:
            self._focus_on(min(max(0, steps[key]), len(ids) - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and ids:
            self.opened.emit(ids[here])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        if index is not None:
            self._focus_on(index)
            self.opened.emit(self.cards[index].id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().toPoint())
        self._point_at("" if index is None else self.cards[index].id)

    def enterEvent(self, event: QEvent) -> None:
        self.engaged_changed.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at("")
        self.engaged_changed.emit(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.cards and self._current not in [card.id for card in self.cards]:
            self._current = self.cards[0].id
        note_current(self)
        self._repaint(self._current)

    def _columns(self) -> tuple[int, int, int]:
        """Where longest wait, service level and trend start, aligned across all cards."""
        theme, gap = self.theme, self.theme.px(10)
        least = theme.width(Type.SMALL, "waiting"), theme.width(Type.SMALL, "longest"), 0
        first, second, last = map(max, zip(least, *map(self._widths_of, self.cards), strict=True))
        middle = theme.px(14) + first + gap
        third = middle + second + gap
        return middle, third, third + last + gap

    def _widths_of(self, card: QueueCard) -> tuple[int, int, int]:
        """The widths of a card's three figures, measured once."""
        kept = self._widths.get(card.id)
        if kept is not None and kept[0] is card:
            return kept[1]
        found = (
            self.theme.width(Type.COUNT, card.waiting.text),
            self._wide(card.longest_wait, self._wait_kind(card.longest_wait.text)),
            self._wide(card.service_level, Type.FIGURE),
        )
        self._widths[card.id] = card, found
        return found

    def _wide(self, figure: Figure, kind: Type) -> int:
        """Width of *figure* with the sign of its severity."""
        has_sign = figure.severity is not Severity.NONE and not has_chip(figure)
        return figure_width(self.theme, kind, figure) + (self.theme.px(_SIGN + 5) if has_sign else 0)

    def _wait_kind(self, text: str) -> Type:
        """Waits of hours use a smaller font: seconds matter less."""
        return Type.PLAIN_FIGURE if text.count(":") < 2 else Type.LONG_TIME

    def _set_card(self, setter: TextLayout, card: QueueCard, rect: QRect) -> None:
        theme, px = self.theme, self.theme.px
        left, right, top = rect.left() + px(14), rect.right() - px(14), rect.top() + px(9)
        middle, third, _ = self._places
        channel = setter.right(card.channel, (right, top + px(3)), Type.SMALL, Ink.FAINT)
        setter.left(card.name, (left, top), Type.TITLE, Ink.TEXT, channel.left() - px(8) - left)
        top += theme.height(Type.TITLE) + px(4)
        plain_top = top + theme.metrics(Type.COUNT).ascent() - theme.metrics(Type.FIGURE).ascent()
        below = top + theme.height(Type.COUNT)
        setter.figure(card.waiting, (left, top), Type.COUNT)
        setter.left("waiting", (left, below), Type.SMALL, Ink.MUTED)
        kind = self._wait_kind(card.longest_wait.text)
        wait_top = top + theme.metrics(Type.COUNT).ascent() - theme.metrics(kind).ascent()
        setter.figure(card.longest_wait, (middle, wait_top), kind)
        longest = setter.left("longest", (middle, below), Type.SMALL, Ink.MUTED)
        level_width = figure_width(theme, Type.FIGURE, card.service_level)
        setter.figure(card.service_level, (min(third, right - level_width), plain_top), Type.FIGURE)
        goal = card.service_level.goal
        goal_left = max(longest.right() + px(8), min(third, right - theme.width(Type.SMALL, goal)))
        setter.left(goal, (goal_left, below), Type.SMALL, Ink.MUTED, right - goal_left)
        self._set_last(setter, card, left, right, rect.bottom() - px(11) - theme.height(Type.SMALL))

    def _set_last(self, setter: TextLayout, card: QueueCard, left: int, right: int, top: int) -> None:
        free = setter.sentence(
            card.free_text, (card.free, card.staffed), (right, top), Type.SMALL, from_right=True
        )
        if card.severity is not Severity.NONE:
            theme = self.theme
            start = left + theme.px(14)
            room = free.left() - theme.px(8) - start
            alarm = ALARMS[card.severity]
            # Flags that do not fit still show in the colours and goals of the figures.
            words = card_words(card)
            missing = card.service_level.missing
            reason = f"{card.reason} · {missing}" if missing else card.reason
            text = _fitting(theme, reason, room) or _fitting(theme, words, room) or words
            setter.left(text, (start, top), Type.SMALL, alarm.ink, room)
        elif missing := card.service_level.missing:
            setter.left(missing, (left, top), Type.SMALL, Ink.MUTED, free.left() - self.theme.px(8) - left)

    def _paint_trend(self, painter: QPainter, card: QueueCard, rect: QRect) -> None:
        theme, px = self.theme, self.theme.px
        count = len(card.trend)
        left = self._places[2]
        top = rect.top() + px(9) + theme.height(Type.TITLE) + px(8)
        box = QRectF(left, top, rect.right() - px(14) - left, theme.height(Type.COUNT) - px(4))
        if count < 2 or box.width() < px(20):
            return
        span = bounds([*card.trend, *card.trend_then], card.target)
        if card.target is not None:
            draw_goal(painter, box, card.target, span, theme.colour(Ink.FAINT), px(1))
        severity = card.service_level.severity
        ink = ALARMS[severity].ink if severity is not Severity.NONE else Ink.TEXT
        if card.trend_then:  # below today's, and quieter
            then = [(index / (count - 1), value) for index, value in enumerate(card.trend_then)]
            pen = QPen(theme.colour(Ink.FAINT), 1.0 * theme.zoom)
            self._traces.setdefault(f"{card.id} then", Trace()).draw(painter, box, then, span, pen)
        points = [(index / (count - 1), value) for index, value in enumerate(card.trend)]
        trace = self._traces.setdefault(card.id, Trace())
        trace.draw(painter, box, points, span, QPen(theme.colour(ink), 1.4 * theme.zoom))

    def _index_at(self, at: QPoint) -> int | None:
        return self._layout.at(at)

    def _focus_on(self, index: int) -> None:
        before, self._current = self._current, self.cards[index].id
        self.focus_moved.emit(self.card_rect(index))
        note_current(self)
        self._repaint(before, self._current)

    def _point_at(self, queue: str) -> None:
        if queue != self._pointed:
            before, self._pointed = self._pointed, queue
            self._repaint(before, queue)

    def _repaint(self, *queues: str) -> None:
        """Repaint the cards of *queues*."""
        for index, card in enumerate(self.cards):
            if card.id in queues:
                self.update(self.card_rect(index))


def _fitting(theme: Theme, reason: str, room: int) -> str:
    """As many of the flags of *reason*, worst first, as fit in *room* pixels; empty if none fits.

    Where the worst one does not fit, it goes without its goal, which is beside its figure.
    """
    flags = reason.split(" · ")
    choices = [" · ".join(flags[:count]) for count in range(len(flags), 0, -1)]
    choices.append(flags[0].partition(",")[0])
    return next((text for text in choices if theme.width(Type.SMALL, text, STEPS[-1]) <= room), "")
