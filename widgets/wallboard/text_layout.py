"""Text layout of the wallboard, by cap height, so that it is readable from across the room."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from console.views.bidi import carried, closed
from console.views.rows import Figure
from widgets.painting.text_layout import draw_text
from widgets.painting.theme import Ink, Theme, shortened, tabular
from widgets.recent import Recent

READ_AT_5_M = 0.034  # cap height as a fraction of the screen height: 16 arc minutes on a 55-inch display
READ_AT_12_M = 0.082
LEADING = 1.5  # from one baseline to the next, in cap heights
NARROWER = (100, 94, 88, 82, 76, 70, 64)
_KEPT = 2_000  # texts
# A number and its unit stay on one line.
_PART = re.compile(r" · |, ")
_BREAK = re.compile(r" (?!%|s\b|min\b|h\b|of 5|·)")


@dataclass(frozen=True, slots=True)
class Face:
    """A font by its cap height in pixels; `stretch` is in per cent."""

    cap: int
    bold: bool = False
    stretch: int = 100


@dataclass(frozen=True, slots=True)
class WallLine:
    """One line of text; `at` is the start of its baseline."""

    text: str
    at: QPoint
    face: Face
    ink: Ink
    rect: QRect
    figures: tuple[tuple[Figure, QRect], ...] = ()


class Letters:
    """The fonts of one wallboard in one theme, each created once, and the texts measured lately."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._fonts: dict[Face, tuple[QFont, QFontMetrics]] = {}
        self._widths: Recent[tuple[str, Face], int] = Recent(_KEPT)
        self._wrapped: Recent[tuple[str, Face, int, int], tuple[list[str], Face]] = Recent(_KEPT)

    def font(self, face: Face) -> QFont:
        """The font whose cap height is at least `face.cap` pixels."""
        return self._made(face)[0]

    def metrics(self, face: Face) -> QFontMetrics:
        """The metrics of the font of *face*."""
        return self._made(face)[1]

    def width(self, text: str, face: Face) -> int:
        """Width of *text* in pixels."""
        found = self._widths.find((text, face))
        if found is None:
            found = self._widths.keep((text, face), self._made(face)[1].horizontalAdvance(text))
        return found

    def fitted(self, text: str, face: Face, room: int) -> tuple[str, Face]:
        """*text* on one line of *room* pixels: narrowed if needed, shortened as a last resort."""
        lines, face = self.wrapped(text, face, room, 1)
        return (lines[0] if lines else ""), face

    def wrapped(self, text: str, face: Face, room: int, most: int) -> tuple[list[str], Face]:
        """*text* over at most *most* lines of *room* pixels, in one face."""
        key = (text, face, room, most)
        found = self._wrapped.find(key)
        if found is None:
            found = self._wrapped.keep(key, self._wrap(*key))
        return list(found[0]), found[1]

    def _wrap(self, text: str, face: Face, room: int, most: int) -> tuple[list[str], Face]:
        if not text:
            return [], face
        for stretch, count in [*((stretch, 1) for stretch in NARROWER[:4]), *((s, most) for s in NARROWER)]:
            face = Face(face.cap, face.bold, stretch)
            lines = self._broken(text, face, room)
            if len(lines) <= count and all(self.width(_ended(line), face) <= room for line in lines):
                return [_ended(line) for line in lines], face
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        return [self._shortened(_ended(line), face, room) for line in lines if line], face

    def largest(self, text: str, cap: int, least: int, room: int) -> int:
        """The cap height between *least* and *cap* at which bold *text* fits in *room*."""
        width = self.width(text, Face(cap, bold=True))
        return cap if width <= room else max(least, math.floor(cap * room / max(1, width)))

    def _broken(self, text: str, face: Face, room: int) -> list[str]:
        """*text* wrapped between its parts if each part fits on a line, else between words."""
        parts = self._joined(_PART, text, face, room)
        if all(self.width(_ended(line), face) <= room for line in parts):
            return parts
        return self._joined(_BREAK, text, face, room)

    def _joined(self, between: re.Pattern[str], text: str, face: Face, room: int) -> list[str]:
        lines, start, end, begun = [], 0, 0, 0
        cuts = [(found.start(), found.end()) for found in between.finditer(text)] + [(len(text), len(text))]
        for stop, following in cuts:
            if end > start and self.width(text[start:stop], face) > room:
                lines.append(text[start:begun].rstrip())
                start = begun
            end, begun = stop, following
        lines.append(text[start:])
        return list(carried(lines))

    def _shortened(self, text: str, face: Face, room: int) -> str:
        """*text* without its last parts, or cut as a last resort, to fit in *room*."""
        while self.width(text, face) > room and (cuts := list(_PART.finditer(text))):
            text = closed(text[: cuts[-1].start()])
        if self.width(text, face) <= room:
            return text
        return shortened(text, lambda shown: self.width(shown, face) <= room)

    def _made(self, face: Face) -> tuple[QFont, QFontMetrics]:
        found = self._fonts.get(face)
        if found is None:
            pixels = face.cap
            while True:
                font = tabular(self.theme.family, pixels, face.bold)
                font.setStretch(face.stretch)
                metrics = QFontMetrics(font)
                if metrics.capHeight() >= face.cap or pixels > 3 * face.cap:
                    break
                pixels += max(1, face.cap - metrics.capHeight())
            found = self._fonts[face] = (font, metrics)
        return found


