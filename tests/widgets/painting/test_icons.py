"""The drawn signs: each state is known by the shape of its band and of its stretch, not by its hue alone."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from widgets.painting.icons import draw_stretch
from widgets.painting.theme import BANDS, DARK, Theme

BOX = QRect(2, 2, 30, 18)


def inked(state: str, box: QRect = BOX) -> frozenset[tuple[int, int]]:
    """The pixels that a stretch of *state* covers, whatever its colour."""
    image = QImage(40, 24, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    draw_stretch(painter, Theme(DARK), state, box)
    painter.end()
    return frozenset((x, y) for x in range(40) for y in range(24) if image.pixel(x, y) & 0xFFFFFF)


def test_that_stretches_of_states_differ_without_hues(qapp: QApplication) -> None:
    drawn = {state: inked(state) for state in BANDS}
    for one, other in combinations(drawn, 2):
        assert len(drawn[one] ^ drawn[other]) > 30, (one, other)
    for pixels in drawn.values():
        assert pixels
        assert all(BOX.contains(x, y) for x, y in pixels)


def test_that_a_stretch_of_a_moment_is_still_seen(qapp: QApplication) -> None:
    for state in BANDS:
        assert inked(state, QRect(5, 2, 1, 18))
