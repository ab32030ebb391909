"""The mark of an account on the time bar: its window is tinted, misses are taller than the rest."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from console.views.rows import MarkedSpan
from widgets.painting.theme import DARK, Ink, Theme
from widgets.past.marked_span import draw_marked_span


def test_that_the_window_and_its_items_are_drawn(qapp: object) -> None:
    theme = Theme(DARK)
    image = QImage(100, 40, QImage.Format.Format_RGB32)
    image.fill(theme.colour(Ink.GROUND))
    painter = QPainter(image)
    span = MarkedSpan(20, 80, ((30, False), (50, True), (50, False)))
    draw_marked_span(painter, theme, QRect(0, 0, 100, 40), lambda at: at, span)
    painter.end()
    ground, breach = theme.colour(Ink.GROUND).name(), theme.colour(Ink.BREACH).name()
    assert image.pixelColor(10, 20).name() == ground
    assert image.pixelColor(60, 20).name() != ground
    column = [image.pixelColor(50, y).name() for y in range(40)]
    assert column.count(breach) == theme.px(12)
    muted = theme.colour(Ink.MUTED).name()
    assert [image.pixelColor(30, y).name() for y in range(40)].count(muted) == theme.px(6)
