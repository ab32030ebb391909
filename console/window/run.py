"""Runs the window: opens it at its last position, fills it, and runs until it is closed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext

from console.diagnostics.log_files import health_kept
from console.diagnostics.unexpected import unexpected_errors
from console.diagnostics.versions import versions_text
from console.settings.preferences import Preferences, preferences_path
from console.window.app import App
from console.window.displays import has_display
from console.window.saved_geometry import keep_bytes, kept_bytes
from console.window.session.floor_session import Log
from widgets.window.event_loop import application, fit, until_closed

_SIZE = (1600, 1000)
_log = logging.getLogger("floorlight.window")


def run_window(
    show: Callable[[App], None], chosen: Preferences, log: Log | None, has_window: bool = True
) -> int:
    """Open the window, fill it with *show*, and run until it is closed; returns the exit status.

    Without *has_window* the window stays hidden, and *show* shows something else. Raises what *show* raises.
    """
    _log.info("The window opens: %s", versions_text())
    application(has_display())
    with health_kept() as keep:
        app = App(chosen, both(keep, log), keeps=True)
        # Behind a wallboard, messages go to standard error, as in other commands.
        with unexpected_errors(app.window.notice.show_error_later) if has_window else nullcontext():
            return _run(app, show, has_window)


def both(first: Log, second: Log | None) -> Log:
    """A function that passes each line to *first*, and to *second* if given."""

    def write(line: str) -> None:
        first(line)
        if second is not None:
            second(line)

    return write


def _run(app: App, show: Callable[[App], None], has_window: bool) -> int:
    try:
        place = preferences_path().with_name("window")
        if not app.window.restore_layout(kept_bytes(place)):
            fit(app.window, *_SIZE)
        app.window.setVisible(has_window)
        app.is_attended = has_window
        if has_window:
            app.tray.show()
        show(app)
        status = until_closed(application(has_display()))
        if app.trouble is not None:
            raise app.trouble
        keep_bytes(place, app.window.layout_state())
        return status
    finally:
        app.end()
