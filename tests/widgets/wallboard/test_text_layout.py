"""Texts of the wallboard: as high as asked, on lines that fit, shortened where they do not."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.views.rows import Figure
from widgets.painting.theme import Ink, Theme
from widgets.wallboard.text_layout import CUT, Face, Letters, WallTextLayout


def test_that_a_face_has_capitals_as_high_as_asked(qtbot: QtBot) -> None:
    letters = Letters(Theme())
    for cap in (27, 37, 66, 200):
        assert cap <= letters.metrics(Face(cap, bold=True)).capHeight() <= cap + 2


@pytest.fixture
def letters(qapp: QApplication) -> Letters:
    return Letters(Theme())


@pytest.mark.parametrize("room", [60, 150, 300, 2000])
def test_that_a_text_on_one_line_fits_its_room(letters: Letters, room: int) -> None:
    whole = "Customer service and complaints · last 30 min"
    text = letters.fitted(whole, Face(30), room)
    assert letters.width(text, Face(30)) <= room
    assert (text == whole) == (room == 2000)


def test_that_a_text_loses_its_last_parts_before_it_is_cut(letters: Letters) -> None:
    whole = "goal 80 % in 20 s · today 84.0 % · 41 calls"
    room = letters.width("goal 80 % in 20 s · today 84.0 %", Face(30))
    assert letters.shorter(whole, Face(30), room) == (["goal 80 % in 20 s · today 84.0 %"], 1)
    (line,), lost = letters.shorter("Complaints", Face(30), letters.width("Compl", Face(30)))
    assert (line[-1], lost) == ("…", CUT)


def test_that_lines_break_between_parts_and_a_number_stays_with_its_unit(letters: Letters) -> None:
    lines = letters.lines("goal 80 % · last 30 min", Face(30), letters.width("goal 80 % ·", Face(30)), 2)
    assert lines == ["goal 80 %", "last 30 min"]
    assert letters.lines("goal 80 % · last 30 min", Face(30), letters.width("goal 80 %", Face(30))) is None
    assert letters.lines("", Face(30), 100, 2) == []


def test_that_a_unit_is_smaller_and_part_of_its_figure(letters: Letters) -> None:
    layout, share = WallTextLayout(letters), Figure("abandon_rate", "floor", "3.1 %", 0.031)
    rect = layout.figure(share, 10, 200, 100, Ink.TEXT)
    number, unit = layout.lines
    assert (number.text, unit.text) == ("3.1", "%")
    assert number.at.y() == unit.at.y()
    assert unit.face.cap < number.face.cap
    assert rect.contains(number.rect.left(), number.rect.top())
    assert rect.right() == unit.rect.right()
    assert number.figures == ((share, rect),)
    assert letters.figure_width("3.1 %", 100) == rect.width()


def test_that_figures_are_found_where_they_stand_in_their_lines(letters: Letters) -> None:
    layout = WallTextLayout(letters)
    three, nine = Figure("free", "floor", "3", 3), Figure("staffed", "floor", "9", 9)
    layout.quoting(["3 of", "9 available"], 10, 100, Face(30), Ink.MUTED, (three, nine))
    (first, (one, at)), (second, (other, below)) = ((line, line.figures[0]) for line in layout.lines)
    assert (one, other) == (three, nine)
    assert first.rect.contains(at)
    assert second.rect.contains(below)
    assert below.top() > at.bottom()


def test_that_a_text_set_to_the_right_ends_there_and_a_figure_is_as_high_as_its_digits(
    letters: Letters,
) -> None:
    layout = WallTextLayout(letters)
    assert abs(layout.right("12", 400, 100, Face(60, bold=True)).right() - 400) <= 1
    figure = Figure("waiting", "floor", "12", 12)
    rect = layout.figure(figure, 10, 100, 60, Ink.TEXT)
    assert layout.lines[-1].figures == ((figure, rect),)
    assert 60 <= rect.height() <= 66


@pytest.mark.parametrize("room", [80, 200, 800])
def test_that_a_figure_is_as_large_as_its_room_and_no_smaller_than_the_least(
    letters: Letters, room: int
) -> None:
    cap = letters.largest("1:02:05", 200, 20, room)
    assert 20 <= cap <= 200
    assert cap == 20 or letters.figure_width("1:02:05", cap) <= room
