"""Renders the window or a wallboard as a picture, without a display."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from console.settings.preferences import AppearanceChoices, Preferences
from console.window.app import App
from console.window.session.floor_session import Log
from widgets.painting.theme import zoom_for
from widgets.window.event_loop import INTERRUPTED, application, leave_after, until_closed

if TYPE_CHECKING:
    from console.views.wallboard.layouts import Layout

_PATIENCE = 60.0  # seconds the picture of a live source may take


def picture(
    show: Callable[[App], None],
    size: tuple[int, int],
    theme: str,
    seconds: float | None = None,
    log: Log | None = None,
    layout: Layout | None = None,
) -> tuple[QImage, list[dict[str, Any]]]:
    """Render the window, or the wallboard of *layout*, filled by *show*.

    A recording is rendered once it is fully read, a live source *seconds* after it is connected. Needs no
    display.

    Returns the picture and each figure on it: its text, metric, scope, instant, value, severity, rectangle.
    Raises UserError, also if no data arrives.
    """
    qt = application(has_display=False)
    looks = AppearanceChoices(theme="light" if theme == "light" else "dark", zoom=zoom_for(*size))
    app = App(Preferences(appearance=looks), log)
    app.is_attended = False
    try:
        app.window.resize(*size)
        if layout is None:
            app.window.show()
        else:
            app.show_wallboard(layout)
        show(app)
        if seconds is not None:
            app.arrived.connect(partial(leave_after, qt, seconds))
        if seconds is not None and until_closed(qt, _PATIENCE) == INTERRUPTED:
            raise KeyboardInterrupt
        return app.picture(size)
    finally:
        app.end()
