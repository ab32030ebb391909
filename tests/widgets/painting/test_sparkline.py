"""The thin line: its bounds hold what it shows, and it breaks where nothing is known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QApplication

from widgets.painting.sparkline import Trace, bounds, draw_goal

shares = st.lists(st.none() | st.floats(0, 1), max_size=20)


@given(values=shares, target=st.none() | st.floats(0, 1))
def test_that_all_values_and_the_goal_lie_within_the_bounds(
    values: list[float | None], target: float | None
) -> None:
    low, high = bounds(values, target)
    assert high - low >= 0.19
    assert all(low <= value <= high for value in (*values, target) if value is not None)


def inked(points: list[tuple[float, float | None]]) -> list[int]:
    """The columns of a small picture that the line of *points* has drawn on."""
    image = QImage(50, 20, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    Trace().draw(painter, QRectF(0, 0, 50, 20), points, (0.0, 1.0), QPen(QColor("white"), 1.0))
    painter.end()
    return [x for x in range(50) if any(image.pixelColor(x, y).red() > 40 for y in range(20))]


def test_that_the_line_breaks_where_nothing_is_known(qapp: QApplication) -> None:
    assert set(range(2, 48)) <= set(inked([(0.0, 0.5), (1.0, 0.5)]))
    gap = inked([(0.0, 0.5), (0.2, 0.5), (0.5, None), (0.8, 0.5), (1.0, 0.5)])
    assert 5 in gap
    assert 45 in gap
    assert not set(range(15, 35)) & set(gap)
    assert inked([(0.5, None)]) == []


def goal_drawn(thick: int, height: int = 20) -> set[tuple[int, int]]:
    """The pixels of a small picture that the goal has drawn on."""
    image = QImage(50, height + 1, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    draw_goal(painter, QRectF(0, 0, 50, height), 0.75, (0.0, 1.0), QColor("white"), thick)
    painter.end()
    return {(x, y) for y in range(height + 1) for x in range(50) if image.pixelColor(x, y).red() > 40}


def test_that_a_goal_is_drawn_at_its_height(qapp: QApplication) -> None:
    assert {y for _, y in goal_drawn(1)} <= {4, 5}
    assert len({y for _, y in goal_drawn(2)}) == 2
    assert {y for _, y in goal_drawn(2)} <= {4, 5, 6}


def test_that_a_goal_is_dashed_and_a_curve_is_whole(qapp: QApplication) -> None:
    columns = {x for x, _ in goal_drawn(1)}
    assert 15 <= len(columns) <= 35
    assert set(range(2, 48)) <= set(inked([(0.0, 0.5), (1.0, 0.5)]))
