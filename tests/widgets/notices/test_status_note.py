"""The note of what was done: inside the window, gone after some seconds, with a way to undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from widgets.notices.status_note import SHOWN_MS, StatusNote
from widgets.painting.theme import DARK, Theme


@pytest.fixture
def note(qtbot: QtBot) -> StatusNote:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    return StatusNote(Theme(DARK), window)


def test_that_it_says_what_was_done_and_hides_itself(note: StatusNote) -> None:
    assert note.isHidden()
    note.say("14 agents copied as CSV")
    assert note.isVisible()
    assert note.accessibleName() == note.text.text() == "14 agents copied as CSV"
    assert note.undo.isHidden()
    assert note._soon.isActive()
    assert note._soon.interval() == SHOWN_MS
    note._soon.timeout.emit()
    assert note.isHidden()


def test_that_what_can_be_undone_has_a_button(note: StatusNote, qtbot: QtBot) -> None:
    note.say("Snoozed: Billing", can_undo=True)
    with qtbot.waitSignal(note.undo_requested, timeout=1000):
        QTest.mouseClick(note.undo, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("zoom", [0.5, 1.0, 3.0])
def test_that_it_stays_inside_the_window(note: StatusNote, zoom: float) -> None:
    note.set_theme(Theme(DARK, zoom))
    note.say("Acknowledged: " + "Customer Service " * 20, can_undo=True)
    window = note.parentWidget()
    assert window is not None
    window.resize(500, 600)
    assert note.geometry().right() <= window.width()
    assert note.geometry().bottom() < window.height()


def test_that_markup_is_shown_as_it_is(note: StatusNote) -> None:
    note.say("Acknowledged: <b>Ana</b>")
    assert note.text.textFormat() is Qt.TextFormat.PlainText
