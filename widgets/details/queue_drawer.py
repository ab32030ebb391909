"""The queue drawer: service level in all variants, and every contact counted or excluded."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from console.views.rows import Figure, QueueAccount, Severity, StayRow
from widgets.details.side_drawer import SideDrawer
from widgets.painting.icons import card, draw_shape
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import ALARMS, Ink, Theme, Type

NO_QUEUE = QueueAccount("", "", "", "", Figure("", "", "", None), "", (), "", "", 0.0)
WIDE, NARROW = 520, 440  # pixels at zoom 1
_ACROSS = 3  # variants side by side
_LONGEST = 4.0  # thresholds that a bar shows; longer waits are cut there


class AccountSheet(PaintedWidget):
    """The drawer's content, painted in one pass. `variant_chosen` carries the variant chosen."""

    variant_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.row = NO_QUEUE
        self._chips: list[tuple[str, QRect]] = []
        self._bars: list[tuple[StayRow, QRect]] = []
        self._note = QRect()
        self._sign = QRectF()
        self._rules: list[int] = []

    def show_row(self, row: QueueAccount) -> None:
        """Show *row*."""
        if row == self.row:
            return
        self.row = row
        variants = ", ".join(f"{name} {figure.text}" for name, figure in row.variants)
        counts = f"counted {row.counted_total}, excluded {row.left_out_total}"
        self.setAccessibleName(f"Service level of {row.name}")
        self.setAccessibleDescription(
            ". ".join(
                (f"{row.variant} {row.level.text}", row.level.goal, variants, row.back, row.waiting, counts)
            )
        )
        self.touch()
        self._grow()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._grow()

    def sizeHint(self) -> QSize:
        below = max((line.rect.bottom() for line in self.lines()), default=0)
        return QSize(self.theme.px(400), below + self.theme.px(16))

    def chips(self) -> list[tuple[str, QRect]]:
        """Each variant with the rectangle that selects it."""
        self.lines()
        return self._chips

    def bars(self) -> list[tuple[StayRow, QRect]]:
        """Each contact counted, with the rectangle its wait is drawn in."""
        self.lines()
        return self._bars

    def set_lines(self, setter: TextLayout) -> None:
        row, px = self.row, self.theme.px
        self._chips, self._bars, self._rules = [], [], []
        if not row.id:
            return
        left, right = px(16), self.width() - px(16)
        top = self._set_level(setter, left, right, px(2))
        top = self._set_chips(setter, left, right, top + px(12))
        top = self._set_note(setter, left, right, top + px(12))
        top = self._set_stays(setter, "Counted", row.counted, row.counted_total, top + px(16))
        self._set_stays(setter, "Excluded", row.left_out, row.left_out_total, top + px(14))

    def paint_ground(self, painter: QPainter) -> None:
        self.lines()
        theme, px = self.theme, self.theme.px
        painter.fillRect(self.rect(), theme.colour(Ink.CARD))
        if not self.row.id:
            return
        for name, rect in self._chips:
            chosen = name == self.row.variant
            card(painter, theme, rect, *((Ink.ACCENT_FILL,) * 2 if chosen else (Ink.RAISED,) * 2), px(6))
        alarm = ALARMS[Severity.WARNING if self.row.back else Severity.NONE]
        card(painter, theme, self._note, alarm.fill, alarm.edge, px(6))
        if self.row.back:
            side = px(9)
            top = self._note.top() + px(9) + (theme.height(Type.WORD_BOLD) - side) / 2
            draw_shape(painter, theme, Severity.WARNING, QRectF(self._note.left() + px(12), top, side, side))
        if self.row.level.severity is Severity.WARNING:
            draw_shape(painter, theme, self.row.level.severity, self._sign)
        painter.setPen(QPen(theme.colour(Ink.EDGE), 1.0))
        for top in self._rules:
            painter.drawLine(px(16), top, self.width() - px(16), top)
        seen = self.visibleRegion().boundingRect()
        for stay, field in self._bars:
            if field.intersects(seen):
                self._paint_bar(painter, stay, field)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for name, rect in self.chips():
            if rect.contains(event.position().toPoint()):
                self.variant_chosen.emit(name)

    def beside(self, step: int) -> str:
        """The variant *step* places after the chosen one; wraps around."""
        names = [name for name, _ in self.row.variants]
        return names[(names.index(self.row.variant) + step) % len(names)] if names else ""

    def note_at(self, at: QPoint) -> str:
        for stay, field in self.bars():
            if field.contains(at):
                return f"{stay.contact}: waited {stay.wait}, {stay.words}"
        return super().note_at(at)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._grow()

    def _set_level(self, setter: TextLayout, left: int, right: int, top: int) -> int:
        row, theme, px = self.row, self.theme, self.theme.px
        setter.left(f"Service level, {row.window}", (left, top), Type.WORD, Ink.MUTED)
        setter.right(row.span, (right, top), Type.WORD, Ink.MUTED)
        top += theme.height(Type.WORD) + px(4)
        big = setter.figure(row.level, (left, top), Type.HUGE)
        side = px(12)
        self._sign = QRectF(big.right() + px(8), big.center().y() - side / 2, side, side)
        begins = big.right() + px(32)
        below = top + px(2)
        for words, kind, ink in (
            (row.level.goal, Type.WORD, Ink.TEXT),
            (f"variant: {row.variant} · {row.division}", Type.WORD, Ink.MUTED),
        ):
            setter.left(words, (begins, below), kind, ink, right - begins)
            below += theme.height(kind) + px(3)
        top = max(below, big.bottom()) + px(4)
        return setter.paragraph(row.formula, (left, top), Type.WORD, Ink.MUTED, right - left, 3)

    def _set_chips(self, setter: TextLayout, left: int, right: int, top: int) -> int:
        theme, px = self.theme, self.theme.px
        gap, high = px(8), theme.height(Type.SMALL) + theme.height(Type.FIGURE) + px(12)
        wide = (right - left - gap * (_ACROSS - 1)) // _ACROSS
        for number, (name, figure) in enumerate(self.row.variants):
            down, across = divmod(number, _ACROSS)
            rect = QRect(left + across * (wide + gap), top + down * (high + gap), wide, high)
            self._chips.append((name, rect))
            chosen = name == self.row.variant
            at = (rect.left() + px(10), rect.top() + px(5))
            setter.left(name, at, Type.SMALL, Ink.ON_ACCENT if chosen else Ink.MUTED)
            at = (at[0], at[1] + theme.height(Type.SMALL))
            setter.left(
                figure.text, at, Type.FIGURE, Ink.ON_ACCENT if chosen else Ink.TEXT, wide - px(16), figure
            )
        return max((rect.bottom() for _, rect in self._chips), default=top)

    def _set_note(self, setter: TextLayout, left: int, right: int, top: int) -> int:
        row, px = self.row, self.theme.px
        begins, room = left + px(12), right - left - px(24)
        at = top + px(9)
        if row.back:
            start = begins + px(16)
            at = setter.paragraph(row.back, (start, at), Type.WORD_BOLD, Ink.WARNING, room - px(16), 2) + px(
                2
            )
        at = setter.paragraph(row.waiting, (begins, at), Type.WORD, Ink.MUTED, room, 2)
        self._note = QRect(left, top, right - left, at + px(9) - top)
        return self._note.bottom()

    def _set_stays(
        self, setter: TextLayout, title: str, stays: Sequence[StayRow], total: int, top: int
    ) -> int:
        theme, px = self.theme, self.theme.px
        left, right = px(16), self.width() - px(16)
        setter.left(f"{title}, {total:,}", (left, top), Type.HEADING)
        if len(stays) < total:
            setter.right(f"latest {len(stays):,}", (right, top), Type.SMALL, Ink.MUTED)
        top += theme.height(Type.HEADING) + px(6)
        self._rules.append(top)
        top += px(7)
        clock = theme.width(Type.WORD, "00:00:00") + px(12)
        words = max(
            [theme.width(Type.WORD, "answered in time"), *(theme.width(Type.WORD, s.words) for s in stays)]
        )
        waits = max([theme.width(Type.WORD, "0:00"), *(theme.width(Type.WORD, stay.wait) for stay in stays)])
        names = max([px(40), *(theme.width(Type.WORD, stay.contact) for stay in stays)])
        least, gap = px(60), px(12)
        name_room = min(names, right - left - clock - words - waits - least - 3 * gap)
        for stay in stays:
            setter.left(stay.clock, (left, top), Type.WORD, Ink.MUTED)
            setter.left(stay.contact, (left + clock, top), Type.WORD, Ink.TEXT, name_room)
            setter.left(stay.words, (right - words, top), Type.WORD, Ink.MUTED)
            setter.right(stay.wait, (right - words - gap, top), Type.WORD, Ink.TEXT)
            begins = left + clock + name_room + gap
            ends = right - words - gap - waits - gap
            self._bars.append((stay, QRect(begins, top, ends - begins, theme.height(Type.WORD))))
            top += theme.height(Type.WORD) + px(6)
        if not stays:
            setter.left("none", (left, top), Type.WORD, Ink.MUTED)
            top += theme.height(Type.WORD)
        return top

    def _paint_bar(self, painter: QPainter, stay: StayRow, field: QRect) -> None:
        """The wait against the threshold: filled where it raises the service level, else hollow."""
        theme, px = self.theme, self.theme.px
        limit = max(1.0, self.row.threshold_seconds)
        share = min(1.0, stay.seconds / (limit * _LONGEST))
        high = px(6)
        bar = QRectF(field.left(), field.center().y() - high / 2, max(high, share * field.width()), high)
        ink = theme.colour(Ink.AVAILABLE if stay.helped else self._late_ink(stay))
        painter.setPen(Qt.PenStyle.NoPen if stay.helped else QPen(ink, max(1.0, theme.zoom)))
        painter.setBrush(ink if stay.helped else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), high / 2, high / 2)
        mark = field.left() + round(field.width() / _LONGEST)
        painter.fillRect(QRect(mark, field.top(), px(1), field.height()), theme.colour(Ink.FAINT))

    def _late_ink(self, stay: StayRow) -> Ink:
        """Contacts that waited past the threshold are why the goal was missed."""
        return Ink.BREACH if stay.seconds > self.row.threshold_seconds else Ink.MUTED

    def _grow(self) -> None:
        self.setMinimumHeight(self.sizeHint().height())


