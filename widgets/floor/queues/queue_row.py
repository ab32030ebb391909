"""A queue in one row: its name, how many wait, and its service level."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from console.views.rows import QueueCard, Severity
from widgets.floor.queues.queue_layout import severity_of
from widgets.painting.icons import card as draw_card
from widgets.painting.text_layout import TextLayout, TextLine, figure_width
from widgets.painting.theme import ALARMS, Ink, Theme, Type

_LEAST_NAME = 84  # pixels at zoom 1 that a name has before the word behind the count goes


def set_row(setter: TextLayout, card: QueueCard, rect: QRect) -> None:
    """Lay out the texts of the row of *card* in *rect*."""
    theme, px = setter.theme, setter.theme.px
    left, right = rect.left() + px(14), rect.right() - px(14)
    top = rect.top() + (rect.height() - theme.height(Type.NAME)) // 2
    drop = theme.metrics(Type.NAME).ascent() - theme.metrics(Type.SMALL).ascent()
    level = card.service_level
    least = max(theme.width(Type.NAME, "100.0 %"), figure_width(theme, Type.NAME, level))
    setter.figure(level, (right, top), Type.NAME, from_right=True)
    middle = right - least - px(22)
    ink = Ink.TEXT if card.waiting.value else Ink.FAINT
    waiting = f"{card.waiting.text} waiting"
    if middle - theme.width(Type.SMALL, waiting) - left < px(_LEAST_NAME):
        waiting = card.waiting.text
    shown = setter.sentence(waiting, (card.waiting,), (middle, top + drop), Type.SMALL, ink, from_right=True)
    room = shown.left() - px(8) - left
    name = setter.left(card.name, (left, top), Type.NAME, Ink.TEXT, room)
    spare = room - name.width() - px(8)
    if theme.width(Type.SMALL, card.channel) <= spare:
        setter.left(card.channel, (name.right() + px(8), top + drop), Type.SMALL, Ink.FAINT)


def paint_row(painter: QPainter, theme: Theme, card: QueueCard, rect: QRect, is_pointed: bool) -> None:
    """Paint the ground of the row of *card*: lit if the queue needs attention, else a line below it."""
    inside, severity = rect.adjusted(0, 1, -1, -2), severity_of(card)
    if severity is not Severity.NONE:
        draw_card(painter, theme, inside, ALARMS[severity].fill, ALARMS[severity].edge, theme.px(6))
    elif is_pointed:
        draw_card(painter, theme, inside, Ink.HOVER, Ink.HOVER, theme.px(6))
    else:
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour(Ink.EDGE))


def heading_lines(theme: Theme, rect: QRect, text: str) -> list[TextLine]:
    """The heading of a channel's queues."""
    setter = TextLayout(theme)
    setter.left(text, (rect.left(), rect.top() + theme.px(5)), Type.HEADING, Ink.MUTED, rect.width())
    return setter.lines
