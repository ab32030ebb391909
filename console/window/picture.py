"""Renders the window or a wallboard as a picture, without a display."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from console.settings.preferences import AppearanceChoices, FloorChoices, Preferences
from console.window.app import App
from console.window.session.floor_session import Log
from widgets.painting.theme import zoom_for
from widgets.window.event_loop import INTERRUPTED, application, leave_after, until_closed

if TYPE_CHECKING:
    from console.views.wallboard.layouts import Layout

_PATIENCE = 60.0  # seconds the picture of a live source may take


@dataclass(frozen=True)
class PictureChoices:
    """What a picture shows otherwise than a new window: the agents in a list, those a filter leaves, another
    zoom (None: one that fits the size), no colours."""

    theme: str = "dark"
    is_list: bool = False
    filter: str = ""
    zoom: float | None = None
    is_grey: bool = False


def picture(
    show: Callable[[App], None],
    size: tuple[int, int],
    chosen: PictureChoices,
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
    zoom = zoom_for(*size) if chosen.zoom is None else chosen.zoom
    appearance = AppearanceChoices(theme="light" if chosen.theme == "light" else "dark", zoom=zoom)
    floor = FloorChoices(view="list" if chosen.is_list else "tiles")
    app = App(Preferences(appearance=appearance, floor=floor), log)
    app.is_attended = False
    try:
        app.window.resize(*size)
        if layout is None:
            app.window.show()
        else:
            app.show_wallboard(layout)
        show(app)
        if chosen.filter:
            app.window.floor.show_filter(chosen.filter)
            app.window.choice_changed.emit("text", chosen.filter)
        if seconds is not None:
            app.arrived.connect(partial(leave_after, qt, seconds))
        if seconds is not None and until_closed(qt, _PATIENCE) == INTERRUPTED:
            raise KeyboardInterrupt
        image, figures = app.picture(size)
        if chosen.is_grey:
            image = image.convertToFormat(QImage.Format.Format_Grayscale8)
        return image, figures
    finally:
        app.end()
