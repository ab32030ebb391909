"""The mark of an account on the time bar: the window it covers, and its items, misses taller."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from console.views.rows import MarkedSpan
from widgets.painting.theme import Ink, Theme


def draw_marked_span(
    painter: QPainter, theme: Theme, box: QRect, left_of: Callable[[int], int], span: MarkedSpan
) -> None:
    """Draw *span* in *box*, where *left_of* places an instant (ms)."""
    px = theme.px
    left, right = left_of(span.start), left_of(span.end)
    painter.save()
    painter.setOpacity(0.35)
    painter.fillRect(
        QRect(left, box.top(), max(px(2), right - left), box.height()), theme.colour(Ink.ACCENT_FILL)
    )
    painter.setOpacity(1.0)
    for at in (left, right):
        painter.fillRect(QRect(at, box.top(), px(1), box.height()), theme.colour(Ink.ACCENT))
    placed = {left_of(at): False for at, _ in span.points}
    placed.update({left_of(at): True for at, is_miss in span.points if is_miss})
    for at, is_miss in placed.items():
        high, ink = (px(12), Ink.BREACH) if is_miss else (px(6), Ink.MUTED)
        painter.fillRect(QRect(at, box.top() + px(2), px(1), high), theme.colour(ink))
    painter.restore()
