"""Drawn signs: severity shapes, state bands and button icons, all strokes and paths, no images."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QWidget

from console.views.rows import Severity
from widgets.painting.theme import ALARMS, BANDS, DARK, UNKNOWN_BAND, Ink, Shape, Theme


def draw_shape(painter: QPainter, theme: Theme, severity: Severity, box: QRectF) -> None:
    """Draw the sign of *severity* on *box*: a dot near a limit, a block with an exclamation mark over it."""
    alarm = ALARMS[severity]
    painter.setPen(Qt.PenStyle.NoPen)
    if alarm.shape is Shape.DOT:
        painter.setBrush(theme.colour(alarm.ink))
        painter.drawEllipse(box)
    elif alarm.shape is Shape.BLOCK:
        side = box.height() / 8  # a block has to be a little larger than a dot to hold its mark
        block = box.adjusted(-side, -side, side, side)
        painter.setBrush(theme.colour(Ink.BREACH_SOLID))
        painter.drawRoundedRect(block, block.height() / 5, block.height() / 5)
        _draw_exclamation(painter, theme, block)


class SeveritySign(QWidget):
    """The sign of one severity, beside a label."""

    def __init__(self, theme: Theme, severity: Severity, parent: QWidget) -> None:
        super().__init__(parent)
        self._severity = severity
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Switch to *theme*."""
        self._theme = theme
        self.setFixedSize(theme.px(14), theme.px(14))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = self._theme.px(2)
        draw_shape(
            painter, self._theme, self._severity, QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        )
        painter.end()


def _draw_exclamation(painter: QPainter, theme: Theme, block: QRectF) -> None:
    painter.setBrush(theme.colour(Ink.ON_BADGE))
    width, unit, middle = block.width() * 0.2, block.height() / 10, block.center().x()
    painter.drawRect(QRectF(middle - width / 2, block.top() + 1.7 * unit, width, 4.1 * unit))
    painter.drawRect(QRectF(middle - width / 2, block.top() + 6.7 * unit, width, 1.7 * unit))


