"""The notice strip: how far loading has come, and an error that stays until it is dismissed."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from widgets.notices.notice_strip import NoticeStrip
from widgets.painting.theme import DARK, Theme

LONG = (
    "cannot read /home/maximiliane/recordings/2026-11-23-lisbon-floor-of-the-northern-region.jsonl.gz: "
    "line 1,204,113 is no JSON; run floorlight check to see every such line, or open another recording"
)


def strip_of(qtbot: QtBot, width: int = 1000) -> NoticeStrip:
    strip = NoticeStrip(Theme(DARK))
    qtbot.addWidget(strip)
    strip.resize(width, strip.sizeHint().height())
    return strip


def test_that_nothing_is_shown_until_there_is_something_to_say(qtbot: QtBot) -> None:
    assert strip_of(qtbot).isHidden()


@pytest.mark.parametrize(("done", "total", "share"), [(0, 4, 0.0), (1, 4, 0.25), (4, 4, 1.0), (9, 4, 1.0)])
def test_that_loading_shows_how_far_it_has_come(qtbot: QtBot, done: int, total: int, share: float) -> None:
    strip = strip_of(qtbot)
    strip.show_progress(done, total, "Opening day.jsonl.gz")
    assert strip.isVisible()
    assert strip.text.text() == "Opening day.jsonl.gz"
    bar = strip.progress
    assert (bar.value() - bar.minimum()) / (bar.maximum() - bar.minimum()) == share
    assert strip.close_button.isHidden()


def test_that_loading_of_unknown_length_only_says_that_it_goes_on(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    strip.show_progress(700, 0, "Connecting")
    assert (strip.progress.minimum(), strip.progress.maximum()) == (0, 0)
    strip.show_progress(1, 2, "Connecting")
    assert strip.progress.maximum() > 0


def test_that_an_error_stays_until_it_is_dismissed_by_keyboard(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    strip.show_progress(1, 2, "Opening")
    strip.show_error("day.jsonl.gz is no recording: choose another file")
    assert strip.progress.isHidden()
    assert strip.accessibleName() == "day.jsonl.gz is no recording: choose another file"
    assert strip.text.text().endswith(strip.accessibleName())
    with qtbot.waitSignal(strip.dismissed, timeout=1000):
        QTest.keyClick(strip.close_button, Qt.Key.Key_Space)
    assert strip.isHidden()


def test_that_an_error_looks_unlike_progress_and_says_so_without_colour(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    strip.show_error("same words")
    assert strip.sign.isVisible()
    assert strip.property("bad")
    strip.show_progress(1, 2, "same words")
    assert strip.text.text() == "same words"
    assert not strip.sign.isVisible()
    assert not strip.property("bad")


def test_that_markup_in_an_error_is_shown_as_it_stands(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    strip.show_error("<b>x</b> is no address")
    assert strip.text.textFormat() is Qt.TextFormat.PlainText
    assert "<b>x</b>" in strip.text.text()


@pytest.mark.parametrize("width", [700, 1280])
def test_that_a_long_error_is_shown_whole(qtbot: QtBot, width: int) -> None:
    strip = strip_of(qtbot, width)
    strip.show_error(LONG)
    strip.resize(width, strip.heightForWidth(width))
    layout = strip.layout()
    assert layout is not None
    layout.activate()
    assert strip.width() == width  # it asks for no more than the window has
    text = strip.text
    assert text.height() >= text.heightForWidth(text.width())
    assert not text.geometry().intersects(strip.close_button.geometry())
    assert strip.rect().contains(strip.close_button.geometry())


def test_that_what_is_over_is_taken_away_and_what_else_is_wrong_stays(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    strip.show_error("the connection failed")
    strip.show_error("the disk is full")
    strip.forget("the connection failed")
    assert strip.isVisible()
    strip.forget("the disk is full")
    assert strip.isHidden()


def test_that_a_button_copies_the_details_where_there_are_any(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    strip.show_error("no such file")
    assert strip.copy_button.isHidden()
    strip.show_error("Unexpected error: KeyError", "all about it\nTraceback")
    assert not strip.copy_button.isHidden()
    QTest.mouseClick(strip.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "all about it\nTraceback"
    assert strip.copy_button.text() == "Copied"
    strip.show_progress(1, 2, "Opening day.jsonl.gz")
    assert strip.copy_button.isHidden()


def test_that_an_error_of_another_thread_is_shown_in_a_turn_of_the_loop(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    thread = threading.Thread(target=strip.show_error_later, args=("KeyError", "details"))
    thread.start()
    thread.join()
    assert strip.isHidden()
    QApplication.processEvents()
    assert strip.text.text() == "KeyError"
    assert not strip.copy_button.isHidden()
