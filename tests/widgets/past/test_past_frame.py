"""The frame of the past: there while the past is shown, and in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.views.rows import Link
from widgets.painting.theme import DARK, LIGHT, Ink, Theme
from widgets.past.past_frame import PastFrame


def framed(qtbot: QtBot) -> tuple[QWidget, PastFrame, QPushButton]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(300, 200)
    button = QPushButton("Press", window)
    button.setGeometry(0, 0, 300, 200)
    frame = PastFrame(Theme(DARK), window)
    window.show()
    return window, frame, button


def test_that_only_the_past_is_framed(qtbot: QtBot) -> None:
    window, frame, _ = framed(qtbot)
    for link in Link:
        frame.show_link(link)
        assert frame.isVisible() is (link is Link.REWOUND)
    assert frame.rect() == window.rect()


def test_that_it_follows_the_window_and_the_theme(qtbot: QtBot) -> None:
    window, frame, _ = framed(qtbot)
    frame.show_link(Link.REWOUND)
    window.resize(500, 400)
    frame.set_theme(Theme(LIGHT))
    image = window.grab().toImage()
    accent = Theme(LIGHT).colour(Ink.ACCENT)
    corners = [(1, 1), (498, 1), (1, 398), (498, 398)]
    assert all(image.pixelColor(*corner) == accent for corner in corners)
    assert image.pixelColor(250, 200) != accent


def test_that_it_takes_no_clicks(qtbot: QtBot) -> None:
    window, frame, button = framed(qtbot)
    frame.show_link(Link.REWOUND)
    assert window.childAt(1, 1) is button
    with qtbot.waitSignal(button.clicked, timeout=1000):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
