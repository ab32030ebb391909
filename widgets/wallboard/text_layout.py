"""Text layout of the wallboard, by cap height, so that it is readable from across the room."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

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
CUT = 100  # counts like as many lost parts: a text that ends in an ellipsis
PER_CENT = "%"
_UNIT = 0.55  # cap height of a unit, as a share of its figure's
_UNIT_GAP = 0.22  # in the unit's cap heights
_KEPT = 2_000  # texts
# A number and its unit stay on one line.
_PART = re.compile(r" · |, ")
_BREAK = re.compile(r" (?!%|s\b|min\b|h\b|of 5|·)")


@dataclass(frozen=True, slots=True)
class Face:
    """A font by its cap height in pixels."""

    cap: int
    bold: bool = False


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

    def __init__(self, theme: Theme, least: int = 0) -> None:
        self.theme = theme
        self.least = least  # cap height of the smallest text, in pixels
        self._fonts: dict[Face, tuple[QFont, QFontMetrics]] = {}
        self._widths: Recent[tuple[str, Face], int] = Recent(_KEPT)
        self._wrapped: Recent[tuple[str, Face, int, int], tuple[list[str] | None]] = Recent(_KEPT)

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

    def lines(self, text: str, face: Face, room: int, most: int = 1) -> list[str] | None:
        """*text*, whole, over at most *most* lines of *room* pixels; None if it does not fit."""
        key = (text, face, room, most)
        found = self._wrapped.find(key)
        if found is None:
            found = self._wrapped.keep(key, (self._wrap(*key),))
        return None if found[0] is None else list(found[0])

    def shorter(self, text: str, face: Face, room: int, most: int = 1) -> tuple[list[str], int]:
        """*text* over at most *most* lines, without the last parts that do not fit, and how many those are.

        A first part that does not fit is cut.
        """
        lost = 0
        while (lines := self.lines(text, face, room, most)) is None:
            cuts = list(_PART.finditer(text))
            if not cuts:
                return self._cut(text, face, room, most), lost + CUT
            text, lost = closed(text[: cuts[-1].start()]), lost + 1
        return lines, lost

    def fitted(self, text: str, face: Face, room: int) -> str:
        """*text* on one line of *room* pixels: without its last parts if need be, cut as a last resort."""
        return " ".join(self.shorter(text, face, room)[0])

    def _wrap(self, text: str, face: Face, room: int, most: int) -> list[str] | None:
        if not text:
            return []
        lines = [_ended(line) for line in self._broken(text, face, room, most)]
        fits = len(lines) <= most and all(self.width(line, face) <= room for line in lines)
        return lines if fits else None

    def _cut(self, text: str, face: Face, room: int, most: int) -> list[str]:
        lines = self._joined(_BREAK, text, face, room)
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        return [shortened(line, lambda shown: self.width(shown, face) <= room) for line in lines if line]

    def unit_face(self, cap: int) -> Face:
        """The face of the unit of a figure with the cap height *cap*."""
        return Face(max(min(cap, self.least), round(cap * _UNIT)), bold=True)

    def figure_width(self, text: str, cap: int) -> int:
        """Width of a figure's *text* with its unit, in pixels."""
        number, unit = parted(text)
        width, small = self.width(number, Face(cap, bold=True)), self.unit_face(cap)
        return width + (round(small.cap * _UNIT_GAP) + self.width(unit, small) if unit else 0)

    def largest(self, text: str, cap: int, least: int, room: int) -> int:
        """The cap height between *least* and *cap* at which the figure *text* fits in *room*."""
        while cap > least and (width := self.figure_width(text, cap)) > room:
            cap = max(least, min(cap - 1, math.floor(cap * room / max(1, width))))
        return cap

    def _broken(self, text: str, face: Face, room: int, most: int) -> list[str]:
        """*text* wrapped between its parts if that fits, else between words."""
        parts = self._joined(_PART, text, face, room)
        if len(parts) <= most and all(self.width(_ended(line), face) <= room for line in parts):
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

    def _made(self, face: Face) -> tuple[QFont, QFontMetrics]:
        found = self._fonts.get(face)
        if found is None:
            pixels = face.cap
            while True:
                font = tabular(self.theme.family, pixels, face.bold)
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
        if figure is not None or text == PER_CENT:
            rect.setHeight(face.cap + face.cap // 12)  # digits have no descenders
        placed = () if figure is None else ((figure, rect),)
        self.lines.append(WallLine(text, QPoint(left, base), face, ink, rect, placed))
        return rect

    def right(self, text: str, right: int, base: int, face: Face, ink: Ink = Ink.TEXT) -> QRect:
        """Place *text* so that it ends at *right*."""
        return self.set(text, right - self.letters.width(text, face), base, face, ink)

    def figure(self, figure: Figure, left: int, base: int, cap: int, ink: Ink) -> QRect:
        """Place *figure* in bold, its unit smaller beside it."""
        number, unit = parted(figure.text)
        rect = self.set(number, left, base, Face(cap, bold=True), ink, figure)
        if unit:
            small = self.letters.unit_face(cap)
            beside = self.set(unit, rect.right() + 1 + round(small.cap * _UNIT_GAP), base, small, ink)
            whole = QRect(rect.left(), rect.top(), beside.right() - rect.left() + 1, rect.height())
            self.lines[-2] = replace(self.lines[-2], figures=((figure, whole),))
            return whole
        return rect

    def quoting(
        self,
        texts: Iterable[str],
        left: int,
        base: int,
        face: Face,
        ink: Ink,
        figures: Iterable[Figure],
        indent: int = 0,
    ) -> None:
        """Place *texts* line by line, the first after *indent*; they contain the texts of *figures*."""
        waiting, edge = list(figures), left
        for number, text in enumerate(texts):
            left = edge if number else edge + indent
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


def parted(text: str) -> tuple[str, str]:
    """The number of a figure, and the unit after it.

    >>> parted("31.0 %"), parted("1:42")
    (('31.0', '%'), ('1:42', ''))
    """
    number, gap, unit = text.rpartition(" ")
    return (number, unit) if gap and unit == PER_CENT else (text, "")


def _ended(line: str) -> str:
    """*line* without the separator before the next."""
    return line.rstrip(" ·,")


def paint_wall_lines(painter: QPainter, letters: Letters, lines: Iterable[WallLine]) -> None:
    """Paint *lines*."""
    for line in lines:
        painter.setFont(letters.font(line.face))
        painter.setPen(letters.theme.colour(line.ink))
        draw_text(painter, line.at, line.text, line.rect)
