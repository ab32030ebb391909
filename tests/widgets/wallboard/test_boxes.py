"""The parts of a page: everything that is painted, and marks that stand beside their words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication

from console.views.rows import Severity
from widgets.painting.theme import ALARMS, Theme
from widgets.wallboard.boxes import Box, Boxes
from widgets.wallboard.text_layout import READ_AT_5_M, Letters


@pytest.fixture
def boxes(qapp: QApplication) -> Boxes:
    return Boxes(Letters(Theme()), QSize(1920, 1080))


@pytest.mark.parametrize("size", [(1280, 800), (1080, 1920), (3840, 2160)])
def test_that_the_smallest_text_is_read_from_five_metres(qapp: QApplication, size: tuple[int, int]) -> None:
    made = Boxes(Letters(Theme()), QSize(*size))
    assert made.cap >= READ_AT_5_M * size[1]
    assert made.letters.least == made.cap
    assert made.line(2) == 2 * made.line()


def test_that_a_mark_is_beside_its_word_and_no_higher(boxes: Boxes) -> None:
    end = boxes.alarm(Severity.BREACH, "below goal", (100, 400))
    (sign,), (line,) = boxes.signs, boxes.layout.lines
    assert sign.rect.left() == 100
    assert sign.rect.right() < line.rect.left()
    assert 400 - boxes.cap <= sign.rect.top() < sign.rect.bottom() <= 400
    assert (line.text, line.ink, line.rect.right() + 1) == ("below goal", ALARMS[Severity.BREACH].ink, end)


def test_that_everything_placed_is_painted(boxes: Boxes) -> None:
    boxes.add(Box(QRect(0, 0, 50, 50)))
    boxes.alarm(Severity.WARNING, "near limit", (0, 40))
    assert boxes.parts() == [*boxes.boxes, *boxes.signs, *boxes.layout.lines]
