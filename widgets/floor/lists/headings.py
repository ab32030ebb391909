"""Headings of groups of agents, and the lines of agents folded away: their text and marks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPolygonF

from console.views.rows import TileGroup
from widgets.painting.text_layout import TextLayout, TextLine
from widgets.painting.theme import Ink, Theme, Type

_MARK = 8  # pixels at zoom 1 of the mark of an open or closed group
_INDENT = 14


def heading_lines(theme: Theme, group: TileGroup, rect: QRect) -> list[TextLine]:
    """The heading of *group* in *rect*: its name, its lead and its figures."""
    if rect.isEmpty():
        return []
    setter = TextLayout(theme)
    top = rect.top() + theme.px(5)
    left, figures = rect.left() + theme.px(_INDENT), group.figures
    count = f"{group.count} agent{'' if group.count == 1 else 's'}" if group.is_collapsed else ""
    parts = [count, group.detail, *(f"{x.label[:1].lower()}{x.label[1:]} {x.text}" for x in figures)]
    detail = " · ".join(part for part in parts if part)
    wanted = theme.width(Type.WORD, detail) + theme.px(16)
    name_room = max(rect.width() // 3, rect.right() - left - wanted)
    name = setter.left(group.name, (left, top), Type.HEADING, Ink.TEXT, name_room)
    left = name.right() + theme.px(14)
    drop = theme.metrics(Type.HEADING).ascent() - theme.metrics(Type.WORD).ascent()
    setter.sentence(detail, figures, (left, top + drop), Type.WORD, Ink.MUTED, rect.right() - left)
    return setter.lines


def folded_lines(theme: Theme, group: TileGroup, rect: QRect) -> list[TextLine]:
    """The line of the agents of *group* that are folded away, in *rect*."""
    if rect.isEmpty():
        return []
    setter = TextLayout(theme)
    at = rect.left() + theme.px(_INDENT), rect.top() + theme.px(4)
    setter.left(group.folded, at, Type.WORD, Ink.MUTED, rect.width() - theme.px(_INDENT))
    return setter.lines


def draw_fold_mark(painter: QPainter, theme: Theme, line: QRect, kind: Type, is_open: bool) -> None:
    """Draw whether what stands below *line* is open: a small triangle that points down, else right."""
    if line.isEmpty():
        return
    side = float(theme.px(_MARK))
    middle = line.top() + theme.px(5 if kind is Type.HEADING else 4) + theme.height(kind) / 2
    left = line.left() + theme.px(1)
    corners = [QPointF(left, middle - side / 2), QPointF(left + side * 0.7, middle)]
    corners.append(QPointF(left, middle + side / 2))
    if is_open:
        corners = [QPointF(left, middle - side / 3), QPointF(left + side, middle - side / 3)]
        corners.append(QPointF(left + side / 2, middle + side * 0.4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(Ink.FAINT))
    painter.drawPolygon(QPolygonF(corners))


def same_lines(one: TileGroup, other: TileGroup) -> bool:
    """Whether two groups have the same heading and the same line of folded agents."""
    return _lines_of(one) == _lines_of(other)


def _lines_of(group: TileGroup) -> tuple[object, ...]:
    return group.name, group.detail, group.figures, group.folded, group.is_collapsed, group.count
