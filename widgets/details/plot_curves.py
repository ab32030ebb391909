"""The lines of the time bar's plot: the goal, another day's service level, and this day's above both."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from console.views.rows import TimeLine
from widgets.painting.sparkline import Trace, draw_goal
from widgets.painting.theme import Ink, Theme


class PlotCurves:
    """Paints the lines of a time line; keeps their segments until they change. Owned by the plot."""

    def __init__(self) -> None:
        self._trace, self._earlier = Trace(), Trace()

    def paint(
        self, painter: QPainter, theme: Theme, field: QRectF, line: TimeLine, span: tuple[float, float]
    ) -> None:
        """Paint *line* in *field*, whose lowest and highest value are *span*."""
        if line.target is not None:
            draw_goal(painter, field, line.target, span, theme.colour(Ink.FAINT), theme.px(1))
        length = line.end - line.start
        for trace, points, ink, thick in (
            (self._earlier, line.earlier, Ink.FAINT, 1.0),
            (self._trace, line.points, Ink.ACCENT, 1.5),
        ):
            if points:
                placed = [((at - line.start) / length, value) for at, value in points]
                trace.draw(painter, field, placed, span, QPen(theme.colour(ink), thick * theme.zoom))
