"""What a person can do in the main window, by menu, shortcut or palette: the whole list in one place."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING

from widgets.appearance import SYSTEM
from widgets.command_palette import Entry
from widgets.menus import Deed
from widgets.time_bar import STEP_SECONDS

if TYPE_CHECKING:
    from widgets.main_window import MainWindow


def window_deeds(window: MainWindow) -> list[Deed | None]:
    """The deeds of *window*, None between groups."""
    look, step = window.appearance, window.step_requested
    return [
        Deed("Floor", "Open a recording…", "Ctrl+O", window.open_recording_requested.emit),
        Deed("Floor", "Connect to a server…", "Ctrl+Shift+O", window.ask_for_server),
        Deed("Floor", "Show the demo", "Ctrl+D", window.demo_requested.emit),
        None,
        Deed("Floor", "Settings…", "Ctrl+,", window.settings_requested.emit, "settings"),
        None,
        Deed("Floor", "Quit", "Ctrl+Q", window.close),
        Deed("Go", "Find an agent, a queue, an action…", "Ctrl+K", window.open_palette),
        Deed("Go", "Filter the agents", "Ctrl+F", window.go_to_filter),
        None,
        Deed("Go", "Go to queues", "Alt+1", lambda: window.go_to_part("queues")),
        Deed("Go", "Go to agents", "Alt+2", lambda: window.go_to_part("agents")),
        Deed("Go", "Go to attention", "Alt+3", lambda: window.go_to_part("attention")),
        Deed("Go", "Go to the time bar", "Alt+4", lambda: window.go_to_part("time")),
        None,
        Deed("Go", "Floor", "Ctrl+1", lambda: window.go_to("floor")),
        Deed("Go", "Inspector", "Ctrl+2", lambda: window.go_to("inspector"), "inspector"),
        Deed("Time", "Play or pause", "Space", window.ask_to_play),
        Deed("Time", "Back 30 seconds", "Ctrl+Left", lambda: step.emit(-float(STEP_SECONDS))),
        Deed("Time", "Forward 30 seconds", "Ctrl+Right", lambda: step.emit(float(STEP_SECONDS))),
        Deed("Time", "Faster", "Ctrl+Up", lambda: window.ask_for_speed(1)),
        Deed("Time", "Slower", "Ctrl+Down", lambda: window.ask_for_speed(-1)),
        Deed("Time", "Return to live, or to the end", "End", window.live_requested.emit),
        Deed("View", "Zoom in", "Ctrl+=|Ctrl++", look.zoom_in),
        Deed("View", "Zoom out", "Ctrl+-", look.zoom_out),
        Deed("View", "Reset zoom", "Ctrl+0", look.zoom_back),
        None,
        Deed("View", "Dark", "", lambda: look.choose("dark")),
        Deed("View", "Light", "", lambda: look.choose("light")),
        Deed("View", "Follow system", "", lambda: look.choose(SYSTEM)),
        None,
        Deed("View", "Wallboard", "F11", window.wallboard_requested.emit, "wallboard"),
        Deed("View", "This menu", "F10", window.open_menu),
        Deed("Help", "Manual", "F1", window.manual_requested.emit),
    ]


def deed_entries(
    deeds: Sequence[Deed | None], waiting: Container[str], opener: Callable[[], object]
) -> list[Entry]:
    """The *deeds* as the palette offers them: not what waits for something to exist, nor its own *opener*."""
    return [
        Entry(f"deed:{number}", deed.words, deed.menu, deed.keys.partition("|")[0])
        for number, deed in enumerate(deeds)
        if deed is not None and deed.do != opener and deed.opens not in waiting
    ]
