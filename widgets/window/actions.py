"""The actions of the main window, for menu, shortcuts and command palette."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING

from widgets.details.time_bar import STEP_SECONDS
from widgets.painting.appearance import SYSTEM
from widgets.window.command_palette import PaletteEntry
from widgets.window.menus import Action

if TYPE_CHECKING:
    from widgets.window.main_window import MainWindow


def window_actions(window: MainWindow) -> list[Action | None]:
    """The actions of *window*, None between groups."""
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
        Action("Go", "Go to queues", "Alt+1", lambda: window.go_to_part("queues")),
        Action("Go", "Go to agents", "Alt+2", lambda: window.go_to_part("agents")),
        Action("Go", "Go to attention", "Alt+3", lambda: window.go_to_part("attention")),
        Action("Go", "Go to the time bar", "Alt+4", lambda: window.go_to_part("time")),
        None,
        Action("Go", "Floor", "Ctrl+1", lambda: window.go_to("floor")),
        Action("Go", "Inspector", "Ctrl+2", lambda: window.go_to("inspector"), "inspector"),
        Action("Time", "Play or pause", "Space", window.ask_to_play),
        Action("Time", "Back 30 seconds", "Ctrl+Left", lambda: step.emit(-float(STEP_SECONDS))),
        Action("Time", "Forward 30 seconds", "Ctrl+Right", lambda: step.emit(float(STEP_SECONDS))),
        Action("Time", "Faster", "Ctrl+Up", lambda: window.ask_for_speed(1)),
        Action("Time", "Slower", "Ctrl+Down", lambda: window.ask_for_speed(-1)),
        Action("Time", "Return to live, or to the end", "End", window.live_requested.emit),
        Action("View", "Zoom in", "Ctrl+=|Ctrl++", look.zoom_in),
        Action("View", "Zoom out", "Ctrl+-", look.zoom_out),
        Action("View", "Reset zoom", "Ctrl+0", look.zoom_back),
        None,
        Action("View", "Dark", "", lambda: look.choose("dark")),
        Action("View", "Light", "", lambda: look.choose("light")),
        Action("View", "Follow system", "", lambda: look.choose(SYSTEM)),
        None,
        Action("View", "Wallboard", "F11", window.wallboard_requested.emit, "wallboard"),
        Action("View", "This menu", "F10", window.open_menu),
        Action("Help", "Manual", "F1", window.manual_requested.emit),
    ]


def action_entries(
    action_list: Sequence[Action | None], waiting: Container[str], opener: Callable[[], object]
) -> list[PaletteEntry]:
    """Command palette entries for the actions, except unavailable ones and *opener*."""
    return [
        PaletteEntry(f"action:{number}", item.words, item.menu, item.keys.partition("|")[0])
        for number, item in enumerate(action_list)
        if item is not None and item.do != opener and item.opens not in waiting
    ]
