"""A queue in a row: its figures are whole and apart, and a missed goal is lit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.views.rows import QueueCard, Severity
from tests.widgets.floor.queues.test_queue_layout import CALM
from tests.widgets.floors import overlapping
from widgets.floor.queues.queue_row import heading_lines, paint_row, set_row
from widgets.painting.text_layout import TextLayout
from widgets.painting.theme import DARK, Theme

LONG = replace(
    CALM, name="Customer Service Portuguese", waiting=replace(CALM.waiting, text="1,234", value=1234)
)


@pytest.mark.parametrize("width", [250, 300, 500])
@pytest.mark.parametrize("zoom", [0.5, 1.0])
@pytest.mark.parametrize("card", [CALM, LONG])
def test_that_figures_are_whole_and_texts_apart(
    qapp: QApplication, card: QueueCard, width: int, zoom: float
) -> None:
    setter = TextLayout(Theme(DARK, zoom))
    rect = QRect(0, 0, width, 26)
    set_row(setter, card, rect)
    assert not overlapping(setter.lines)
    figures = [figure for line in setter.lines for figure, _ in line.figures]
    assert figures == [card.service_level, card.waiting]
    assert all(not line.whole for line in setter.lines if line.figures)


def test_that_what_needs_attention_is_lit(qapp: QApplication) -> None:
    seen = []
    for card in (CALM, replace(CALM, severity=Severity.WARNING), replace(CALM, severity=Severity.BREACH)):
        for is_pointed in (False, True):
            image = QImage(280, 28, QImage.Format.Format_RGB32)
            image.fill(0)
            painter = QPainter(image)
            paint_row(painter, Theme(DARK), card, image.rect(), is_pointed)
            painter.end()
            seen.append(bytes(image.constBits()))
    assert len(set(seen)) == 4
    assert heading_lines(Theme(DARK), QRect(0, 0, 200, 26), "voice, 5")[0].text == "voice, 5"
