"""The signals of the main window."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from widgets.window.main_window import MainWindow
from widgets.window.window_requests import WindowRequests


def test_that_an_instant_beyond_qts_int_is_carried_whole(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    assert isinstance(window, WindowRequests)
    instants: list[object] = []
    window.seek_requested.connect(instants.append)
    window.seek_requested.emit(1_780_000_000_000)
    assert instants == [1_780_000_000_000]
