"""What a person can see of a window: everything, a part of it, or nothing."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QExposeEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from widgets.painting.visible_part import Part, VisiblePart


def test_that_a_hidden_or_minimised_window_shows_nothing(qtbot: QtBot) -> None:
    window, seen = QWidget(), list[Part]()
    qtbot.addWidget(window)
    part = VisiblePart(window, lambda: Part.ALL)
    part.changed.connect(seen.append)
    assert part.part is Part.NOTHING
    window.show()
    window.showMinimized()
    window.showNormal()
    window.hide()
    assert seen == [Part.ALL, Part.NOTHING, Part.ALL, Part.NOTHING]


def test_that_a_covered_window_shows_nothing_until_it_is_uncovered(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, seen = QWidget(), list[Part]()
    qtbot.addWidget(window)
    part = VisiblePart(window, lambda: Part.ALL)
    window.show()
    qtbot.waitExposed(window)
    part.changed.connect(seen.append)
    handle = window.windowHandle()
    assert handle is not None
    for is_exposed in (False, True):
        monkeypatch.setattr(type(handle), "isExposed", lambda _, now=is_exposed: now)
        QApplication.sendEvent(handle, QExposeEvent(QRegion()))
    assert seen == [Part.NOTHING, Part.ALL]


def test_that_another_page_shows_another_part(qtbot: QtBot) -> None:
    window, pages = QWidget(), [Part.ALL]
    qtbot.addWidget(window)
    part = VisiblePart(window, lambda: pages[-1])
    window.show()
    pages.append(Part.HEADLINE)
    part.check()
    assert part.part is Part.HEADLINE
