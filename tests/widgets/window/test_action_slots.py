"""What the actions do that only ask for something."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from widgets.window.action_slots import slots_of_requests
from widgets.window.main_window import MainWindow


@pytest.mark.parametrize(
    ("action", "signal"),
    [
        ("open_recording", "open_recording_requested"),
        ("settings", "settings_requested"),
        ("faster", "speed_chosen"),
        ("slower", "speed_chosen"),
        ("live", "live_requested"),
        ("back", "step_requested"),
        ("wallboard", "wallboard_requested"),
        ("zoom_in", "appearance_changed"),
        ("light", "appearance_changed"),
    ],
)
def test_that_an_action_asks_for_what_it_says(qtbot: QtBot, action: str, signal: str) -> None:
    window = MainWindow("dark")
    qtbot.addWidget(window)
    slots = slots_of_requests(window, window.appearance, window.time_bar)
    with qtbot.waitSignal(getattr(window, signal), timeout=1000):
        slots[action]()
