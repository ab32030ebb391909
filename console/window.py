"""The window's life: opened where it was last, filled with what is asked for, kept until it is closed."""

from __future__ import annotations

from collections.abc import Callable

from console.app import App, qt_app
from console.bridge import Log
from console.places import keep_bytes, kept_bytes
from console.preferences import Preferences, preferences_path
from widgets.running import fit, until_closed

_SIZE = (1600, 1000)


def run_window(
    show: Callable[[App], None], chosen: Preferences, log: Log | None, has_window: bool = True
) -> int:
    """Open the window, let *show* say what is in it, and stay until it is closed; the exit status.

    Without *has_window* the window stays hidden: *show* then shows something else. Raises what it raises.
    """
    qt = qt_app()
    app = App(chosen, log)
    try:
        place = preferences_path().with_name("window")
        if not app.window.restore_layout(kept_bytes(place)):
            fit(app.window, *_SIZE)
        app.window.setVisible(has_window)
        app.is_attended = has_window
        show(app)
        status = until_closed(qt)
        if app.trouble is not None:
            raise app.trouble
        keep_bytes(place, app.window.layout_state())
        return status
    finally:
        app.end()
