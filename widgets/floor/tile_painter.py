"""One agent's tile: its text, and fast painting from cached parts."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QStaticText

from console.views.rows import AgentTile, Severity
from widgets.floor.tile_layout import TileSize, tile_height
from widgets.painting.icons import card, draw_band, draw_shape
from widgets.painting.text_layout import TextLayout, TextLine, paint_lines
from widgets.painting.theme import ALARMS, BANDS, STEPS, UNKNOWN_BAND, Ink, Theme, Type
from widgets.recent import Recent

KEPT_PIXELS = 12_000_000  # of cached faces: 48 MB
KEPT_TIMES = 2000


def tile_lines(theme: Theme, size: TileSize, tile: AgentTile, rect: QRect) -> list[TextLine]:
    """The lines of *tile* in *rect*, the time in state first."""
    px = theme.px
    large = size is TileSize.LARGE
    name_kind, time_kind = (Type.LARGE_NAME, Type.LARGE_TIME) if large else (Type.NAME, Type.TIME)
    word_kind = Type.LARGE_WORD if large else Type.WORD
    alarm = ALARMS[tile.severity]
    setter = TextLayout(theme)
    left, right = rect.left() + px(12), rect.right() - px(9)
    top = rect.top() + px(5 if size is TileSize.SMALL else 8)
    time = setter.right(tile.time.text, (right, top), time_kind, alarm.figure, None, tile.time)
    name_ink = Ink.MUTED if tile.state == "offline" else Ink.TEXT
    setter.left(tile.name, (left, top), name_kind, name_ink, time.left() - px(6) - left)
    top += theme.height(name_kind) + px(2 if not large else 4)
    band = BANDS.get(tile.state, UNKNOWN_BAND)
    if size is TileSize.SMALL and tile.severity is not Severity.NONE:
        start = left + px(13)
        setter.left(tile.reason, (start, top), word_kind, alarm.ink, right - start)
        return setter.lines
    room, gap = right - left, px(8)
    wanted = theme.width(Type.SMALL, tile.work, STEPS[-1]) if tile.work else 0
    # The state takes precedence; on a small tile the work is shown only if it fits beside it.
    left_over = room - theme.width(word_kind, tile.word, STEPS[-1]) - gap
    has_work = bool(tile.work) and (wanted <= left_over or size is not TileSize.SMALL)
    work_room = min(wanted, max(room // 3, left_over)) if has_work else 0
    word_room = room - work_room - gap if has_work else room
    word = setter.left(tile.word, (left, top), word_kind, band.ink, word_room)
    if has_work:
        drop = theme.metrics(word_kind).ascent() - theme.metrics(Type.SMALL).ascent()
        work_room = right - word.right() - gap
        setter.right(tile.work, (right, top + drop), Type.SMALL, Ink.MUTED, work_room)
    top += theme.height(word_kind) + px(2 if not large else 4)
    if size is not TileSize.SMALL and tile.severity is not Severity.NONE:
        start = left + px(13)
        setter.left(tile.reason, (start, top), Type.WORD, alarm.ink, right - start)
    return setter.lines


def load_note(tile: AgentTile) -> str:
    """What the bar in a tile means, for its tooltip."""
    return (
        f"Bar: {round(100 * min(max(tile.load, 0.0), 1.0))} % of the agent's capacity is in use by contacts"
    )


class TilePainter:
    """Paints tiles of one size and theme. Owned by the grid; replaced when either changes.

    An agent's face, the whole tile except the ticking time, is drawn once into a pixmap and cached until it
    changes; each repaint copies faces and draws times. This keeps a floor of thousands smooth. Outdated faces
    are dropped: they seldom recur, and their number is unbounded.
    """

    def __init__(self, theme: Theme, size: TileSize, width: int, ratio: float) -> None:
        self.theme = theme
        self.size = size
        self.width = width
        self.height = tile_height(theme, size)
        self.ratio = ratio
        self._faces: dict[str, tuple[tuple[object, ...], QPixmap]] = {}
        self._most_faces = max(50, int(KEPT_PIXELS / (width * self.height * ratio * ratio)))
        self._times: Recent[str, tuple[QStaticText, QPoint]] = Recent(KEPT_TIMES)
        self._time_kind = Type.LARGE_TIME if size is TileSize.LARGE else Type.TIME
        self._time_font = theme.font(self._time_kind)
        self._time_inks = {severity: theme.colour(alarm.figure) for severity, alarm in ALARMS.items()}
        self._load_width = width - theme.px(12) - theme.px(9)

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
        painter.drawPixmap(at, self._face(tile, pointed, chosen))
        kept = self._times.find(tile.time.text)
        text, place = kept if kept is not None else self._time(tile.time.text)
        painter.setFont(self._time_font)
        painter.setPen(self._time_inks[tile.severity])
        if dimmed:
            painter.setOpacity(0.5)
        painter.drawStaticText(at + place, text)
        if dimmed:
            painter.setOpacity(1.0)

    def _time(self, words: str) -> tuple[QStaticText, QPoint]:
        """The laid-out text of a time in state, and its position on the tile."""
        text = QStaticText(words)
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        text.prepare(font=self._time_font)
        right = self.width - 1 - self.theme.px(9)
        left = right - self.theme.width(self._time_kind, words)
        place = QPoint(left, self.theme.px(5 if self.size is TileSize.SMALL else 8))
        return self._times.keep(words, (text, place))

    def _face(self, tile: AgentTile, pointed: bool, chosen: bool) -> QPixmap:
        shown = (
            tile.name,
            tile.word,
            tile.work,
            tile.reason,
            tile.severity,
            tile.state,
            round(self._load_width * tile.load),
            len(tile.time.text),
            pointed,
            chosen,
        )
        kept = self._faces.get(tile.id)
        if kept is not None and kept[0] == shown:
            return kept[1]
        self._faces.pop(tile.id, None)
        if len(self._faces) >= self._most_faces:
            del self._faces[next(iter(self._faces))]
        face = self._draw_face(tile, pointed, chosen)
        self._faces[tile.id] = shown, face
        return face

    def _draw_face(self, tile: AgentTile, pointed: bool, chosen: bool) -> QPixmap:
        theme, px = self.theme, self.theme.px
        pixmap = QPixmap(round(self.width * self.ratio), round(self.height * self.ratio))
        pixmap.setDevicePixelRatio(self.ratio)
        pixmap.fill(theme.colour(Ink.GROUND))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        alarm = ALARMS[tile.severity]
        whole = QRect(0, 0, self.width, self.height)
        fill = Ink.HOVER if pointed and tile.severity is Severity.NONE else alarm.fill
        card(painter, theme, whole, fill, Ink.ACCENT if chosen else alarm.edge, px(6))
        inset = px(7 if self.size is TileSize.SMALL else 9)
        draw_band(painter, theme, tile.state, QRect(px(4), inset, px(3), self.height - 2 * inset))
        lines = tile_lines(theme, self.size, tile, whole)
        paint_lines(painter, theme, [line for line in lines if line.figure is None])
        if tile.severity is not Severity.NONE:
            self._draw_sign(painter, tile.severity, lines[-1].rect)
        if self._has_load(tile):
            self._draw_load(painter, tile.load)
        painter.end()
        return pixmap

    def _draw_sign(self, painter: QPainter, severity: Severity, reason: QRect) -> None:
        """The sign of *severity* before *reason*, the tile's last line."""
        side = self.theme.px(8)
        top = reason.top() + (reason.height() - side) // 2
        draw_shape(painter, self.theme, severity, QRectF(self.theme.px(12), top, side, side))

    def _has_load(self, tile: AgentTile) -> bool:
        if tile.state == "offline" or self.size is TileSize.SMALL:
            return False
        return self.size is TileSize.LARGE or tile.severity is Severity.NONE

    def _draw_load(self, painter: QPainter, load: float) -> None:
        theme = self.theme
        height = theme.px(4)
        top = self.height - theme.px(9 if self.size is TileSize.LARGE else 12) - height
        box = QRect(theme.px(12), top, self._load_width, height)
        painter.fillRect(box, theme.colour(Ink.TRACK))
        share = min(max(load, 0.0), 1.0)
        if share > 0:
            box.setWidth(max(1, round(self._load_width * share)))
            painter.fillRect(box, theme.colour(Ink.FILLED))
