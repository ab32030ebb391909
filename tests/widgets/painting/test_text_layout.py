"""Lettering: texts stay in their rooms, and figures in a sentence are found where they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from console.views.rows import Figure, Severity
from widgets.painting.text_layout import TextLayout, figure_note, wrapped
from widgets.painting.theme import DARK, Ink, Theme, Type

words = st.text("abcdefghij …Wßé", min_size=1, max_size=60)


@given(text=words, room=st.integers(20, 400))
def test_that_a_text_never_leaves_its_room(qapp_module: QApplication, text: str, room: int) -> None:
    setter = TextLayout(Theme(DARK))
    left = setter.left(text, (10, 5), Type.WORD, room=room)
    right = setter.right(text, (500, 5), Type.WORD, room=room)
    assert left.left() == 10
    assert left.width() <= room
    assert right.right() < 500
    assert right.width() <= room
    for line in setter.lines:
        assert line.text == text or line.whole == text


@given(text=words, room=st.integers(40, 300), most=st.integers(1, 4))
def test_that_a_paragraph_keeps_all_its_words(
    qapp_module: QApplication, text: str, room: int, most: int
) -> None:
    theme = Theme(DARK)
    lines = wrapped(theme, Type.WORD, text, room, most)
    assert len(lines) <= most
    assert " ".join(lines).split() == text.split()
    setter = TextLayout(theme)
    below = setter.paragraph(text, (0, 0), Type.WORD, Ink.MUTED, room, most)
    assert below == len(lines) * theme.height(Type.WORD) or not lines


def test_that_the_figures_of_a_sentence_stand_where_their_digits_are(qapp: QApplication) -> None:
    theme = Theme(DARK)
    free, staffed = Figure("free", "queue:a", "1", 1), Figure("staffed", "queue:a", "11", 11)
    setter = TextLayout(theme)
    rect = setter.sentence("1 of 11 available", (free, staffed), (100, 0), Type.SMALL)
    (line,) = setter.lines
    (one, first), (other, second) = line.figures
    assert (one, other) == (free, staffed)
    assert first.left() == rect.left()
    assert second.left() == rect.left() + theme.width(Type.SMALL, "1 of ")
    assert second.width() == theme.width(Type.SMALL, "11")


def test_that_a_figure_has_its_goal_and_window() -> None:
    figure = Figure("occupancy", "floor", "84.0 %", 0.84, Severity.WARNING, 1800.0, "Occupancy", "goal 85 %")
    assert figure_note(figure) == "Occupancy: 84.0 % · goal 85 % · last 30 min · near limit"
