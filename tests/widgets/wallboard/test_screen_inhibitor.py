"""Wakefulness: a desktop is asked once, and free again when the wallboard closes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot

from widgets.painting.theme import DARK, Theme
from widgets.wallboard.screen_inhibitor import ScreenInhibitor
from widgets.wallboard.wallboard import Wallboard


@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dbus-run-session"), reason="no bus can be started here"
)
def test_that_a_real_desktop_is_asked_once_and_freed() -> None:
    command = ["dbus-run-session", "--", sys.executable, "-m", "tests.widgets.wallboard.screen_saver"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "Floorlight|A wallboard is shown|1", done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only there is a bus a matter of the environment")
def test_that_without_a_desktop_nothing_is_asked_and_nothing_complains(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(os.environ, "DBUS_SESSION_BUS_ADDRESS", "")
    monkeypatch.setitem(os.environ, "XDG_RUNTIME_DIR", "/nowhere")
    screen_inhibitor = ScreenInhibitor("wayland")
    screen_inhibitor.begin()
    assert not screen_inhibitor.held
    screen_inhibitor.end()


def test_that_an_unseen_wallboard_asks_nobody(qtbot: QtBot) -> None:
    board = Wallboard(Theme(DARK))
    qtbot.addWidget(board)
    board.show()
    assert not board.screen_inhibitor.held
