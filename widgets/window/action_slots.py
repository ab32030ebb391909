"""What the actions do that only ask for something: time, appearance, and what opens beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from widgets.details.time_bar import STEPS, TimeBar
from widgets.painting.appearance import SYSTEM, Appearance
from widgets.window.window_requests import WindowRequests


def slots_of_requests(
    window: WindowRequests, look: Appearance, bar: TimeBar
) -> dict[str, Callable[[], object]]:
    """The slots, by the actions' ids; *bar* knows the speeds."""
    return {
        "open_recording": window.open_recording_requested.emit,
        "retry": window.retry_requested.emit,
        "demo": window.demo_requested.emit,
        "undo": window.undo_requested.emit,
        "copy_agents": partial(window.copy_requested.emit, False),
        "export_agents": window.export_requested.emit,
        "settings": window.settings_requested.emit,
        **{name: partial(window.step_requested.emit, seconds) for name, seconds in STEPS.items()},
        **{
            f"{what}_{way}": partial(bar.beside_requested.emit, what, way == "forward")
            for what in ("event", "flag")
            for way in ("back", "forward")
        },
        "faster": lambda: window.speed_chosen.emit(bar.speed_away(1)),
        "slower": lambda: window.speed_chosen.emit(bar.speed_away(-1)),
        "live": window.live_requested.emit,
        "zoom_in": look.zoom_in,
        "zoom_out": look.zoom_out,
        "reset_zoom": look.zoom_back,
        **{theme: partial(look.choose, theme) for theme in ("dark", "light", SYSTEM)},
        "wallboard": window.wallboard_requested.emit,
        "manual": window.manual_requested.emit,
        "shortcuts": window.shortcuts_requested.emit,
        "about": window.about_requested.emit,
    }