class WallTextLayout:
    """Lays out the lines of one page. Positions are on baselines; each call returns the line's rectangle."""

    def __init__(self, letters: Letters) -> None:
        self.letters = letters
        self.lines: list[WallLine] = []

    def set(
        self, text: str, left: int, base: int, face: Face, ink: Ink = Ink.TEXT, figure: Figure | None = None
    ) -> QRect:
        """Place *text* from *left*; the whole text is *figure*, if given."""
        rect = self._rect(left, base, self.letters.width(text, face), face)
        if figure is not None:
            rect.setHeight(face.cap + face.cap // 12)  # digits have no descenders
        placed = () if figure is None else ((figure, rect),)
        self.lines.append(WallLine(text, QPoint(left, base), face, ink, rect, placed))
        return rect

    def right(
        self, text: str, right: int, base: int, face: Face, ink: Ink = Ink.TEXT, figure: Figure | None = None
    ) -> QRect:
        """Place *text* so that it ends at *right*."""
        return self.set(text, right - self.letters.width(text, face), base, face, ink, figure)

    def quoting(
        self, texts: Iterable[str], left: int, base: int, face: Face, ink: Ink, figures: Iterable[Figure]
    ) -> None:
        """Place *texts* line by line; they contain the texts of *figures* in order."""
        waiting = list(figures)
        for number, text in enumerate(texts):
            line_base = base + round(number * face.cap * LEADING)
            rect = self._rect(left, line_base, self.letters.width(text, face), face)
            placed, start = [], 0
            while waiting and waiting[0].text and (found := text.find(waiting[0].text, start)) >= 0:
                figure = waiting.pop(0)
                start = found + len(figure.text)
                begins = left + self.letters.width(text[:found], face)
                width = self.letters.width(figure.text, face)
                placed.append((figure, QRect(begins, rect.top(), width, rect.height())))
            self.lines.append(WallLine(text, QPoint(left, line_base), face, ink, rect, tuple(placed)))

    def _rect(self, left: int, base: int, width: int, face: Face) -> QRect:
        return QRect(left, base - face.cap, width, face.cap + face.cap // 3)


def _ended(line: str) -> str:
    """*line* without the separator before the next."""
    return line.rstrip(" ·,")


def paint_wall_lines(painter: QPainter, letters: Letters, lines: Iterable[WallLine]) -> None:
    """Paint *lines*."""
    for line in lines:
        painter.setFont(letters.font(line.face))
        painter.setPen(letters.theme.colour(line.ink))
        draw_text(painter, line.at, line.text, line.rect)
