"""Running: Qt's one application, and its loop until the window is closed or the system says stop."""

from __future__ import annotations

import os
import signal
import sys

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    Qt,
    QThread,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QWidget

from console.views.text import plain_text

INTERRUPTED = 128 + signal.SIGINT
_PULSE_MS = 200
_FRAME = 64  # what a window's frame and a panel of the desktop may take, in pixels


def application(has_display: bool) -> QApplication:
    """The one QApplication; without a display, on a screen that nobody can see."""
    if not has_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    qInstallMessageHandler(_on_qt_message)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Floorlight")
    app.setStyle("Fusion")
    return app


def until_closed(app: QApplication, seconds: float | None = None) -> int:
    """Run Qt's loop, for *seconds* at most, letting Python see Ctrl+C and the system's stop; the status."""
    pulse = QTimer()
    pulse.timeout.connect(lambda: None)  # gives Python its turn, in which signals are seen
    pulse.start(_PULSE_MS)
    limit = QTimer()
    limit.setSingleShot(True)
    limit.timeout.connect(lambda: app.exit(0))  # `quit` would close the window first
    if seconds is not None:
        limit.start(round(seconds * 1000))
    stopped: list[int] = []

    def stop(number: int, frame: object) -> None:
        stopped.append(number)
        app.exit(0)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        status = app.exec()
    finally:
        # Closing the last window posts one more end, which would end every later loop at once.
        QCoreApplication.removePostedEvents(app, QEvent.Type.Quit)
        pulse.stop()
        limit.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
    return INTERRUPTED if signal.SIGINT in stopped else status


def leave() -> None:
    """Let the loop end, if one runs. Qt would remember it otherwise, and end every later one at once."""
    if QThread.currentThread().loopLevel():
        QApplication.exit(0)


def leave_after(app: QApplication, seconds: float) -> None:
    """Let the loop end in so many *seconds*."""
    QTimer.singleShot(round(seconds * 1000), app, lambda: app.exit(0))


def fit(window: QWidget, width: int, height: int, screen: QScreen | None = None) -> None:
    """Let *window* be *width* by *height*; as large as its screen where that has no room for it."""
    room = (screen or window.screen()).availableGeometry()
    window.resize(width, height)
    if room.width() < width or room.height() < height + _FRAME:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def _on_qt_message(kind: QtMsgType, where: QMessageLogContext, text: str) -> None:
    """Qt's own words go to standard error, but for what nobody can mend: that the unseen screen cannot tell a
    window its size, and that no language is set, as in a container."""
    if "propagateSizeHints" not in text and not text.startswith("Detected locale"):
        print(f"floorlight: Qt: {plain_text(text)}", file=sys.stderr)
