"""Headings: a team's name and figures, and a line for those who are folded away."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.views.rows import Figure, TileGroup
from widgets.floor.lists.headings import draw_fold_mark, folded_lines, heading_lines, same_lines
from widgets.painting.theme import DARK, Theme, Type

OCCUPANCY = Figure("occupancy", "team:t", "84.0 %", 0.84, label="Occupancy")
TEAM = TileGroup("t", "North", "lead: Rita", (), (OCCUPANCY,), "5 offline", 12)
LINE = QRect(0, 0, 500, 26)


def test_that_a_heading_has_name_lead_and_figures(qapp: QApplication) -> None:
    lines = heading_lines(Theme(DARK), TEAM, LINE)
    assert [line.text for line in lines] == ["North", "lead: Rita · occupancy 84.0 %"]
    assert [figure for line in lines for figure, _ in line.figures] == [OCCUPANCY]
    collapsed = TileGroup("t", "North", "", (), (), "", 1, is_collapsed=True)
    assert heading_lines(Theme(DARK), collapsed, LINE)[1].text == "1 agent"


def test_that_what_has_no_room_has_no_lines(qapp: QApplication) -> None:
    assert heading_lines(Theme(DARK), TEAM, QRect(0, 0, 500, 0)) == []
    assert folded_lines(Theme(DARK), TEAM, QRect(0, 0, 500, 0)) == []
    assert [line.text for line in folded_lines(Theme(DARK), TEAM, LINE)] == ["5 offline"]


def test_that_open_and_closed_look_different(qapp: QApplication) -> None:
    seen = []
    for is_open in (True, False):
        image = QImage(40, 26, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        draw_fold_mark(painter, Theme(DARK), LINE, Type.HEADING, is_open)
        painter.end()
        seen.append(image)
    assert seen[0] != seen[1]


def test_that_only_the_lines_count(qapp: QApplication) -> None:
    assert same_lines(TEAM, TileGroup("other", "North", "lead: Rita", (), (OCCUPANCY,), "5 offline", 12))
    assert not same_lines(TEAM, TileGroup("t", "North", "lead: Rita", (), (OCCUPANCY,), "4 offline", 12))
