"""A column's head: its title, its badge, its controls, and a sentence in which figures stand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from console.views.rows import Figure
from widgets.floor.column_head import ColumnHead
from widgets.painting.theme import DARK, LIGHT, Theme, Type

THREE = Figure("flags.open", "floor", "3", 3, label="Open flags")
FREE = Figure("free", "floor", "4", 4)


@pytest.fixture
def head(qtbot: QtBot) -> ColumnHead:
    widget = ColumnHead(Theme(DARK), "Attention")
    qtbot.addWidget(widget)
    widget.resize(320, widget.height())
    widget.show()
    return widget


def test_that_a_badge_counts_and_none_is_no_badge(head: ColumnHead) -> None:
    assert head.badge.isHidden()
    head.show_badge(THREE, calm=False)
    assert head.badge.isVisible()
    assert (head.badge.text(), head.badge.accessibleName()) == ("3", "Open flags")
    assert [figure for figure, _ in head.placed_figures()] == [THREE]
    head.show_badge(Figure("flags.open", "floor", "0", 0), calm=True)
    assert head.badge.isHidden()
    assert head.placed_figures() == []


def test_that_the_figures_of_the_sentence_stand_inside_the_head(head: ColumnHead) -> None:
    head.sentence.show_text("4 of 9 available", (FREE,))
    ((figure, rect),) = head.placed_figures()
    assert figure == FREE
    assert head.rect().contains(rect)
    assert head.sentence.accessibleName() == "4 of 9 available"


def test_that_a_long_title_is_shortened_and_said_whole_when_pointed_at(head: ColumnHead) -> None:
    head.show_title("Agents")
    assert (head.title.text(), head.title.toolTip()) == ("Agents", "")
    long = "Agents of every team of the southern region of Portugal"
    head.show_title(long)
    assert head.title.text() != long
    assert "southern region" in head.title.toolTip()


def test_that_controls_stand_at_the_right_of_the_title(qtbot: QtBot, head: ColumnHead) -> None:
    field, button = QLineEdit(), QPushButton("All")
    head.add_control(field)
    head.add_control(button)
    qtbot.waitUntil(button.isVisible)
    assert head.title.geometry().right() < field.geometry().left() < button.geometry().left()


def test_that_a_theme_reaches_the_sentence(head: ColumnHead) -> None:
    before = head.height()
    theme = Theme(LIGHT, 2.0)
    head.set_theme(theme)
    assert head.sentence.theme is theme
    assert head.height() > 1.5 * before


def test_that_the_sentence_explains_itself_where_no_figure_is(head: ColumnHead) -> None:
    head.sentence.show_text("offered · 4 of 9 available", (FREE,), "Offered: …")
    assert head.sentence.note_at(QPoint(2, head.sentence.height() // 2)) == "Offered: …"
    ((_, rect),) = head.sentence.placed_figures()
    assert head.sentence.note_at(rect.center()).startswith("free: 4")


@pytest.mark.parametrize("zoom", [0.5, 1.0, 2.0])
def test_that_title_sentence_and_controls_have_their_height_and_share_a_base_line(
    qtbot: QtBot, zoom: float
) -> None:
    head, theme = ColumnHead(Theme(DARK, zoom), "Agents", has_own_row=True), Theme(DARK, zoom)
    qtbot.addWidget(head)
    field = QLineEdit()
    head.add_control(field)
    head.resize(900, head.height())
    head.sentence.show_text("4 of 9 available")
    head.show()
    qtbot.waitUntil(field.isVisible)
    (line,) = head.sentence.lines()
    title = head.title.geometry()
    assert title.bottom() < field.y()
    assert field.height() >= field.sizeHint().height()
    top = title.top() + (title.height() - theme.height(Type.TITLE)) // 2
    base = head.sentence.y() + line.rect.top() + theme.metrics(Type.WORD).ascent()
    assert abs(base - top - theme.metrics(Type.TITLE).ascent()) <= 1
