"""The attention column: a card for each flag, worst first, to acknowledge or snooze."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from console.views.rows import Attention, AttentionCard, Figure, Severity
from widgets.accessibility.items import AccessibleItems
from widgets.explain.figure_pointer import explain_words, is_explain_key
from widgets.floor.floor_items import FlagItems, flag_name
from widgets.outside_text import action
from widgets.painting.icons import card as draw_card
from widgets.painting.icons import draw_shape, focus_ring
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.text_layout import TextLayout, wrapped
from widgets.painting.theme import ALARMS, Ink, Theme, Type

SNOOZES = ((300, "5 minutes"), (900, "15 minutes"), (3600, "1 hour"))
MOST_LINES = 3


class FlagCard(PaintedWidget):
    """The card of one flag. Enter opens its agent or queue, A acknowledges, S snoozes, R shows the floor when
    the flag rose (`rise_requested`, ms), ? explains the figure it names (`explained`).
    """

    acknowledged = Signal(str)
    snoozed = Signal(str, int)
    opened = Signal(str)
    rise_requested = Signal(object)
    explained = Signal(object)

    def __init__(self, theme: Theme, card: AttentionCard, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.card = card
        self.accessible = FlagItems(lambda: self.card, self.opened.emit)
        self._air, self._button_height = 10, 28
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.acknowledge = QPushButton("Acknowledge", self)
        self.acknowledge.setObjectName("primary")
        self.acknowledge.clicked.connect(lambda: self.acknowledged.emit(self.card.id))
        self.snooze = QPushButton("Snooze", self)
        menu = QMenu(self.snooze)
        for seconds, words in SNOOZES:
            action = menu.addAction(f"For {words}")
            action.triggered.connect(lambda _=False, s=seconds: self.snoozed.emit(self.card.id, s))
        self.snooze.setMenu(menu)
        self.show_card(card)

    def show_card(self, card: AttentionCard) -> None:
        """Show *card*, a newer state of the same flag."""
        before, self.card = self.card, card
        name = flag_name(card)
        self.setAccessibleName(name)
        self.acknowledge.setVisible(not card.acknowledged)
        self.acknowledge.setAccessibleName(f"Acknowledge {name}")
        self.snooze.setAccessibleName(f"Snooze {name}")
        self._place_buttons()
        if before is not card and (before.severity, before.acknowledged) == (
            card.severity,
            card.acknowledged,
        ):
            self.refresh()
        else:
            self.touch()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._place_buttons()

    def set_compact(self, compact: bool) -> None:
        """Use less height, for low windows."""
        self._air, self._button_height = (6, 24) if compact else (10, 28)
        self._place_buttons()
        self.touch()

    def has_keyboard(self) -> bool:
        """Whether the card or one of its buttons has the focus."""
        return any(part.hasFocus() for part in (self, self.acknowledge, self.snooze))

    def heightForWidth(self, width: int) -> int:
        theme, px = self.theme, self.theme.px
        room = width - px(30)
        lines = len(wrapped(theme, Type.WORD, self.card.why, room, MOST_LINES))
        what = len(wrapped(theme, Type.LARGE_WORD, self.card.what, room - px(14), 2))
        texts = theme.height(Type.TITLE) + what * theme.height(Type.LARGE_WORD)
        air = 2 * px(self._air) + px(8) + px(self._button_height)
        return texts + lines * theme.height(Type.WORD) + air

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(300), self.heightForWidth(self.width()))

    def set_lines(self, setter: TextLayout) -> None:
        theme, px, card = self.theme, self.theme.px, self.card
        left, right, top = px(16), self.width() - px(14), px(self._air)
        age = setter.right(card.age, (right, top + px(2)), Type.WORD, Ink.MUTED)
        setter.left(card.who, (left, top), Type.TITLE, Ink.TEXT, age.left() - px(10) - left)
        top += theme.height(Type.TITLE) + px(2)
        ink = Ink.MUTED if card.acknowledged else ALARMS[card.severity].ink
        shift = px(14)
        top = setter.paragraph(card.what, (left + shift, top), Type.LARGE_WORD, ink, right - left - shift, 2)
        top += px(2)
        setter.paragraph(card.why, (left, top), Type.WORD, Ink.MUTED, right - left, MOST_LINES)
        if card.acknowledged:
            words = "acknowledged"
            middle = self.height() - px(self._air) - px(self._button_height) // 2
            at = middle - theme.height(Type.SMALL) // 2
            setter.left(words, (left, at), Type.SMALL, Ink.FAINT)

    def paint_ground(self, painter: QPainter) -> None:
        super().paint_ground(painter)
        theme, px = self.theme, self.theme.px
        rect = self.rect().adjusted(0, 0, -1, -1)
        alarm = ALARMS[Severity.NONE if self.card.acknowledged else self.card.severity]
        draw_card(painter, theme, rect, alarm.fill, alarm.edge, px(8))
        ink = Ink.FAINT if self.card.acknowledged else alarm.edge
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ink))
        painter.drawRoundedRect(QRect(px(2), px(9), px(3), rect.height() - px(18)), px(1.5), px(1.5))
        top = px(self._air) + theme.height(Type.TITLE) + px(2)
        side = px(8)
        middle = top + theme.height(Type.LARGE_WORD) // 2
        draw_shape(
            painter, theme, self.card.severity, QRect(px(16), middle - side // 2, side, side).toRectF()
        )
        if self.hasFocus():
            focus_ring(painter, theme, rect, px(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self.heightForWidth(self.width()))
        self._place_buttons()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_A and not self.card.acknowledged:
            self.acknowledged.emit(self.card.id)
        elif key == Qt.Key.Key_S:
            self.snooze.showMenu()
        elif key == Qt.Key.Key_R:
            self.rise_requested.emit(self.card.since)
        elif self.card.figure is not None and is_explain_key(event):
            self.explained.emit(self.card.figure)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.card.scope)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.opened.emit(self.card.scope)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        card, menu = self.card, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not card.acknowledged:
            menu.addAction("Acknowledge\tA").triggered.connect(lambda: self.acknowledged.emit(card.id))
        for seconds, words in SNOOZES:
            snooze = menu.addAction(f"Snooze for {words}")
            snooze.triggered.connect(lambda _=False, s=seconds: self.snoozed.emit(card.id, s))
        menu.addSeparator()
        if card.figure is not None:
            explain = action(explain_words(card.figure), menu)
            explain.setText(f"{explain.text()}\t?")
            explain.triggered.connect(lambda: self.explained.emit(card.figure))
            menu.addAction(explain)
        rise = menu.addAction("Show the floor when this flag rose\tR")
        rise.triggered.connect(lambda: self.rise_requested.emit(card.since))
        menu.popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _place_buttons(self) -> None:
        px = self.theme.px
        self.setFixedHeight(self.heightForWidth(self.width()))
        height = px(self._button_height)
        top = self.height() - px(self._air) - height
        left = px(16)
        if self.card.acknowledged:
            left += self.theme.width(Type.SMALL, "acknowledged") + px(12)
        else:
            width = self.theme.width(Type.WORD, "Acknowledge") + px(28)
            self.acknowledge.setGeometry(left, top, width, height)
            left += width + px(8)
        width = self.theme.width(Type.WORD, "Snooze") + px(40)
        self.snooze.setGeometry(left, top, width, height)


class QuietNote(PaintedWidget):
    """The text below the cards, or in their place when there are none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._text = ""
        self._well = False

    def show_note(self, text: str, well: bool) -> None:
        """Show *text*, below the heading "All is well" if *well*."""
        self.setVisible(bool(text) or well)
        if (text, well) == (self._text, self._well):
            return
        self._text, self._well = text, well
        self.setAccessibleName(text)
        self.touch()

    def sizeHint(self) -> QSize:
        return QSize(0, self.theme.px(84))

    def set_lines(self, setter: TextLayout) -> None:
        px, top = self.theme.px, self.theme.px(6)
        room = self.width() - px(8)
        if self._well:
            setter.left("All is well", (0, top), Type.TITLE, Ink.TEXT, room)
            top += self.theme.height(Type.TITLE) + px(4)
        text = self._text or "Nothing needs attention."
        setter.paragraph(text, (0, top), Type.WORD, Ink.MUTED, room)


