"""The Qt application and its event loop, until the window is closed or a stop signal arrives."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QSocketNotifier,
    Qt,
    QThread,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QWidget

from console.views.text import plain_text
from widgets.accessibility.factory import install
from widgets.painting.icons import app_icon

INTERRUPTED = 128 + signal.SIGINT
_FRAME = 64  # pixels for the window frame and a desktop panel


def application(has_display: bool) -> QApplication:
    """The one QApplication; offscreen if there is no display."""
    if not has_display:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    qInstallMessageHandler(_on_qt_message)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Floorlight")
    app.setStyle("Fusion")
    app.setWindowIcon(app_icon())
    app.setDesktopFileName("floorlight")
    install()
    return app


def until_closed(app: QApplication, seconds: float | None = None) -> int:
    """Run Qt's event loop, for at most *seconds*, handling SIGINT and SIGTERM; returns the exit status."""
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
        with _signals_wake_loop():
            status = app.exec()
    finally:
        # Closing the last window posts another quit, which would end a later loop at once.
        QCoreApplication.removePostedEvents(app, QEvent.Type.Quit)
        limit.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
    return INTERRUPTED if signal.SIGINT in stopped else status


@contextmanager
def _signals_wake_loop() -> Iterator[None]:
    """Let each signal wake Qt's loop, so that Python runs and handles it."""
    ours, pythons = socket.socketpair()
    with ours, pythons:
        ours.setblocking(False)
        pythons.setblocking(False)
        notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda *_: _drain(ours))
        before = signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
            notifier.setEnabled(False)


def _drain(end: socket.socket) -> None:
    with suppress(BlockingIOError):
        end.recv(4096)


def leave() -> None:
    """End the running loop, if any. Without one, Qt would remember the quit and end the next loop at once."""
    if QThread.currentThread().loopLevel():
        QApplication.exit(0)


def leave_after(app: QApplication, seconds: float) -> None:
    """End the loop after *seconds*."""
    QTimer.singleShot(round(seconds * 1000), app, lambda: app.exit(0))


def fit(window: QWidget, width: int, height: int, screen: QScreen | None = None) -> None:
    """Resize *window* to *width* by *height* pixels, or to its screen if that is smaller."""
    room = (screen or window.screen()).availableGeometry()
    window.resize(width, height)
    if room.width() < width or room.height() < height + _FRAME:
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)


def _on_qt_message(kind: QtMsgType, where: QMessageLogContext, text: str) -> None:
    """Write Qt's messages to standard error, except two that nobody can fix: size hints on the offscreen
    platform, and a missing locale, as in a container."""
    if "propagateSizeHints" not in text and not text.startswith("Detected locale"):
        print(f"floorlight: Qt: {plain_text(text)}", file=sys.stderr)
