"""What a wallboard's page is painted of: boxes, marks of severity, and lines of text."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize

from console.views.rows import Severity
from widgets.painting.theme import ALARMS
from widgets.wallboard.text_layout import LEADING, READ_AT_5_M, Face, Letters, WallLine, WallTextLayout


@dataclass(frozen=True, slots=True)
class Box:
    """The background of a panel, a queue's row in a strip (`is_row`), or an announcement (`is_notice`)."""

    rect: QRect
    severity: Severity = Severity.NONE
    is_row: bool = False
    is_notice: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """The shape of a severity, in the square it is drawn in."""

    rect: QRect
    severity: Severity


class Boxes:
    """The parts of one page for a screen of *size*, in the order they are painted. Lengths are in pixels."""

    def __init__(self, letters: Letters, size: QSize) -> None:
        self.letters = letters
        self.layout = WallTextLayout(letters)
        self.height = size.height()
        self.cap = letters.least = math.ceil(size.height() * READ_AT_5_M)
        side = min(size.width(), size.height())
        self.edge, self.gap, self.pad = round(side * 0.026), round(side * 0.018), round(side * 0.021)
        self.boxes: list[Box] = []
        self.signs: list[Sign] = []

    def parts(self) -> list[Box | Sign | WallLine]:
        """Everything that is painted."""
        return [*self.boxes, *self.signs, *self.layout.lines]

    def add(self, box: Box) -> None:
        self.boxes.append(box)

    def line(self, count: float = 1) -> int:
        """The height of *count* lines of text."""
        return round(count * self.cap * LEADING)

    def mark(self, severity: Severity, left: int, base: int) -> int:
        """Place the mark of *severity* on a baseline; returns the x of what follows it."""
        side = round(self.cap * 0.8)
        self.signs.append(Sign(QRect(left, base - self.cap + (self.cap - side) // 2, side, side), severity))
        return left + side + round(self.cap * 0.4)

    def alarm(self, severity: Severity, word: str, at: tuple[int, int]) -> int:
        """Place the mark of *severity* and its *word* from *at* on a baseline; returns where they end."""
        begins = self.mark(severity, *at)
        if not word:
            return begins
        rect = self.layout.set(word, begins, at[1], Face(self.cap, bold=True), ALARMS[severity].ink)
        return rect.right() + 1
