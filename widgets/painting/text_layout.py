"""Text layout: measures text before painting, so that nothing is clipped or overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from console.views.bidi import carried
from console.views.metric_words import severity_word
from console.views.rows import Figure, Severity
from console.views.text import window_text
from widgets.painting.theme import ALARMS, Ink, Theme, Type

# Combining marks, which stack without limit above or below a character
_MARKS = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u06d6-\u06ed\u0e31-\u0e4e"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)


CHIP_PAD = 5  # pixels at zoom 1 beside the text of a chip


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text in its rectangle. `whole` is the full text if the line was shortened.

    `quoted` are figures whose texts it contains in order; `theme` measures where, when somebody asks. `chip`
    is the solid ground below a missed service level.
    """

    text: str
    rect: QRect
    kind: Type
    ink: Ink
    stretch: int = 100
    figure: Figure | None = None
    whole: str = ""
    quoted: tuple[Figure, ...] = ()
    chip: QRect | None = None
    theme: Theme | None = field(default=None, compare=False, repr=False)

    @property
    def figures(self) -> tuple[tuple[Figure, QRect], ...]:
        """The figures in this line with their rectangles."""
        if self.figure is not None:
            return ((self.figure, self.rect),)
        return () if self.theme is None else tuple(self._places(self.theme))

    def _places(self, theme: Theme) -> Iterator[tuple[Figure, QRect]]:
        start, rect = 0, self.rect
        for figure in self.quoted:
            found = self.text.find(figure.text, start)
            if found < 0 or not figure.text:
                continue
            start = found + len(figure.text)
            left = theme.width(self.kind, self.text[:found], self.stretch)
            right = theme.width(self.kind, self.text[:start], self.stretch)
            yield figure, QRect(rect.left() + left, rect.top(), right - left, rect.height())


class TextLayout:
    """Lays out the lines of one widget. Coordinates are in pixels; each call returns the line's rectangle."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.lines: list[TextLine] = []

    def left(
        self,
        text: str,
        at: tuple[int, int],
        kind: Type,
        ink: Ink = Ink.TEXT,
        room: int | None = None,
        figure: Figure | None = None,
    ) -> QRect:
        """Place *text* with its top left corner at *at*, in at most *room* pixels."""
        return self._set(text, at, kind, ink, room, figure, from_right=False)

    def right(
        self,
        text: str,
        at: tuple[int, int],
        kind: Type,
        ink: Ink = Ink.TEXT,
        room: int | None = None,
        figure: Figure | None = None,
    ) -> QRect:
        """Place *text* with its top right corner at *at*, in at most *room* pixels."""
        return self._set(text, at, kind, ink, room, figure, from_right=True)

    def figure(
        self,
        figure: Figure,
        at: tuple[int, int],
        kind: Type,
        room: int | None = None,
        from_right: bool = False,
        calm: Ink = Ink.TEXT,
    ) -> QRect:
        """Place *figure* in the ink of its severity, *calm* without one; a missed service level on a chip.

        Returns the rectangle of both.
        """
        if not has_chip(figure):
            ink = calm if figure.severity is Severity.NONE else ALARMS[figure.severity].figure
            return self._set(figure.text, at, kind, ink, room, figure, from_right)
        pad = self.theme.px(CHIP_PAD)
        begins = at[0] - pad if from_right else at[0] + pad
        room = None if room is None else room - 2 * pad
        rect = self._set(figure.text, (begins, at[1]), kind, Ink.ON_BADGE, room, figure, from_right)
        chip = rect.adjusted(-pad, 0, pad, 0)
        self.lines[-1] = replace(self.lines[-1], chip=chip)
        return chip

    def sentence(
        self,
        text: str,
        figures: Iterable[Figure],
        at: tuple[int, int],
        kind: Type,
        ink: Ink = Ink.MUTED,
        room: int | None = None,
        from_right: bool = False,
    ) -> QRect:
        """Place *text*, which contains the texts of *figures* in order."""
        rect = self._set(text, at, kind, ink, room, None, from_right)
        if not self.lines or not text or self.lines[-1].rect != rect:
            return rect
        self.lines[-1] = replace(self.lines[-1], quoted=tuple(figures), theme=self.theme)
        return rect

    def paragraph(
        self, text: str, at: tuple[int, int], kind: Type, ink: Ink, room: int, most: int = 3
    ) -> int:
        """Place *text* over at most *most* lines of *room* pixels; returns the y below the last."""
        top = at[1]
        for number, words in enumerate(wrapped(self.theme, kind, text, room, most)):
            top = at[1] + number * self.theme.height(kind)
            self._set(words, (at[0], top), kind, ink, room, None, from_right=False)
        return top + self.theme.height(kind) if text else at[1]

    def _set(
        self,
        text: str,
        at: tuple[int, int],
        kind: Type,
        ink: Ink,
        room: int | None,
        figure: Figure | None,
        from_right: bool,
    ) -> QRect:
        theme = self.theme
        shown, stretch = (text, 100) if room is None else theme.fitted(kind, text, room)
        width = theme.width(kind, shown, stretch)
        left = at[0] - width if from_right else at[0]
        rect = QRect(left, at[1], width, theme.height(kind))
        if shown:
            whole = text if shown != text else ""
            self.lines.append(TextLine(shown, rect, kind, ink, stretch, figure, whole))
        return rect


def has_chip(figure: Figure) -> bool:
    """Whether *figure* is shown on a chip: a service level below its goal."""
    return figure.severity is Severity.BREACH and figure.metric.startswith("service_level")


def figure_width(theme: Theme, kind: Type, figure: Figure) -> int:
    """The width of *figure* in pixels, with its chip if it has one."""
    return theme.width(kind, figure.text) + (2 * theme.px(CHIP_PAD) if has_chip(figure) else 0)


def wrapped(theme: Theme, kind: Type, text: str, room: int, most: int) -> list[str]:
    """*text* wrapped into at most *most* lines of *room* pixels; any excess joins the last line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and (len(lines) == most or theme.width(kind, longer) <= room):
            lines[-1] = longer
        else:
            lines.append(word)
    return list(carried(lines))


