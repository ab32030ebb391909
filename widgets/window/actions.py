"""What a person can do in the main window, by menu, shortcut or palette: the whole list in one place."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING

from widgets.details.time_bar import STEP_SECONDS
from widgets.painting.appearance import SYSTEM
from widgets.painting.palette_entry import PaletteEntry
from widgets.window.menus import Action

if TYPE_CHECKING:
    from widgets.window.main_window import MainWindow


def window_actions(window: MainWindow) -> list[Action | None]:
    """The deeds of *window*, None between groups."""
    look, step = window.appearance, window.step_requested
    return [
        Action("Floor", "Open a recording…", "Ctrl+O", window.open_recording_requested.emit),
        Action("Floor", "Connect to a server…", "Ctrl+Shift+O", window.ask_for_server),
        Action("Floor", "Show the demo", "Ctrl+D", window.demo_requested.emit),
        None,
        Action("Floor", "Settings…", "Ctrl+,", window.settings_requested.emit, "settings"),
        None,
        Action("Floor", "Quit", "Ctrl+Q", window.close),
        Action("Go", "Find an agent, a queue, an action…", "Ctrl+K", window.open_palette),
        Action("Go", "Filter the agents", "Ctrl+F", window.go_to_filter),
        None,
        Action("Go", "To the queues", "Alt+1", lambda: window.go_to_part("queues")),
        Action("Go", "To the agents", "Alt+2", lambda: window.go_to_part("agents")),
        Action("Go", "To what needs attention", "Alt+3", lambda: window.go_to_part("attention")),
        Action("Go", "To the time bar", "Alt+4", lambda: window.go_to_part("time")),
        None,
        Action("Go", "Floor", "Ctrl+1", lambda: window.go_to("floor")),
        Action("Go", "Inspector", "Ctrl+2", lambda: window.go_to("inspector"), "inspector"),
        Action("Time", "Play or pause", "Space", window.ask_to_play),
        Action("Time", "Back 30 seconds", "Ctrl+Left", lambda: step.emit(-float(STEP_SECONDS))),
        Action("Time", "Forward 30 seconds", "Ctrl+Right", lambda: step.emit(float(STEP_SECONDS))),
        Action("Time", "Faster", "Ctrl+Up", lambda: window.ask_for_speed(1)),
        Action("Time", "Slower", "Ctrl+Down", lambda: window.ask_for_speed(-1)),
        Action("Time", "Return to live, or to the end", "End", window.live_requested.emit),
        Action("View", "Larger", "Ctrl+=|Ctrl++", look.zoom_in),
        Action("View", "Smaller", "Ctrl+-", look.zoom_out),
        Action("View", "Usual size", "Ctrl+0", look.zoom_back),
        None,
        Action("View", "Dark", "", lambda: look.choose("dark")),
        Action("View", "Light", "", lambda: look.choose("light")),
        Action("View", "As the system", "", lambda: look.choose(SYSTEM)),
        None,
        Action("View", "Wallboard", "F11", window.wallboard_requested.emit, "wallboard"),
        Action("View", "This menu", "F10", window.open_menu),
        Action("Help", "Manual", "F1", window.manual_requested.emit),
    ]


def action_entries(
    action_list: Sequence[Action | None], waiting: Container[str], opener: Callable[[], object]
) -> list[PaletteEntry]:
    """The *deeds* as the palette offers them: not what waits for something to exist, nor its own *opener*."""
    return [
        PaletteEntry(f"deed:{number}", item.words, item.menu, item.keys.partition("|")[0])
        for number, item in enumerate(action_list)
        if item is not None and item.do != opener and item.opens not in waiting
    ]