class AttentionColumn(QWidget):
    """The cards of all flags. A flag keeps its card widget while it is shown, so that the focus stays."""

    acknowledged = Signal(str)
    snoozed = Signal(str, int)
    opened = Signal(str)
    rise_requested = Signal(object)
    explained = Signal(object)
    rest_requested = Signal(bool)
    accessible = AccessibleItems()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ground")
        self.setAccessibleName("Attention")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.theme = theme
        self.attention = Attention()
        self.cards: dict[str, FlagCard] = {}
        self._compact = False
        self.rest = QPushButton(self)
        self.rest.setObjectName("link")
        self.rest.clicked.connect(lambda: self.rest_requested.emit(self.attention.more > 0))
        self.note = QuietNote(theme, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.rest, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.note)
        self._column.addStretch(1)
        self.rest.hide()
        self._space()

    def show_attention(self, attention: Attention) -> None:
        """Show the cards of *attention* in order, and how many more there are."""
        if attention == self.attention and (self.cards or not attention.cards):
            self.note.show_note(attention.quiet, not attention.total and not attention.cards)
            return
        before, self.attention = self.attention, attention
        wanted = {card.id: card for card in attention.cards}
        stood = self._stood_on(before.cards)
        for flag in [flag for flag in self.cards if flag not in wanted]:
            gone = self.cards.pop(flag)
            if gone.has_keyboard():
                self.setFocus()
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for number, card in enumerate(attention.cards):
            widget = self.cards.get(card.id)
            if widget is None:
                widget = self._new_card(card)
            elif widget.card != card:
                widget.show_card(card)
            if self._column.indexOf(widget) != number:
                self._column.removeWidget(widget)
                self._column.insertWidget(number, widget)
                widget.show()
        self._focus_on_next(*stood)
        more = attention.more
        self.rest.setText(f"and {more} more" if more else "show only the worst")
        self.rest.setVisible(more > 0 or len(attention.cards) > 5)
        self.note.show_note(attention.quiet, not attention.total and not attention.cards)

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self.theme = theme
        self._space()
        self.note.set_theme(theme)
        for card in self.cards.values():
            card.set_theme(theme)

    def set_compact(self, compact: bool) -> None:
        """Make the cards lower, so that five fit in a low window."""
        if compact != self._compact:
            self._compact = compact
            self._space()
            for card in self.cards.values():
                card.set_compact(compact)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go to the card above or below the one with the focus."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        cards = [self.cards[card.id] for card in self.attention.cards]
        here = next((place for place, card in enumerate(cards) if card.has_keyboard()), -1)
        if step is None or here < 0:
            super().keyPressEvent(event)
        elif 0 <= here + step < len(cards):
            cards[here + step].setFocus(Qt.FocusReason.OtherFocusReason)

    def take_focus(self) -> None:
        """Focus the worst card, or the column if it has none."""
        first = next((self.cards[card.id] for card in self.attention.cards), None)
        (first or self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def placed_figures(self) -> list[tuple[Figure, QRect]]:
        """The count of hidden flags; the cards' own figures are part of their text."""
        more = self.attention.more
        if not more or self.rest.isHidden():
            return []
        figure = Figure("flags.more", "floor", f"{more}", more, label="Hidden flags")
        return [(figure, self.rest.geometry())]

    def _stood_on(self, cards: Sequence[AttentionCard]) -> tuple[int, str]:
        """Index and id of the focused card among *cards*, unless it is acknowledged."""
        for place, card in enumerate(cards):
            if not card.acknowledged and self.cards[card.id].has_keyboard():
                return place, card.id
        return -1, ""

    def _focus_on_next(self, place: int, flag: str) -> None:
        """If the focused *flag* was answered or is gone, focus the card now at its *place*."""
        cards, held = self.attention.cards, self.cards.get(flag)
        if place >= 0 and cards and (held is None or held.card.acknowledged):
            self.cards[cards[min(place, len(cards) - 1)].id].setFocus()

    def _new_card(self, card: AttentionCard) -> FlagCard:
        widget = FlagCard(self.theme, card, self)
        widget.acknowledged.connect(self.acknowledged)
        widget.snoozed.connect(self.snoozed)
        widget.opened.connect(self.opened)
        widget.rise_requested.connect(self.rise_requested)
        widget.explained.connect(self.explained)
        widget.set_compact(self._compact)
        self.cards[card.id] = widget
        return widget

    def _space(self) -> None:
        self._column.setSpacing(self.theme.px(6 if self._compact else 10))
