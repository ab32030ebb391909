"""A row of figures: one size and one baseline, a place for every severity, and no text squeezed or cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication

from console.views.metric_words import figure_of
from console.views.rows import Severity, WallPanel
from widgets.painting.theme import Theme
from widgets.wallboard.boxes import Boxes
from widgets.wallboard.queue_strip import shared
from widgets.wallboard.row_layout import FigurePanel, RowLayout
from widgets.wallboard.text_layout import READ_AT_12_M, Letters

LEVEL = figure_of("service_level.offered", "floor", 0.71, 0.8, 1800.0)
WAIT = figure_of("longest_wait_seconds", "floor", 30.0, 120.0)
WAITING = figure_of("waiting", "floor", 9)


def panel(label: str, figure: object, note: str, brief: str = "", size: str = "main") -> WallPanel:
    return WallPanel("figure", size, 1, label, figure, note, brief=brief)  # type: ignore[arg-type]


PANELS = (
    panel("Service level, last 30 min", LEVEL, "goal 80 % in 20 s · today 84.0 %", "Service level"),
    panel("Waiting", WAITING, "in 3 of 4 queues"),
    panel("Longest wait", WAIT, "Billing · goal 2:00"),
)


def laid_out(panels: Sequence[WallPanel], width: int, height: int, screen: int = 1080) -> tuple[Boxes, int]:
    boxes = Boxes(Letters(Theme()), QSize(screen * 16 // 9, screen))
    rects = shared(QRect(0, 0, width, height), [1] * len(panels), boxes.gap)
    made = [
        FigurePanel(boxes, each, each.figure, rect)
        for each, rect in zip(panels, rects, strict=True)
        if each.figure is not None
    ]
    row = RowLayout(boxes, made, screen)
    row.place(rects)
    return boxes, row.need()


@pytest.mark.parametrize("width", [1200, 1860, 2500])
@pytest.mark.parametrize("height", [300, 380, 500])
def test_that_the_figures_of_a_row_have_one_size_and_one_baseline(
    qapp: QApplication, width: int, height: int
) -> None:
    boxes, _ = laid_out(PANELS, width, height)
    lines = [
        line for line in boxes.layout.lines if line.figures and line.figures[0][0] in (LEVEL, WAIT, WAITING)
    ]
    assert len(lines) == 3
    assert len({(line.face, line.at.y()) for line in lines}) == 1


@pytest.mark.parametrize("width", [1200, 1860, 2500])
def test_that_a_row_is_the_same_lit_or_not(qapp: QApplication, width: int) -> None:
    places = []
    for severity in Severity:
        lit = [replace(each, figure=replace(each.figure, severity=severity)) for each in PANELS]  # type: ignore[type-var]
        lit[1] = PANELS[1]  # has no goal
        boxes, _ = laid_out(lit, width, 380)
        lines = [line for line in boxes.layout.lines if line.figures]
        places.append([(line.text, line.at, line.face) for line in lines if line.face.bold])
        assert len(boxes.signs) == (0 if severity is Severity.NONE else 2)
    assert places[0] == places[1] == places[2]


def test_that_a_label_that_does_not_fit_is_the_brief_one(qapp: QApplication) -> None:
    wide, _ = laid_out(PANELS[:1], 1900, 300)
    narrow, _ = laid_out(PANELS[:1], 620, 300)
    assert wide.layout.lines[0].text == "Service level, last 30 min"
    assert narrow.layout.lines[0].text == "Service level"


def test_that_the_word_of_a_severity_is_followed_by_the_goal_where_it_begins_the_note(
    qapp: QApplication,
) -> None:
    boxes, _ = laid_out(
        (panel("Abandon rate", figure_of("abandon_rate", "floor", 0.2, 0.05), "goal 5 %", size="normal"),),
        600,
        216,
    )
    texts = [line.text for line in boxes.layout.lines]
    assert texts[-2:] == ["above goal", "5 %"]


def test_that_a_row_needs_what_its_main_figures_are_read_with(qapp: QApplication) -> None:
    _, need = laid_out(PANELS, 1860, 400)
    boxes, _ = laid_out(PANELS, 1860, need)
    line = next(line for line in boxes.layout.lines if line.figures)
    assert line.face.cap >= READ_AT_12_M * 1080
    assert max(line.rect.bottom() for line in boxes.layout.lines) <= need


def test_that_a_figure_keeps_its_size_while_its_digits_change(qapp: QApplication) -> None:
    caps = set()
    for share in (0.05, 0.71, 0.99):
        figure = figure_of("service_level.offered", "floor", share, 0.8)
        boxes, _ = laid_out((replace(PANELS[0], figure=figure),), 560, 380)
        caps |= {line.face.cap for line in boxes.layout.lines if line.figures and line.face.bold}
    assert len(caps) == 1