def draw_hatching(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """Draw *box* as a span without data: slanted lines on a plain ground."""
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.fillRect(box, theme.colour(Ink.BAR))
    painter.setPen(QPen(theme.colour(Ink.FILLED), 1.2 * theme.zoom))
    left = box.left() - box.height()
    while left < box.right():
        painter.drawLine(QPointF(left, box.bottom()), QPointF(left + box.height(), box.top()))
        left += theme.px(6)
    painter.restore()


def draw_band(painter: QPainter, theme: Theme, state: str, box: QRect) -> None:
    """Draw the band of an agent's *state* down *box*: a hue, and a shape for colour-blind users."""
    band = BANDS.get(state, UNKNOWN_BAND)
    colour = theme.colour(band.ink)
    for start, end in band.parts:
        top = box.top() + round(start * box.height())
        part = QRectF(box.left(), top, box.width(), box.top() + round(end * box.height()) - top)
        if band.hollow:
            painter.setPen(QPen(colour, max(1.0, theme.zoom)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            part.adjust(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
        painter.drawRoundedRect(part, part.width() / 2, part.width() / 2)


def draw_stretch(painter: QPainter, theme: Theme, state: str, box: QRect) -> None:
    """Draw a span of *state* on a day line, with the shape of the state's band and a hairline gap."""
    band = BANDS.get(state, UNKNOWN_BAND)
    colour, width = theme.colour(band.ink), max(1, box.width() - (1 if box.width() > theme.px(3) else 0))
    for start, end in band.parts:
        top = box.top() + round(start * box.height())
        part = QRect(box.left(), top, width, box.top() + round(end * box.height()) - top)
        if not band.hollow:
            painter.fillRect(part, colour)
            continue
        thin = theme.px(1)
        for edge in (
            QRect(part.left(), part.top(), width, thin),
            QRect(part.left(), part.bottom() + 1 - thin, width, thin),
            QRect(part.left(), part.top(), min(thin, width), part.height()),
            QRect(part.right() + 1 - min(thin, width), part.top(), min(thin, width), part.height()),
        ):
            painter.fillRect(edge, colour)


def card(painter: QPainter, theme: Theme, rect: QRect, fill: Ink, edge: Ink, radius: int) -> None:
    """Draw a card's background: a filled rounded rectangle with a thin edge."""
    painter.setPen(QPen(theme.colour(edge), 1.0))
    painter.setBrush(theme.colour(fill))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def focus_ring(painter: QPainter, theme: Theme, rect: QRect, radius: int) -> None:
    """Draw the focus ring."""
    width = max(2.0, 2 * theme.zoom)
    painter.setPen(QPen(theme.colour(Ink.ACCENT), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)


def _bars(path: QPainterPath, lefts: tuple[float, ...], width: float) -> None:
    for left in lefts:
        path.addRoundedRect(QRectF(left, 3, width, 10), 1, 1)


def _pause(path: QPainterPath) -> None:
    _bars(path, (4, 9), 3)


def _play(path: QPainterPath) -> None:
    path.addPolygon(QPolygonF([QPointF(4.5, 3), QPointF(12.5, 8), QPointF(4.5, 13)]))
    path.closeSubpath()


def _back(path: QPainterPath) -> None:
    for right in (8.5, 13.5):
        corners = [QPointF(right, 4), QPointF(right - 5, 8), QPointF(right, 12)]
        path.addPolygon(QPolygonF(corners))
        path.closeSubpath()


def _forward(path: QPainterPath) -> None:
    for left in (2.5, 7.5):
        path.addPolygon(QPolygonF([QPointF(left, 4), QPointF(left + 5, 8), QPointF(left, 12)]))
        path.closeSubpath()


def _floor(path: QPainterPath) -> None:
    for left in (2.0, 9.0):
        for top in (2.0, 9.0):
            path.addRoundedRect(QRectF(left, top, 5, 5), 1, 1)


def _wall(path: QPainterPath) -> None:
    outer, inner = QPainterPath(), QPainterPath()
    outer.addRoundedRect(QRectF(1, 2.5, 14, 9), 1.5, 1.5)
    inner.addRect(QRectF(2.5, 4, 11, 6))
    path.addPath(outer.subtracted(inner))
    path.addRoundedRect(QRectF(5, 13, 6, 1.5), 0.7, 0.7)


def _menu(path: QPainterPath) -> None:
    for top in (3.2, 7.2, 11.2):
        path.addRoundedRect(QRectF(2, top, 12, 1.7), 0.8, 0.8)


def _inspect(path: QPainterPath) -> None:
    ring, hole = QPainterPath(), QPainterPath()
    ring.addEllipse(QPointF(6.8, 6.8), 5.2, 5.2)
    hole.addEllipse(QPointF(6.8, 6.8), 3.6, 3.6)
    path.addPath(ring.subtracted(hole))
    path.addPolygon(
        QPolygonF([QPointF(x, y) for x, y in ((10, 11.2), (11.2, 10), (14.6, 13.4), (13.4, 14.6))])
    )
    path.closeSubpath()


def _settings(path: QPainterPath) -> None:
    wheel = QPainterPath()
    wheel.setFillRule(Qt.FillRule.WindingFill)
    wheel.addEllipse(QPointF(8, 8), 4.6, 4.6)
    for tooth in range(8):
        angle = tooth * math.pi / 4
        wheel.addEllipse(QPointF(8 + 5 * math.cos(angle), 8 + 5 * math.sin(angle)), 1.6, 1.6)
    hole = QPainterPath()
    hole.addEllipse(QPointF(8, 8), 2.2, 2.2)
    path.addPath(wheel.simplified().subtracted(hole))


def _close(path: QPainterPath) -> None:
    cross = QPainterPath()
    cross.moveTo(4, 4)
    cross.lineTo(12, 12)
    cross.moveTo(12, 4)
    cross.lineTo(4, 12)
    path.addPath(cross)


def _wide(path: QPainterPath) -> None:
    """Two arrowheads that point away from each other."""
    for tip, base in ((1, 6), (15, 10)):
        path.moveTo(tip, 8)
        path.lineTo(base, 4)
        path.lineTo(base, 12)
        path.closeSubpath()


_ICONS: dict[str, Callable[[QPainterPath], None]] = {
    "pause": _pause,
    "play": _play,
    "back": _back,
    "forward": _forward,
    "floor": _floor,
    "wallboard": _wall,
    "inspector": _inspect,
    "settings": _settings,
    "menu": _menu,
    "close": _close,
    "wide": _wide,
}


def draw_icon(painter: QPainter, name: str, box: QRectF, colour: QColor) -> None:
    """Draw the icon *name* inside *box*."""
    path = QPainterPath()
    _ICONS[name](path)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16, box.height() / 16)
    painter.setPen(QPen(colour, 1.6) if name == "close" else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if name == "close" else colour)
    painter.drawPath(path)
    painter.restore()


def icon(theme: Theme, name: str, ink: Ink = Ink.TEXT, size: int = 16) -> QIcon:
    """The icon *name* for a button, cached in the theme: Qt caches a pixmap of each new icon."""
    key = (name, ink, size)
    found = theme.icons.get(key)
    if found is None:
        found = theme.icons[key] = _drawn_icon(theme, name, ink, size)
    return found


def _drawn_icon(theme: Theme, name: str, ink: Ink, size: int) -> QIcon:
    side = theme.px(size)
    pixmap = QPixmap(QSize(side * 2, side * 2))
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_icon(painter, name, QRectF(0, 0, side, side), theme.colour(ink))
    painter.end()
    return QIcon(pixmap)


def app_icon() -> QIcon:
    """The program's icon: tiles of a floor, one of them lit."""
    made = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(side / 16, side / 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(DARK.bar))
        painter.drawRoundedRect(QRectF(0, 0, 16, 16), 3.5, 3.5)
        for number, colour in enumerate((DARK.accent, DARK.filled, DARK.filled, DARK.warning)):
            painter.setBrush(QColor(colour))
            across, down = number % 2, number // 2
            painter.drawRoundedRect(QRectF(3 + 5.5 * across, 3 + 5.5 * down, 4.5, 4.5), 1, 1)
        painter.end()
        made.addPixmap(pixmap)
    return made
