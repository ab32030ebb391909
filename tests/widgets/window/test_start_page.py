"""The start page: three ways to a floor, all of them by keyboard."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from widgets.painting.theme import DARK, Theme
from widgets.window.start_page import StartPage


def page_of(qtbot: QtBot, size: tuple[int, int] = (1280, 800)) -> StartPage:
    page = StartPage(Theme(DARK))
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def test_that_each_way_is_asked_for_by_keyboard(qtbot: QtBot) -> None:
    page = page_of(qtbot)
    received: list[str] = []
    page.demo_requested.connect(lambda: received.append("demo"))
    page.open_recording_requested.connect(lambda: received.append("recording"))
    page.connect_requested.connect(received.append)
    page.demo.setFocus()
    QTest.keyClick(page.demo, Qt.Key.Key_Space)
    QTest.keyClick(page.open, Qt.Key.Key_Space)
    QTest.keyClicks(page.url, "  wss://floor.example/feed ")
    QTest.keyClick(page.url, Qt.Key.Key_Return)
    QTest.keyClick(page.connect_button, Qt.Key.Key_Space)
    assert received == ["demo", "recording", "wss://floor.example/feed", "wss://floor.example/feed"]


def test_that_tab_reaches_every_way_in_the_order_it_is_read(qtbot: QtBot) -> None:
    page = page_of(qtbot)
    page.demo.setFocus()
    reached: list[QWidget] = [page.demo]
    for _ in range(3):
        QTest.keyClick(reached[-1], Qt.Key.Key_Tab)
        focused = page.focusWidget()
        assert focused is not None
        reached.append(focused)
    assert reached == [page.demo, page.url, page.connect_button, page.open]


@pytest.mark.parametrize("typed", ["", "   "])
def test_that_no_address_asks_for_one_instead_of_connecting(qtbot: QtBot, typed: str) -> None:
    page = page_of(qtbot)
    page.url.setText(typed)
    page.demo.setFocus()
    with qtbot.assertNotEmitted(page.connect_requested):
        QTest.mouseClick(page.connect_button, Qt.MouseButton.LeftButton)
    assert page.url.hasFocus()


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_that_nothing_is_clipped_or_overlaps(qtbot: QtBot, zoom: float) -> None:
    page = page_of(qtbot)
    page.set_theme(Theme(DARK, zoom))
    inner = page.scroll_area.widget()
    assert inner is not None
    QApplication.processEvents()
    shown: list[QWidget] = [*page.findChildren(QLabel), page.demo, page.url, page.connect_button, page.open]
    assert all(inner.rect().contains(part.geometry()) for part in shown)
    crossing = [
        (one, other) for one, other in combinations(shown, 2) if one.geometry().intersects(other.geometry())
    ]
    assert not crossing
    for label in page.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width()), label.text()
