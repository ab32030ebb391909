"""The wallboard, opened from the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.settings.layout_files import find_layout
from console.settings.preferences import Preferences
from console.window.app import App
from feeds.errors import UserError
from tests.console.window.apps import SAMPLE, open_whole, reported
from widgets.wallboard.wallboard import Wallboard


def test_that_the_wallboard_opens_over_the_window_and_leaves_it_as_it_was(app: App, qtbot: QtBot) -> None:
    open_whole(app, qtbot, SAMPLE)
    app.window.wallboard_requested.emit()
    board = app.wallboard.board
    assert isinstance(board, Wallboard)
    assert board.isVisible()
    assert board.rows is not None
    assert len(board.rows.pages) == len(find_layout("floor").pages)
    QTest.keyClick(board, Qt.Key.Key_Escape)
    assert app.wallboard.board is None
    assert app.window.isVisible()


def test_that_a_screen_there_is_not_is_reported(app: App) -> None:
    with pytest.raises(UserError, match=r"--screen 9: there are \d+, 1 is the first"):
        app.show_wallboard(find_layout("floor"), 9)
    assert app.wallboard.board is None


def test_that_a_layout_there_is_not_is_reported_in_the_window(app: App, tmp_path: Path) -> None:
    app.context.chosen = Preferences.model_validate({"wallboard": {"layout": "nosuch"}})
    app.window.wallboard_requested.emit()
    assert "no layout is named 'nosuch'" in reported(app)
    assert app.wallboard.board is None


def test_that_a_page_is_read_when_it_comes_to_be_shown(app: App, qtbot: QtBot) -> None:
    open_whole(app, qtbot, SAMPLE)
    app.window.wallboard_requested.emit()
    board, desk = app.wallboard.board, app.desk
    assert board is not None
    assert board.rows is not None
    assert desk is not None
    kept = board.rows.pages[1]
    app.wallboard.show_instant(board.rows.now - 900_000)
    assert board.rows.pages[1] is kept
    board.show_page(1)
    assert board.rows.pages[1] is not kept
    assert board.rows.pages[1].title == kept.title