def paint_lines(painter: QPainter, theme: Theme, lines: Iterable[TextLine], dimmed: bool = False) -> None:
    """Paint *lines*; if *dimmed*, figures are dimmed because they are old."""
    for line in lines:
        painter.setOpacity(0.5 if dimmed and line.figures else 1.0)
        if line.chip is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(Ink.BREACH_SOLID))
            painter.drawRoundedRect(QRectF(line.chip), theme.px(4), theme.px(4))
        painter.setFont(theme.font(line.kind, line.stretch))
        painter.setPen(theme.colour(line.ink))
        ascent = theme.metrics(line.kind, line.stretch).ascent()
        place = QPoint(line.rect.left(), line.rect.top() + ascent)
        draw_text(painter, place, line.text, line.rect)
    painter.setOpacity(1.0)


def draw_text(painter: QPainter, at: QPoint, text: str, room: QRect) -> None:
    """Paint *text* from *at* on its baseline, clipped to *room* against stacked combining marks."""
    if text.isascii() or not _MARKS.search(text):
        painter.drawText(at, text)
        return
    painter.save()
    painter.setClipRect(room.adjusted(-1, -1, 1, 1), Qt.ClipOperation.IntersectClip)
    painter.drawText(at, text)
    painter.restore()


def figure_note(figure: Figure) -> str:
    """The tooltip of a figure: its name, its goal and the window it was read over.

    >>> figure_note(Figure("waiting", "queue:a", "3", 3, label="Waiting", goal="goal 5"))
    'Waiting: 3 · goal 5'
    """
    name = figure.label or figure.metric.replace("_", " ").replace(".", ", ")
    parts = [f"{name}: {figure.text}", figure.goal]
    if figure.window_seconds is not None:
        parts.append(f"last {window_text(figure.window_seconds)}")
    if figure.severity is not Severity.NONE:
        parts.append(severity_word(figure))
    parts.append(figure.missing)
    return " · ".join(part for part in parts if part)
