"""One agent's tile: what stands on it, and painting it quickly from parts that are kept."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap, QStaticText

from console.views.rows import AgentTile, Severity
from widgets.lettering import Line, Setter
from widgets.signs import card, draw_band, draw_shape
from widgets.theme import ALARMS, BANDS, UNKNOWN_BAND, Ink, Theme, Type
from widgets.tile_layout import TileSize, tile_height

KEPT = 6000  # so many tiles' texts are kept before all are made anew


def tile_lines(theme: Theme, size: TileSize, tile: AgentTile, rect: QRect) -> list[Line]:
    """The lines of *tile* in *rect*; the time in state comes first."""
    px = theme.px
    large = size is TileSize.LARGE
    name_kind, time_kind = (Type.LARGE_NAME, Type.LARGE_TIME) if large else (Type.NAME, Type.TIME)
    word_kind = Type.LARGE_WORD if large else Type.WORD
    alarm = ALARMS[tile.severity]
    setter = Setter(theme)
    left, right = rect.left() + px(12), rect.right() - px(9)
    top = rect.top() + px(5 if size is TileSize.SMALL else 8)
    time = setter.right(tile.time.text, (right, top), time_kind, alarm.ink, None, tile.time)
    name_ink = Ink.MUTED if tile.state == "offline" else Ink.TEXT
    setter.left(tile.name, (left, top), name_kind, name_ink, time.left() - px(6) - left)
    top += theme.height(name_kind) + px(2 if not large else 4)
    band = BANDS.get(tile.state, UNKNOWN_BAND)
    if size is TileSize.SMALL and tile.severity is not Severity.NONE:
        start = left + px(13)
        setter.left(tile.reason or alarm.word, (start, top), word_kind, alarm.ink, right - start)
        return setter.lines
    room = right - left
    work_room = 0
    if tile.work:
        wanted = theme.width(Type.SMALL, tile.work)
        work_room = min(wanted, max(room // 3, room - theme.width(word_kind, tile.word) - px(8)))
    word = setter.left(
        tile.word, (left, top), word_kind, band.ink, room - work_room - (px(8) if work_room else 0)
    )
    if tile.work:
        drop = theme.metrics(word_kind).ascent() - theme.metrics(Type.SMALL).ascent()
        work_room = right - word.right() - px(8)
        setter.right(tile.work, (right, top + drop), Type.SMALL, Ink.MUTED, work_room)
    top += theme.height(word_kind) + px(2 if not large else 4)
    if size is not TileSize.SMALL and tile.severity is not Severity.NONE:
        start = left + px(13)
        setter.left(tile.reason or alarm.word, (start, top), Type.WORD, alarm.ink, right - start)
    return setter.lines


@dataclass(frozen=True, slots=True)
class _Piece:
    text: QStaticText
    at: QPoint
    font: QFont
    colour: QColor


class TilePainter:
    """Paints tiles of one size and theme. Owned by the grid; made anew when either changes.

    Texts are laid out once for each different tile, grounds once for each look; only the time in state is
    set at each painting. That is what makes a floor of thousands smooth.
    """

    def __init__(self, theme: Theme, size: TileSize, width: int, ratio: float) -> None:
        self.theme = theme
        self.size = size
        self.width = width
        self.height = tile_height(theme, size)
        self.ratio = ratio
        self._pieces: dict[tuple[object, ...], list[_Piece]] = {}
        self._times: dict[str, QStaticText] = {}
        self._grounds: dict[tuple[str, Severity, bool, bool], QPixmap] = {}
        large = size is TileSize.LARGE
        self._time_kind = Type.LARGE_TIME if large else Type.TIME
        self._time_font = theme.font(self._time_kind)

    def paint(
        self,
        painter: QPainter,
        tile: AgentTile,
        at: QPoint,
        pointed: bool = False,
        chosen: bool = False,
        dimmed: bool = False,
    ) -> None:
        """Paint *tile* with its top left corner *at*."""
        painter.drawPixmap(at, self._ground(tile, pointed, chosen))
        for piece in self._texts(tile):
            painter.setFont(piece.font)
            painter.setPen(piece.colour)
            painter.drawStaticText(at + piece.at, piece.text)
        self._paint_time(painter, tile, at, dimmed)
        if tile.severity is not Severity.NONE:
            self._paint_sign(painter, tile, at)
        if self.size is TileSize.LARGE or (self.size is TileSize.MEDIUM and not tile.severity):
            self._paint_load(painter, tile, at)

    def _paint_time(self, painter: QPainter, tile: AgentTile, at: QPoint, dimmed: bool) -> None:
        theme = self.theme
        text = self._times.get(tile.time.text)
        if text is None:
            if len(self._times) > KEPT:
                self._times.clear()
            text = self._times[tile.time.text] = _static(tile.time.text, self._time_font)
        right = self.width - 1 - theme.px(9)
        left = right - theme.width(self._time_kind, tile.time.text)
        top = theme.px(5 if self.size is TileSize.SMALL else 8)
        painter.setFont(self._time_font)
        painter.setPen(theme.colour(ALARMS[tile.severity].ink))
        if dimmed:
            painter.setOpacity(0.5)
        painter.drawStaticText(at + QPoint(left, top), text)
        if dimmed:
            painter.setOpacity(1.0)

    def _paint_sign(self, painter: QPainter, tile: AgentTile, at: QPoint) -> None:
        theme = self.theme
        side = theme.px(8)
        if self.size is TileSize.SMALL:
            kind, top = Type.WORD, theme.px(5) + theme.height(Type.NAME) + theme.px(2)
        elif self.size is TileSize.MEDIUM:
            kind = Type.WORD
            top = theme.px(12) + theme.height(Type.NAME) + theme.height(Type.WORD)
        else:
            kind = Type.WORD
            top = theme.px(16) + theme.height(Type.LARGE_NAME) + theme.height(Type.LARGE_WORD)
        middle = top + theme.height(kind) // 2
        box = QRectF(at.x() + theme.px(12), at.y() + middle - side / 2, side, side)
        draw_shape(painter, theme, tile.severity, box)

    def _paint_load(self, painter: QPainter, tile: AgentTile, at: QPoint) -> None:
        theme = self.theme
        left, height = theme.px(12), theme.px(4)
        width = self.width - left - theme.px(9)
        top = self.height - theme.px(9 if self.size is TileSize.LARGE else 12) - height
        box = QRect(at.x() + left, at.y() + top, width, height)
        painter.fillRect(box, theme.colour(Ink.TRACK))
        share = min(max(tile.load, 0.0), 1.0)
        if share > 0:
            box.setWidth(max(1, round(width * share)))
            painter.fillRect(box, theme.colour(Ink.FILLED))

    def _texts(self, tile: AgentTile) -> list[_Piece]:
        key = (tile.name, tile.word, tile.work, tile.reason, tile.severity, tile.state, len(tile.time.text))
        found = self._pieces.get(key)
        if found is None:
            if len(self._pieces) > KEPT:
                self._pieces.clear()
            lines = tile_lines(self.theme, self.size, tile, QRect(0, 0, self.width, self.height))
            found = self._pieces[key] = [
                self._piece(line) for line in lines if line.figure is not tile.time or line.figure is None
            ]
        return found

    def _piece(self, line: Line) -> _Piece:
        font = self.theme.font(line.kind, line.stretch)
        return _Piece(_static(line.text, font), line.rect.topLeft(), font, self.theme.colour(line.ink))

    def _ground(self, tile: AgentTile, pointed: bool, chosen: bool) -> QPixmap:
        key = (tile.state, tile.severity, pointed, chosen)
        found = self._grounds.get(key)
        if found is None:
            found = self._grounds[key] = self._make_ground(*key)
        return found

    def _make_ground(self, state: str, severity: Severity, pointed: bool, chosen: bool) -> QPixmap:
        theme, px = self.theme, self.theme.px
        pixmap = QPixmap(round(self.width * self.ratio), round(self.height * self.ratio))
        pixmap.setDevicePixelRatio(self.ratio)
        pixmap.fill(theme.colour(Ink.GROUND))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        alarm = ALARMS[severity]
        fill = Ink.HOVER if pointed and severity is Severity.NONE else alarm.fill
        edge = Ink.ACCENT if chosen else alarm.edge
        card(painter, theme, QRect(0, 0, self.width, self.height), fill, edge, px(6))
        inset = px(7 if self.size is TileSize.SMALL else 9)
        draw_band(painter, theme, state, QRect(px(4), inset, px(3), self.height - 2 * inset))
        painter.end()
        return pixmap


def _static(text: str, font: QFont) -> QStaticText:
    static = QStaticText(text)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    static.prepare(font=font)
    return static
