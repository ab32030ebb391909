"""The head of an account: the figure against its goal, its formula, its variants, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from console.views.explain.explained_rows import Asked, Explanation
from console.views.rows import Figure, Severity
from widgets.painting.icons import card, draw_shape
from widgets.painting.painted_widget import PaintedWidget
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import ALARMS, Ink, Theme, Type

NOTHING = Explanation(Asked("", "", None), 0, 0, 0, "UTC", "", "", Figure("", "", "", None), "", "", "", "")
_WIDE = 760  # from this width at zoom 1, the formula is beside the figure and the variants are in one row


class FigureSheet(PaintedWidget):
    """Painted in one pass. `variant_chosen` carries the variant whose figure is clicked."""

    variant_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.row = NOTHING
        self._chips: list[tuple[str, QRect]] = []
        self._note = QRect()
        self._signs: list[tuple[Severity, QRectF]] = []
        self.setMouseTracking(True)

    def show_row(self, row: Explanation) -> None:
        """Show *row*."""
        if row == self.row:
            return
        self.row = row
        variants = ", ".join(f"{name} {figure.text}" for name, figure in row.variants)
        said = [row.figure.text, row.figure.goal, row.since, row.about, row.formula, row.division, variants]
        said += [note.text for note in row.notes]
        self.setAccessibleName(row.title)
        self.setAccessibleDescription(". ".join(part for part in said if part))
        self.touch()
        self._grow()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._grow()

    def sizeHint(self) -> QSize:
        below = max((line.rect.bottom() for line in self.lines()), default=0)
        return QSize(self.theme.px(400), max(below, self._note.bottom()) + self.theme.px(12))

    def chips(self) -> list[tuple[str, QRect]]:
        """Each variant with the rectangle that selects it."""
        self.lines()
        return self._chips

    def beside(self, step: int) -> str:
        """The variant *step* places after the chosen one; wraps around. Empty if there are none."""
        names = [name for name, _ in self.row.variants]
        return names[(names.index(self.row.variant) + step) % len(names)] if names else ""

    def set_lines(self, setter: TextLayout) -> None:
        self._chips, self._signs, self._note = [], [], QRect()
        if not self.row.title:
            return
        px = self.theme.px
        left, right = px(16), self.width() - px(16)
        is_wide = self.width() >= px(_WIDE)
        top = self._set_figure(setter, left, right, px(2), is_wide)
        if self.row.variants:
            top = self._set_chips(setter, left, right, top + px(12), 6 if is_wide else 3)
        if self.row.notes:
            self._set_notes(setter, left, right, top + px(12))

    def paint_ground(self, painter: QPainter) -> None:
        self.lines()
        theme, px = self.theme, self.theme.px
        painter.fillRect(self.rect(), theme.colour(Ink.CARD))
        for name, rect in self._chips:
            chosen = name == self.row.variant
            card(painter, theme, rect, *((Ink.ACCENT_FILL,) * 2 if chosen else (Ink.RAISED,) * 2), px(6))
        if not self._note.isEmpty():
            worst = max((note.severity for note in self.row.notes), default=Severity.NONE)
            alarm = ALARMS[worst]
            card(painter, theme, self._note, alarm.fill, alarm.edge, px(6))
        for severity, box in self._signs:
            draw_shape(painter, theme, severity, box)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if name := self._chip_at(event.position().toPoint()):
            self.variant_chosen.emit(name)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_chip = bool(self._chip_at(event.position().toPoint()))
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_chip else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        self.unsetCursor()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._grow()

    def _chip_at(self, at: QPoint) -> str:
        return next((name for name, rect in self.chips() if rect.contains(at)), "")

    def _set_figure(self, setter: TextLayout, left: int, right: int, top: int, is_wide: bool) -> int:
        """The figure with its goal; then its formula, beside them if there is room."""
        row, theme, px = self.row, self.theme, self.theme.px
        setter.left(row.span, (left, top), Type.WORD, Ink.MUTED)
        top += theme.height(Type.WORD) + px(2)
        big = setter.figure(row.figure, (left, top), Type.HUGE)
        side = px(12)
        begins = big.right() + px(16)
        is_solid = row.variant and row.figure.severity is Severity.BREACH  # its ground says it already
        if row.figure.severity is not Severity.NONE and not is_solid:
            box = QRectF(big.right() + px(8), big.center().y() - side / 2, side, side)
            self._signs.append((row.figure.severity, box))
            begins += side + px(4)
        middle = left + (right - left) * 2 // 5 if is_wide else right
        below = top + px(3)
        for words, ink in ((row.figure.goal, Ink.TEXT), (row.since, ALARMS[row.figure.severity].ink)):
            if words:
                below = setter.paragraph(words, (begins, below), Type.WORD, ink, middle - px(12) - begins, 2)
                below += px(2)
        end = max(below, big.bottom())
        start = (middle, top + px(3)) if is_wide else (left, end + px(6))
        return max(end, self._set_formula(setter, start, right))

    def _set_formula(self, setter: TextLayout, at: tuple[int, int], right: int) -> int:
        row, px = self.row, self.theme.px
        left, top = at
        if row.about:
            top = setter.paragraph(row.about, (left, top), Type.WORD_BOLD, Ink.TEXT, right - left, 2) + px(2)
        top = setter.paragraph(row.formula, (left, top), Type.WORD, Ink.MUTED, right - left, 3) + px(2)
        return setter.paragraph(row.division, (left, top), Type.WORD, Ink.TEXT, right - left, 2)

    def _set_chips(self, setter: TextLayout, left: int, right: int, top: int, across: int) -> int:
        theme, px = self.theme, self.theme.px
        gap, high = px(8), theme.height(Type.SMALL) + theme.height(Type.FIGURE) + px(12)
        wide = (right - left - gap * (across - 1)) // across
        for number, (name, figure) in enumerate(self.row.variants):
            down, along = divmod(number, across)
            rect = QRect(left + along * (wide + gap), top + down * (high + gap), wide, high)
            self._chips.append((name, rect))
            ink = Ink.ON_ACCENT if name == self.row.variant else Ink.MUTED
            at = (rect.left() + px(10), rect.top() + px(5))
            setter.left(name, at, Type.SMALL, ink, wide - px(16))
            at = (at[0], at[1] + theme.height(Type.SMALL))
            ink = Ink.ON_ACCENT if name == self.row.variant else Ink.TEXT
            setter.left(figure.text, at, Type.FIGURE, ink, wide - px(16), figure)
        return max((rect.bottom() for _, rect in self._chips), default=top)

    def _set_notes(self, setter: TextLayout, left: int, right: int, top: int) -> None:
        theme, px = self.theme, self.theme.px
        begins, at = left + px(12), top + px(8)
        for note in self.row.notes:
            start, kind, ink = begins, Type.WORD, Ink.MUTED
            if note.severity is not Severity.NONE:
                side = px(8)
                middle = at + theme.height(Type.WORD_BOLD) / 2
                self._signs.append((note.severity, QRectF(begins, middle - side / 2, side, side)))
                start, kind, ink = begins + px(15), Type.WORD_BOLD, Ink.WARNING
            at = setter.paragraph(note.text, (start, at), kind, ink, right - px(12) - start, 3) + px(3)
        self._note = QRect(left, top, right - left, at + px(5) - top)

    def _grow(self) -> None:
        self.setMinimumHeight(self.sizeHint().height())
        self.setMaximumHeight(self.sizeHint().height())