def width_in(theme: Theme, room: int) -> int:
    """Width of the drawer on a floor of *room* pixels; leaves two columns of tiles visible."""
    return min(theme.px(WIDE), max(theme.px(NARROW), round(0.36 * room)))


class QueueDrawer(SideDrawer):
    """The queue drawer, over the right side of its parent. Left and Right choose the variant."""

    variant_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.sheet = AccountSheet(theme)
        super().__init__(theme, parent, self.sheet, WIDE)
        self.sheet.variant_chosen.connect(self.variant_chosen)
        self._is_open = False

    def show_account(self, row: QueueAccount) -> None:
        """Show *row*; opens the drawer and takes the focus if it was closed."""
        if row.id != self.sheet.row.id:
            self.area.verticalScrollBar().setValue(0)
        self._is_open = True
        self.sheet.show_row(row)
        self.open_with(row.name)

    def queue(self) -> str:
        """The id of the queue shown, even while another drawer covers it; empty while closed."""
        return self.sheet.row.id if self._is_open else ""

    def wanted_width(self, room: int) -> int:
        return width_in(self.theme, room)

    def shut(self) -> None:
        was_open, self._is_open = self._is_open, False
        self.hide()
        if was_open:
            self.closed.emit()

    def step_back(self) -> None:
        """Hide under another drawer until `come_back`."""
        self.hide()

    def come_back(self) -> None:
        """Show the drawer again, unless it was closed while hidden."""
        if self._is_open:
            self.open_with(self.sheet.row.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self.sheet.row.variants:
            self.variant_chosen.emit(self.sheet.beside(step))
        else:
            super().keyPressEvent(event)
