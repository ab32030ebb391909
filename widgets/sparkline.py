"""A service level over time as a thin line against its goal: on queue cards and in the time bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

LEAST_SPAN = 0.2  # a line that hardly moves is drawn as one that hardly moves


def bounds(values: Sequence[float | None], target: float | None) -> tuple[float, float]:
    """The lowest and highest share a plot of *values* and their *target* shows.

    >>> bounds([0.5, None, 0.9], 0.8)
    (0.47, 0.93)
    """
    known = [value for value in (*values, target) if value is not None] or [0.0, 1.0]
    low, high = min(known) - 0.03, max(known) + 0.03
    if high - low < LEAST_SPAN:
        low = (low + high - LEAST_SPAN) / 2
        high = low + LEAST_SPAN
    return round(low, 6), round(high, 6)


def draw_line(
    painter: QPainter,
    box: QRectF,
    points: Sequence[tuple[float, float | None]],
    span: tuple[float, float],
    pen: QPen,
) -> None:
    """Draw *points* (share of the width, value) inside *box*; where there is no value the line breaks."""
    low, high = span
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    run: list[QPointF] = []
    for across, value in (*points, (1.0, None)):
        if value is not None:
            height = (value - low) / (high - low)
            run.append(QPointF(box.left() + across * box.width(), box.bottom() - height * box.height()))
            continue
        if len(run) > 1:
            painter.drawPolyline(QPolygonF(run))
        elif run:
            painter.drawPoint(run[0])
        run = []


def draw_goal(
    painter: QPainter, box: QRectF, target: float, span: tuple[float, float], colour: QColor
) -> None:
    """Draw the dashed line of the goal across *box*."""
    low, high = span
    level = box.bottom() - (target - low) / (high - low) * box.height()
    pen = QPen(colour, 1.0, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([2.0, 3.0])
    painter.setPen(pen)
    painter.drawLine(QPointF(box.left(), level), QPointF(box.right(), level))
