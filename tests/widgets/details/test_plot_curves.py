"""The lines of the time bar's plot."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.views.rows import TimeLine
from widgets.details.plot_curves import PlotCurves
from widgets.painting.theme import DARK, Ink, Theme

LINE = TimeLine(0, 100, 100, points=((0, 0.5), (100, 0.5)), earlier=((0, 0.9), (50, 0.9)))


def painted(line: TimeLine) -> QImage:
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    PlotCurves().paint(painter, Theme(DARK), QRectF(0, 0, 99, 99), line, (0.0, 1.0))
    painter.end()
    return image


def rows_of(image: QImage, ink: Ink, column: int) -> list[int]:
    colour = Theme(DARK).colour(ink)
    return [y for y in range(100) if image.pixelColor(column, y) == colour]


def test_that_each_line_lies_at_its_values_and_the_other_day_is_quieter(qapp: QApplication) -> None:
    image = painted(LINE)
    assert [abs(y - 50) <= 1 for y in rows_of(image, Ink.ACCENT, 20)]
    assert rows_of(image, Ink.ACCENT, 20)
    assert all(abs(y - 10) <= 1 for y in rows_of(image, Ink.FAINT, 20))
    assert rows_of(image, Ink.FAINT, 20)
    assert not rows_of(image, Ink.FAINT, 80)


def test_that_without_another_day_there_is_one_line(qapp: QApplication) -> None:
    assert not rows_of(painted(replace(LINE, earlier=())), Ink.FAINT, 20)
