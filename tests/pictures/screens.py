"""The window's screens beside the floor itself: each is opened as a person opens it, then drawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QDialog

from console.commands.options.window import instant_of_floor
from console.settings.preferences import AppearanceChoices, Preferences
from console.window.app import App
from widgets.painting.theme import zoom_for
from widgets.window.event_loop import application

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "morning.jsonl.gz"
AT = "08:30"  # local time of the sample's day: the floor is busy

# How each screen is opened on a window that shows the sample.
SCREENS: dict[str, Callable[[App], object]] = {
    "agent": lambda app: app.window.agent_opened.emit("agent-5"),
    "queue": lambda app: app.window.queue_opened.emit("help"),
    "inspector": lambda app: app.window.go_to("inspector"),
    "palette": lambda app: app.window.open_palette(),
    "settings": lambda app: app.window.settings_requested.emit(),
    "manual": lambda app: app.window.manual_requested.emit(),
}
START = "start"  # the window before anything is shown in it


def draw(screen: str, size: tuple[int, int], theme: str) -> QImage:
    """A picture of *screen* in a window of *size* pixels. Raises UserError."""
    application(has_display=False)
    appearance = AppearanceChoices(theme="light" if theme == "light" else "dark", zoom=zoom_for(*size))
    app = App(Preferences(appearance=appearance))
    app.is_attended = False
    try:
        app.window.resize(*size)
        app.window.show()
        if screen == START:
            app.window.show_first_run()
        else:
            app.show_recording([str(SAMPLE)], instant_of_floor(AT))
            app.picture(size)
            SCREENS[screen](app)
        QApplication.processEvents()
        return _with_dialogs(app)
    finally:
        app.end()


def _with_dialogs(app: App) -> QImage:
    """The window, and the dialogs over it in its middle, where a window manager puts them."""
    picture = app.window.grab().toImage()
    painter = QPainter(picture)
    for dialog in app.window.findChildren(QDialog):
        if dialog.isVisible():
            room = app.window.size() - dialog.size()
            painter.drawPixmap(QPoint(room.width() // 2, room.height() // 2), dialog.grab())
    painter.end()
    return picture
