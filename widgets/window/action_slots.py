"""What the actions do that only ask for something: time, appearance, and what opens beside the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from widgets.details.time_bar import STEPS, TimeBar
from widgets.painting.appearance import SYSTEM, Appearance
from widgets.window.actions import ACTIONS
from widgets.window.window_requests import WindowRequests


def slots_of_requests(
    window: WindowRequests, appearance: Appearance, bar: TimeBar
) -> dict[str, Callable[[], object]]:
    """The slots, by the actions' ids; *bar* knows the speeds. What is not named here, a controller does."""
    return {
        **{item.id: partial(window.action_requested.emit, item.id) for item in ACTIONS if item is not None},
        "open_recording": window.open_recording_requested.emit,
        "retry": window.retry_requested.emit,
        "demo": window.demo_requested.emit,
        "undo": window.undo_requested.emit,
        "copy_agents": partial(window.copy_requested.emit, False),
        "export_agents": window.export_requested.emit,
        "settings": window.settings_requested.emit,
        **{name: partial(window.step_requested.emit, seconds) for name, seconds in STEPS.items()},
        "faster": lambda: window.speed_chosen.emit(bar.speed_away(1)),
        "slower": lambda: window.speed_chosen.emit(bar.speed_away(-1)),
        "live": window.live_requested.emit,
        "zoom_in": appearance.zoom_in,
        "zoom_out": appearance.zoom_out,
        "reset_zoom": appearance.zoom_back,
        **{theme: partial(appearance.choose, theme) for theme in ("dark", "light", SYSTEM)},
        "wallboard": window.wallboard_requested.emit,
        "manual": window.manual_requested.emit,
        "shortcuts": window.shortcuts_requested.emit,
        "about": window.about_requested.emit,
    }
