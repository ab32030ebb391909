"""Sparklines: a service level over time against its goal, on queue cards and in the time bar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

_DASH = 8  # a dash and the gap after it, in the thickness of the line
LEAST_SPAN = 0.2  # keeps an almost flat line flat


def bounds(values: Sequence[float | None], target: float | None) -> tuple[float, float]:
    """The lowest and highest value on the axis of a plot of *values* and their *target*.

    >>> bounds([0.5, None, 0.9], 0.8)
    (0.47, 0.93)
    """
    known = [value for value in (*values, target) if value is not None] or [0.0, 1.0]
    low, high = min(known) - 0.03, max(known) + 0.03
    if high - low < LEAST_SPAN:
        low = (low + high - LEAST_SPAN) / 2
        high = low + LEAST_SPAN
    return round(low, 6), round(high, 6)


def value_ticks(low: float, high: float) -> list[float]:
    """Round shares in [low, high] for the labels of an axis: at most four.

    >>> value_ticks(0.47, 0.93)
    [0.5, 0.75]
    """
    step = next(step for step in (0.05, 0.1, 0.25, 0.5, 1.0) if (high - low) / step <= 3)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(number * step, 6) for number in range(first, last + 1) if 0 <= number * step <= 1]


class Trace:
    """A line whose segments are cached until it changes: a window repaints far more often than that.
    Owned by the widget it is on.
    """

    def __init__(self) -> None:
        self._drawn: tuple[object, ...] = ()
        self._runs: list[QPolygonF] = []

    def draw(
        self,
        painter: QPainter,
        box: QRectF,
        points: Sequence[tuple[float, float | None]],
        span: tuple[float, float],
        pen: QPen,
    ) -> None:
        """Draw *points* (fraction of the width, value) inside *box*; a missing value breaks the line."""
        inside = (box.left(), box.top(), box.width(), box.height())
        line = (inside, span, tuple(points))
        if line != self._drawn:
            self._drawn, self._runs = line, _runs(points, span, inside)
        _draw_runs(painter, self._runs, pen)


def _draw_runs(painter: QPainter, runs: Iterable[QPolygonF], pen: QPen) -> None:
    """Draw the segments of a line.

    A thick line is drawn as several lines of one pixel, side by side: Qt takes 0.3 ms for one of 600 points,
    and 18 to 47 ms for a wider one, which it outlines and fills.
    """
    scale = painter.device().devicePixelRatioF()
    wide = max(1.0, pen.widthF() * scale)
    aside = (
        [(step / ceil(wide - 1) - 0.5) * (wide - 1) / scale for step in range(ceil(wide))]
        if wide > 1
        else [0.0]
    )
    thin = QPen(pen)
    thin.setWidth(1)
    thin.setCosmetic(True)
    painter.setPen(thin)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for run in runs:
        if run.size() == 1:
            painter.setPen(pen)
            painter.drawPoint(run.at(0))
            painter.setPen(thin)
            continue
        for offset in aside:
            painter.drawPolyline(run.translated(0, offset))
            painter.drawPolyline(run.translated(offset, 0))


def _runs(
    points: Sequence[tuple[float, float | None]],
    span: tuple[float, float],
    box: tuple[float, float, float, float],
) -> list[QPolygonF]:
    """The segments of a line, each without a break."""
    (low, high), (left, top, width, height) = span, box
    runs: list[QPolygonF] = []
    run = QPolygonF()
    for across, value in (*points, (1.0, None)):
        if value is not None:
            risen = (value - low) / (high - low)
            run.append(QPointF(left + across * width, top + height - risen * height))
        elif run.size():
            runs.append(run)
            run = QPolygonF()
    return runs


def draw_goal(
    painter: QPainter, box: QRectF, target: float, span: tuple[float, float], colour: QColor, thick: int
) -> None:
    """Draw the goal across *box*, *thick* pixels thick, as dashes on whole pixels, unlike a curve."""
    low, high = span
    level = round(box.bottom() - (target - low) / (high - low) * box.height() - thick / 2)
    left, right = round(box.left()), round(box.right())
    for start in range(left, right, _DASH * thick):
        length = min(_DASH // 2 * thick, right - start)
        painter.fillRect(QRectF(start, level, length, thick), colour)
